/** Opens an envelope, or says why it can never be opened. */
import { parseJson } from '../line/line-reader.js';
import { describeIssues } from '../values/field-problem.js';
import { MAX_ENVELOPE_BYTES } from '../values/limits.js';
import { CodecError, decompress } from './codec.js';
import { ENVELOPE_FORMAT, type EnvelopeHeader, splitEnvelope } from './envelope.js';
import { headerSchema, MAX_HEADER_BYTES } from './header-schema.js';
import { decodeZstdInJavaScript } from './zstd-decoder.js';

export type EnvelopeReason = 'newer_envelope' | 'bad_header' | 'bad_body' | 'count_differs';

/** The envelope can never be opened: it belongs in quarantine, whole. */
export class EnvelopeError extends Error {
  override readonly name = 'EnvelopeError';
  constructor(
    readonly reason: EnvelopeReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface Envelope {
  readonly header: EnvelopeHeader;
  readonly lines: string[];
  /** The header is too long to be kept: its ranges were dropped, its lines are whole. */
  readonly isHeaderTooLong: boolean;
}

/** Header and lines, as they were written. Throws EnvelopeError. */
export function readEnvelope(body: string): Envelope {
  const { header: line, content } = splitEnvelope(body);
  const isHeaderTooLong = line.length > MAX_HEADER_BYTES;
  const header = readHeader(line, isHeaderTooLong);
  const text = readBody(header, content);
  const lines = text === '' ? [] : text.split('\n');
  if (lines.length !== header.events) {
    throw new EnvelopeError('count_differs', `events: expected ${header.events} lines, got ${lines.length}`);
  }
  return { header, lines, isHeaderTooLong };
}

/** So many problems say enough; a header may have as many as it has bytes. */
const MAX_PROBLEMS = 8;

function readHeader(line: string, isTooLong: boolean): EnvelopeHeader {
  const parsed = parseJson(line);
  const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  // Hundreds of thousands of ranges are not looked at one by one.
  const value = isTooLong && isObject ? { ...parsed, sequences: [], sampled_out: {} } : parsed;
  const result = headerSchema.safeParse(value);
  if (result.success) return result.data;
  const format = isObject && 'format' in parsed ? parsed.format : undefined;
  if (typeof format === 'string' && format !== ENVELOPE_FORMAT) {
    throw new EnvelopeError('newer_envelope', `format: expected ${ENVELOPE_FORMAT}, got another version`);
  }
  const problems = describeIssues(result.error.issues.slice(0, MAX_PROBLEMS), value).map(
    ({ field, expected, got }) => `header ${field}: expected ${expected}, got ${got}`,
  );
  throw new EnvelopeError('bad_header', problems.join('; '));
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

function readBody(header: EnvelopeHeader, body: string): string {
  if (header.codec === 'none') return body;
  if (!BASE64.test(body)) throw new EnvelopeError('bad_body', 'body: expected base64, got other characters');
  try {
    return decompress(header.codec, Buffer.from(body, 'base64'), MAX_ENVELOPE_BYTES, decodeZstdInJavaScript);
  } catch (error) {
    if (error instanceof CodecError) throw new EnvelopeError('bad_body', `body: ${error.message}`, { cause: error });
    throw error;
  }
}
