/** The text of a request's body, and what its headers say that it is. */
import { gunzipSync } from 'node:zlib';
import type { Context } from 'hono';
import { ProblemError } from '../../shared/api/answers/problem.js';
import { ENVELOPE_CONTENT_TYPE } from '../../shared/event/envelope/envelope.js';
import { invalid } from './body-problems.js';

const JSON_TYPES: readonly string[] = ['application/json', 'application/x-ndjson'];

export type BodyType = 'events' | 'envelope';

/** Throws ProblemError 415 for another content type; parameters such as the charset do not count. */
export function getBodyType(contentType: string | undefined): BodyType {
  const essence = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (JSON_TYPES.includes(essence)) return 'events';
  if (essence === ENVELOPE_CONTENT_TYPE) return 'envelope';
  const got = contentType === undefined ? 'none' : 'another';
  const types = [...JSON_TYPES, ENVELOPE_CONTENT_TYPE].join(', ');
  throw new ProblemError('unsupported-media-type', `Content-Type: expected one of ${types}, got ${got}`);
}

/**
 * Throws ProblemError: 415 for an encoding but gzip, 413 for more than `maxBytes` after decompression, 400 for what is
 * no gzip or no UTF-8.
 */
export async function readBodyText(context: Context, maxBytes: number): Promise<string> {
  const encoding = context.req.header('Content-Encoding')?.trim().toLowerCase() ?? 'identity';
  const bytes = new Uint8Array(await context.req.arrayBuffer());
  const plain = encoding === 'identity' || encoding === '' ? bytes : gunzip(bytes, encoding, maxBytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch {
    throw invalid([{ field: '$', expected: 'UTF-8', got: 'other bytes' }]);
  }
}

function gunzip(bytes: Uint8Array, encoding: string, maxBytes: number): Uint8Array {
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw new ProblemError('unsupported-media-type', 'Content-Encoding: expected gzip or none, got another', {
      headers: { 'Accept-Encoding': 'gzip' },
    });
  }
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof RangeError) {
      throw new ProblemError('too-large', `expected a body of at most ${maxBytes} bytes when decompressed`);
    }
    throw invalid([{ field: '$', expected: 'gzip, as Content-Encoding says', got: 'other bytes' }]);
  }
}
