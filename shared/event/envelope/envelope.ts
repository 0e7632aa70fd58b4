/**
 * One SQS message: a header line in clear, a line feed, then the event lines, as they are or compressed and in base64.
 *
 *     {"format":"trailkeeper/1","producer_id":"…","sequences":[[1,540]],"sampled_out":{},"codec":"zstd","events":540,…}
 *     <base64 of the compressed lines, or the lines themselves>
 */

import { LINE_RULES_VERSION, REDACTION_RULES_VERSION } from '../rules.js';
import { escapeToAscii } from '../values/ascii-json.js';
import { COMPRESS_ABOVE_BYTES } from '../values/limits.js';
import { BEST_CODEC, type Codec, compress } from './codec.js';

export const ENVELOPE_FORMAT = 'trailkeeper/1';

/** Inclusive bounds of sequence numbers that follow each other. */
export type SequenceRange = [from: number, to: number];

export interface EnvelopeHeader {
  format: typeof ENVELOPE_FORMAT;
  /** Who packed the envelope: the emitting process, or the door an event came in by. */
  producer_id: string;
  /** Sequence numbers of the events inside. */
  sequences: SequenceRange[];
  /** Sequence numbers that sampling used up without an event, by event type. */
  sampled_out: Record<string, SequenceRange[]>;
  codec: Codec;
  events: number;
  /** Versions of the rules by which the lines were written. */
  rules: { line: number; redaction: number };
}

export interface EnvelopeContent {
  readonly producer_id: string;
  readonly lines: readonly string[];
  readonly sequences: SequenceRange[];
  readonly sampled_out: Record<string, SequenceRange[]>;
  /** What to compress with when the lines are long enough for it. */
  readonly codec?: Exclude<Codec, 'none'> | undefined;
}

/** The body of one SQS message, printable ASCII and line feeds. Its size is for the caller to look at. */
export function writeEnvelope(content: EnvelopeContent): string {
  const text = content.lines.join('\n');
  const codec: Codec = text.length > COMPRESS_ABOVE_BYTES ? (content.codec ?? BEST_CODEC) : 'none';
  const header: EnvelopeHeader = {
    format: ENVELOPE_FORMAT,
    producer_id: content.producer_id,
    sequences: content.sequences,
    sampled_out: content.sampled_out,
    codec,
    events: content.lines.length,
    rules: { line: LINE_RULES_VERSION, redaction: REDACTION_RULES_VERSION },
  };
  const body = codec === 'none' ? text : compress(codec, text).toString('base64');
  return `${escapeToAscii(JSON.stringify(header))}\n${body}`;
}

/** Writers in other languages put blanks into JSON. No event begins with `format`: it has no such field. */
const ENVELOPE_START = /^[ \t]{0,64}\{[ \t]{0,64}"format"[ \t]{0,64}:[ \t]{0,64}"trailkeeper\//;

/** Whether a message body is an envelope, of whatever version, and not a foreign event. */
export function isEnvelope(body: string): boolean {
  return ENVELOPE_START.test(body);
}
