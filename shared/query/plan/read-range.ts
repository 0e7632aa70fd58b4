/**
 * From parameters to a range of ids, and through pages: what every route with from, to and cursor shares. Events may be
 * dated after now. Without `to`, counts, timelines and exports have them in their order; a list of events ends a moment
 * after now and says how many there are beyond, so that a thousand events of the year 9998 neither hide nor bury anything.
 */
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

/** `now`: a list of what arrived. `soon`: a list of events, without those of later. `open`: all that there is. */
export type EndWithoutTo = 'now' | 'soon' | 'open';

/** Where a page begins, and how the next one is asked for. */
export interface PageStart {
  readonly state: CursorState | undefined;
  /** Upper bound of the range. */
  readonly end: Instant;
  /** `to`, or the bound of the first page, which the cursor keeps: later than this only what was ahead is read. */
  readonly until: Instant;
  /** Events dated later than `end` are left out, and nobody asked for that. */
  readonly endsSoon: boolean;
  /** `position` undefined: the range is exhausted, there is no next page. */
  buildCursor(position: string | undefined): string | null;
}

/** The last instant that an event can have. */
export const LATEST: Instant = { ms: Date.UTC(9999, 11, 31, 23, 59, 59, 999), us: 999 };
/**
 * An event lies among those of its time only when it is at most a minute ahead of its arrival, and clocks of readers and
 * writers differ by less than another one.
 */
export const SOON_MS = 120_000;

/** `query` is all that the answer depends on; it is bound to the route by its name in it. */
export function startPage(
  codec: CursorCodec,
  query: object,
  parameters: PageParameters,
  nowMs: number,
  endWithoutTo: EndWithoutTo,
): PageStart {
  const { cursor, from, to } = parameters;
  const bound = { ...query, from, to };
  const state = cursor === undefined ? undefined : codec.decode(cursor, bound);
  const until = state?.until ?? to ?? endOfMillisecond(endWithoutTo === 'now' ? nowMs : nowMs + SOON_MS);
  // Who asks for what begins later than soon wants what is dated ahead.
  const isOpen = to === undefined && (endWithoutTo === 'open' || (endWithoutTo === 'soon' && isAfter(from, until)));
  return {
    state,
    end: isOpen ? LATEST : until,
    until,
    endsSoon: to === undefined && endWithoutTo === 'soon' && !isOpen,
    buildCursor: (position) => (position === undefined ? null : codec.encode({ after: position, until }, bound)),
  };
}

/** What is left of the range behind the cursor. */
export function restOfRange({ state, end }: PageStart, from: Instant | undefined, order: ReadOrder): IdRange {
  const range = buildIdRange(from, end);
  return state === undefined ? range : cutRangeAfter(range, state.after, order);
}

/** A range that is read in one request: without `to` everything from `from` on, what is dated ahead as well. */
export const wholeRange = ({ from, to }: RangeParameters): IdRange => buildIdRange(from, to ?? LATEST);

/** The first instant behind this one. */
export const justAfter = ({ ms, us }: Instant): Instant => (us === 999 ? { ms: ms + 1, us: 0 } : { ms, us: us + 1 });

/** The clock counts milliseconds, the trail microseconds: an event of this millisecond is not later than now. */
const endOfMillisecond = (ms: number): Instant => ({ ms, us: 999 });

const isAfter = (a: Instant | undefined, b: Instant): boolean =>
  a !== undefined && (a.ms > b.ms || (a.ms === b.ms && a.us > b.us));
