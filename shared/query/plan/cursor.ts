/**
 * Cursors: where the next page of one query goes on, and up to which instant the query reads. Authenticated, so that a
 * changed cursor, or one of another query, is an error and never a wrong answer.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Instant } from '../../event/values/timestamp.js';
import { QueryRefusedError } from './query-refused-error.js';

export interface CursorState {
  /** The last key that was looked at. */
  readonly after: string;
  /** Upper bound of the range: `to`, or the time of the first page. */
  readonly until: Instant;
}

/** Part of what is authenticated: a cursor of another version is refused like one that was changed. */
export const CURSOR_VERSION = 1;
const TAG_BYTES = 16;
const stateSchema = z.object({
  q: z.string(),
  a: z.string(),
  u: z.tuple([z.int().min(0), z.int().min(0).max(999)]),
});

/** `query` is everything that the answer depends on but `limit` and the cursor; property order counts. */
export class CursorCodec {
  readonly #key: Uint8Array;

  /** `key`: the trail key's key for cursors, 32 bytes. */
  constructor(key: Uint8Array) {
    this.#key = key;
  }

  encode(state: CursorState, query: object): string {
    const payload = Buffer.from(
      JSON.stringify({ q: digestQuery(query), a: state.after, u: [state.until.ms, state.until.us] }),
    );
    return Buffer.concat([this.#tag(payload), payload]).toString('base64url');
  }

  /** Throws QueryRefusedError `invalid_cursor`. */
  decode(cursor: string, query: object): CursorState {
    const bytes = Buffer.from(cursor, 'base64url');
    const tag = bytes.subarray(0, TAG_BYTES);
    const payload = bytes.subarray(TAG_BYTES);
    // The decoder ignores what is not base64url: only the exact text that was given out is good.
    const isOurs =
      tag.length === TAG_BYTES && bytes.toString('base64url') === cursor && timingSafeEqual(tag, this.#tag(payload));
    if (!isOurs) throw invalidCursor('the next_cursor of a page, unchanged', 'another text');
    const state = stateSchema.parse(JSON.parse(payload.toString('utf8')));
    if (state.q !== digestQuery(query)) {
      throw invalidCursor(
        'the same parameters as for the page before, only limit may differ',
        'a cursor of another query',
      );
    }
    return { after: state.a, until: { ms: state.u[0], us: state.u[1] } };
  }

  #tag(payload: Uint8Array): Buffer {
    return createHmac('sha256', this.#key)
      .update(`${CURSOR_VERSION}\n`)
      .update(payload)
      .digest()
      .subarray(0, TAG_BYTES);
  }
}

function digestQuery(query: object): string {
  return createHash('sha256').update(JSON.stringify(query)).digest('base64url').slice(0, 22);
}

const invalidCursor = (expected: string, got: string): QueryRefusedError =>
  new QueryRefusedError('invalid_cursor', { field: 'cursor', expected, got });
