/** Opens an envelope, or says why it can never be opened. */
import { z } from 'zod';
import { parseJson } from '../line/line-reader.js';
import { describeIssues } from '../values/field-problem.js';
import { MAX_ENVELOPE_BYTES, MAX_ENVELOPE_EVENTS } from '../values/limits.js';
import { CodecError, decompress } from './codec.js';
import { ENVELOPE_FORMAT, type EnvelopeHeader } from './envelope.js';
import { decodeZstdInJavaScript } from './zstd-decoder.js';

const range = z.tuple([z.int().min(0), z.int().min(0)]).refine(([from, to]) => from <= to, 'a range [from, to]');

const headerSchema = z.strictObject({
  format: z.literal(ENVELOPE_FORMAT),
  producer_id: z.string().min(1).max(512),
  sequences: z.array(range),
  sampled_out: z.record(z.string(), z.array(range)),
  codec: z.enum(['none', 'gzip', 'zstd'], 'none, gzip or zstd'),
  events: z.int().min(0).max(MAX_ENVELOPE_EVENTS),
  rules: z.strictObject({ line: z.int().min(1), redaction: z.int().min(1) }),
});

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

/** Header and lines, as they were written. Throws EnvelopeError. */
export function readEnvelope(body: string): { header: EnvelopeHeader; lines: string[] } {
  const end = body.indexOf('\n');
  const header = readHeader(end === -1 ? body : body.slice(0, end));
  const text = readBody(header, end === -1 ? '' : body.slice(end + 1));
  const lines = text === '' ? [] : text.split('\n');
  if (lines.length !== header.events) {
    throw new EnvelopeError('count_differs', `events: expected ${header.events} lines, got ${lines.length}`);
  }
  return { header, lines };
}

function readHeader(line: string): EnvelopeHeader {
  const value = parseJson(line);
  const result = headerSchema.safeParse(value);
  if (result.success) return result.data;
  const format = typeof value === 'object' && value !== null && 'format' in value ? value.format : undefined;
  if (typeof format === 'string' && format !== ENVELOPE_FORMAT) {
    throw new EnvelopeError('newer_envelope', `format: expected ${ENVELOPE_FORMAT}, got another version`);
  }
  const problems = describeIssues(result.error.issues, value).map(
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
