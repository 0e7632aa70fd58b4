/** Opens an envelope, or says why it can never be opened. */
import { TrailkeeperError } from '../../errors/trailkeeper-error.js';
import { parseJson } from '../line/line-reader.js';
import { describeIssues } from '../values/field-problem.js';
import { MAX_ENVELOPE_BYTES } from '../values/limits.js';
import { CodecError, decompress } from './codec.js';
import { ENVELOPE_FORMAT, type EnvelopeHeader, splitEnvelope } from './envelope.js';
import { headerSchema, MAX_HEADER_BYTES } from './header-schema.js';
import { decodeZstdInJavaScript } from './zstd-decoder.js';

/** The envelope can never be opened: it belongs in quarantine, whole. */
export class EnvelopeError extends TrailkeeperError<'EnvelopeError'> {
  override readonly name = 'EnvelopeError';
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
    const expected = `${header.events} lines`;
    throw new EnvelopeError('count_differs', { subject: 'events', expected, got: String(lines.length) });
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
    const facts = { subject: 'format', expected: ENVELOPE_FORMAT, got: 'another version' };
    throw new EnvelopeError('newer_envelope', facts);
  }
  const problems = describeIssues(result.error.issues.slice(0, MAX_PROBLEMS), value);
  const message = problems.map(({ field, expected, got }) => `header ${field}: expected ${expected}, got ${got}`);
  const { expected, got } = problems[0] ?? { expected: 'a header', got: 'another line' };
  throw new EnvelopeError('bad_header', { message: message.join('; '), expected, got });
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

function readBody(header: EnvelopeHeader, body: string): string {
  if (header.codec === 'none') return body;
  if (!BASE64.test(body)) {
    throw new EnvelopeError('bad_body', { subject: 'body', expected: 'base64', got: 'other characters' });
  }
  try {
    return decompress(header.codec, Buffer.from(body, 'base64'), MAX_ENVELOPE_BYTES, decodeZstdInJavaScript);
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    const { message, expected, got } = error;
    throw new EnvelopeError('bad_body', { message: `body: ${message}`, expected, got, cause: error });
  }
}
