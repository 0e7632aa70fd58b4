/** How many events of a list's filter are dated later than the list reaches. */
import type { EventsAhead } from '../../api/answers/answers.js';
import { formatTimestamp, type Instant } from '../../event/values/timestamp.js';
import { type EventPredicate, matchesEvent } from '../plan/event-filter.js';
import { buildIdRange } from '../plan/id-range.js';
import type { PlannedStream } from '../plan/query-plan.js';
import { justAfter, LATEST } from '../plan/read-range.js';
import { MAX_LOAD_ROWS } from '../sources/event-loader.js';
import { takeRows } from '../sources/take-rows.js';
import type { TrailReader } from './trail-reader.js';

export interface AheadRequest {
  readonly streams: readonly PlannedStream[];
  readonly predicate: EventPredicate;
  /** Where the list ends. */
  readonly until: Instant;
}

/** Rows that are looked at; a clock that is wrong sends many, and each page counts them again. */
const MAX_AHEAD_ROWS = 1_000;

export async function countAhead(
  reader: TrailReader,
  { streams, predicate, until }: AheadRequest,
): Promise<EventsAhead> {
  const from = justAfter(until);
  const withLines = predicate.matchesLine !== undefined;
  const range = buildIdRange(from, LATEST);
  const source = await reader.openSource({ streams, range, order: 'asc', wanted: 1, withLines }, until.ms);
  let looked = 0;
  let count = 0;
  while (!source.isDone && looked < MAX_AHEAD_ROWS) {
    const rows = await takeRows({
      source,
      matches: predicate.matchesRow,
      clock: reader.clock,
      wanted: MAX_LOAD_ROWS,
      goesOn: () => looked < MAX_AHEAD_ROWS,
      look() {
        looked += 1;
      },
    });
    const events = withLines ? await reader.loadEvents(rows) : rows;
    count += events.filter((event) => matchesEvent(predicate, event)).length;
  }
  return { count, exact: source.isDone, from: formatTimestamp(from) };
}
