/** From parameters to a range of ids, and through pages: what every route with from, to and cursor shares. */
import type { Instant } from '../../event/values/timestamp.js';
import type { CursorCodec, CursorState } from './cursor.js';
import { buildIdRange, cutRangeAfter } from './id-range.js';
import type { IdRange, ReadOrder } from './table-reader.js';

export interface RangeParameters {
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
}

export interface PageParameters extends RangeParameters {
  readonly cursor?: string | undefined;
}

/** Where a page begins, and how the next one is asked for. */
export interface PageStart {
  readonly state: CursorState | undefined;
  /** Upper bound: `to`, or the time of the first page, which the cursor keeps. */
  readonly until: Instant;
  /** `position` undefined: the range is exhausted, there is no next page. */
  buildCursor(position: string | undefined): string | null;
}

/** `query` is all that the answer depends on; it is bound to the route by its name in it. */
export function startPage(codec: CursorCodec, query: object, parameters: PageParameters, nowMs: number): PageStart {
  const { cursor, from, to } = parameters;
  const bound = { ...query, from, to };
  const state = cursor === undefined ? undefined : codec.decode(cursor, bound);
  const until = state?.until ?? to ?? endOfMillisecond(nowMs);
  return {
    state,
    until,
    buildCursor: (position) => (position === undefined ? null : codec.encode({ after: position, until }, bound)),
  };
}

/** What is left of the range behind the cursor. */
export function restOfRange({ state, until }: PageStart, from: Instant | undefined, order: ReadOrder): IdRange {
  const range = buildIdRange(from, until);
  return state === undefined ? range : cutRangeAfter(range, state.after, order);
}

/** A range that is read in one request. */
export const wholeRange = ({ from, to }: RangeParameters, nowMs: number): IdRange =>
  buildIdRange(from, to ?? endOfMillisecond(nowMs));

/** The clock counts milliseconds, the trail microseconds: an event of this millisecond is not later than now. */
export const endOfMillisecond = (ms: number): Instant => ({ ms, us: 999 });
