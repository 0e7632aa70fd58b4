/** Ranges of event ids. Ids all have one length, which makes the neighbours of an id easy to write down. */
import { highestEventId, lowestEventId, parseEventId } from '../../event/line/identity.js';
import type { Instant } from '../../event/values/timestamp.js';
import type { IdRange, ReadOrder } from './table-reader.js';

const EARLIEST: Instant = { ms: 0, us: 0 };

/** All ids of the instants from `from` (1970 without it) to `to`, both inclusive. */
export function buildIdRange(from: Instant | undefined, to: Instant): IdRange {
  return { low: lowestEventId(from ?? EARLIEST), high: highestEventId(to) };
}

/** What is left of a range behind `eventId`, in reading order. */
export function cutRangeAfter(range: IdRange, eventId: string, order: ReadOrder): IdRange {
  return order === 'asc'
    ? { low: maximum(range.low, justAbove(eventId)), high: range.high }
    : { low: range.low, high: minimum(range.high, justBelow(eventId)) };
}

/** What two ranges have in common; possibly nothing. */
export function clipRange(range: IdRange, fromMs: number, toMs: number): IdRange {
  const { fromMs: ownFromMs, toMs: ownToMs } = rangeMilliseconds(range);
  return {
    low: fromMs > ownFromMs ? lowestEventId({ ms: fromMs, us: 0 }) : range.low,
    high: toMs < ownToMs ? highestEventId({ ms: toMs, us: 999 }) : range.high,
  };
}

export const isEmptyRange = (range: IdRange): boolean => range.low > range.high;

/** The milliseconds that a range touches, both inclusive. */
export function rangeMilliseconds(range: IdRange): { fromMs: number; toMs: number } {
  return { fromMs: parseEventId(range.low).ms, toMs: parseEventId(range.high).ms };
}

/** Above the id and below every larger one: they differ from it before its end. */
const justAbove = (eventId: string): string => `${eventId}0`;

/** Below the id and not below any smaller one: `~` sorts behind every hexadecimal digit. */
const justBelow = (eventId: string): string =>
  `${eventId.slice(0, -1)}${String.fromCharCode(eventId.charCodeAt(eventId.length - 1) - 1)}~`;

const maximum = (a: string, b: string): string => (a > b ? a : b);
const minimum = (a: string, b: string): string => (a < b ? a : b);
