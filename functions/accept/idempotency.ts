/** What an Idempotency-Key stands for: a body, for a role, for a day. */
import { createHmac } from 'node:crypto';
import { deriveKey } from '../../shared/config/trail-key.js';
import type { RequestKey } from '../../shared/store/request-keys.js';
import { invalid } from './body-problems.js';

const MAX_KEY_LENGTH = 255;

/** The header as it may be; undefined when it was not sent. Throws ProblemError 400 for one that is empty or too long. */
export function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header !== undefined && (header === '' || header.length > MAX_KEY_LENGTH)) {
    const expected = `text of 1 to ${MAX_KEY_LENGTH} characters`;
    throw invalid([{ field: 'Idempotency-Key', expected, got: `${header.length} characters` }]);
  }
  return header;
}

/**
 * Both hashes are keyed with a key of their own from the trail key, which accept has at hand: a bare hash would let
 * whoever reads the table try out likely bodies until one fits. `body`: the text after decompression.
 */
export function hashRequest(trailKey: Uint8Array, role: string, idempotencyKey: string, body: string): RequestKey {
  const hashKey = deriveKey(trailKey, 'request');
  const hash = (...parts: readonly string[]) => createHmac('sha256', hashKey).update(JSON.stringify(parts)).digest();
  return { key: hash('key', role, idempotencyKey), body: hash('body', role, idempotencyKey, body) };
}
