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
/** By which `POST /v1/events` knows a posted envelope. */
export const ENVELOPE_CONTENT_TYPE = 'application/vnd.trailkeeper.envelope';

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
  /** 32 hexadecimal digits: the random bytes of the producer's run. Without it, ids follow from producer and number. */
  nonce?: string | undefined;
  /** The sender's wall clock when it sent this body, milliseconds since 1970; written anew at each attempt. */
  sent_at?: number | undefined;
  /** The envelope before this one of the same run. */
  prev?: PreviousEnvelope | undefined;
  /** The last envelope of an orderly close. */
  end?: true | undefined;
  /** For whom a function of the trail vouches; counts only with `own`. */
  caller?: string | undefined;
  /** Where a message that was sent again came from first; counts only with `own`. */
  origin?: EnvelopeOrigin | undefined;
  /**
   * Of the lines that a function of the trail composed from plain events: what their ids follow from, 32 bytes each, in
   * base64. Counts only with `own`.
   */
  leaves?: string | undefined;
  /** The trail's proof that one of its functions sent this: see `own.ts`. */
  own?: string | undefined;
  /** Kept free for a signature at the point of action. */
  sig?: Readonly<Record<string, unknown>> | undefined;
}

export interface PreviousEnvelope {
  /** First and last sequence number in it. */
  from: number;
  to: number;
  /** 64 hexadecimal digits: HMAC-SHA-256(nonce, its lines with line feeds between them). */
  mac: string;
}

export interface EnvelopeOrigin {
  message_id: string;
  sender: string;
  /** Milliseconds since 1970. */
  sent_at: number;
}

export interface EnvelopeContent {
  readonly producer_id: string;
  readonly lines: readonly string[];
  readonly sequences: SequenceRange[];
  readonly sampled_out: Record<string, SequenceRange[]>;
  readonly nonce?: string | undefined;
  readonly prev?: PreviousEnvelope | undefined;
  readonly end?: true | undefined;
  /** Written by functions of the trail alone. */
  readonly caller?: string | undefined;
  readonly leaves?: string | undefined;
  readonly own?: string | undefined;
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
    nonce: content.nonce,
    prev: content.prev,
    end: content.end,
    caller: content.caller,
    leaves: content.leaves,
    own: content.own,
  };
  const body = codec === 'none' ? text : compress(codec, text).toString('base64');
  return `${writeHeader(header)}\n${body}`;
}

/** The header line: `format` comes first, because by it an envelope is known. Keys without a value are left out. */
export function writeHeader(header: EnvelopeHeader): string {
  return escapeToAscii(JSON.stringify(header));
}

/** The header line, and everything behind its line feed. */
export function splitEnvelope(body: string): { readonly header: string; readonly content: string } {
  const end = body.indexOf('\n');
  return end === -1 ? { header: body, content: '' } : { header: body.slice(0, end), content: body.slice(end + 1) };
}

/** The same envelope with the time of this attempt; its lines are not touched. `body` is one that was written here. */
export function stampSentAt(body: string, sentAtMs: number): string {
  const { header, content } = splitEnvelope(body);
  const parsed: EnvelopeHeader = JSON.parse(header);
  return `${writeHeader({ ...parsed, sent_at: sentAtMs })}\n${content}`;
}

/** Writers in other languages put blanks into JSON. No event begins with `format`: it has no such field. */
const ENVELOPE_START = /^[ \t]{0,64}\{[ \t]{0,64}"format"[ \t]{0,64}:[ \t]{0,64}"trailkeeper\//;

/** Whether a message body is an envelope, of whatever version, and not a foreign event. */
export function isEnvelope(body: string): boolean {
  return ENVELOPE_START.test(body);
}
