/** How lines become one message body, by where they go. */
import { type EnvelopeContent, writeEnvelope } from '../../event/envelope/envelope.js';
import { MAX_ENVELOPE_EVENTS, TARGET_MESSAGE_BYTES } from '../../event/values/limits.js';

export interface BodyFormat {
  /** What a body is filled to, in bytes; a single event may take more. */
  readonly targetBytes: number;
  readonly maxEvents: number;
  /** Bytes of body for a byte of line, before any body was written. */
  readonly firstRatio: number;
  /** Whether the body lists the numbers that sampling used up. */
  readonly listsSampledOut: boolean;
  /** The body, in ASCII. */
  write(content: EnvelopeContent): string;
}

/** For SQS: compressed, one billing chunk. */
export const envelopeFormat: BodyFormat = {
  targetBytes: TARGET_MESSAGE_BYTES,
  maxEvents: MAX_ENVELOPE_EVENTS,
  firstRatio: 0.25,
  listsSampledOut: true,
  write: writeEnvelope,
};

/** For files: the lines as they are. */
export const linesFormat: BodyFormat = {
  targetBytes: 256 * 1_024,
  maxEvents: 1_000,
  firstRatio: 1,
  listsSampledOut: false,
  write: ({ lines }) => lines.map((line) => `${line}\n`).join(''),
};

/** For the API: a JSON list, small enough to fit the one message that it becomes there. */
export const listFormat: BodyFormat = {
  targetBytes: 256 * 1_024,
  maxEvents: 500,
  firstRatio: 1,
  listsSampledOut: false,
  write: ({ lines }) => `[${lines.join(',')}]`,
};
