/** How many events of a list's filter are dated later than the list reaches. */
import type { EventsAhead } from '../../api/answers/answers.js';
import { formatTimestamp, type Instant } from '../../event/values/timestamp.js';
import { type EventFilter, matchesEvent } from '../plan/event-filter.js';
import { buildIdRange } from '../plan/id-range.js';
import type { PlannedStream } from '../plan/query-plan.js';
import { justAfter, LATEST } from '../plan/read-range.js';
import { isExpired, type TrailRow } from '../plan/trail-row.js';
import { MAX_LOAD_ROWS } from '../sources/event-loader.js';
import { needsFill } from '../sources/row-source.js';
import type { TrailReader } from './trail-reader.js';

export interface AheadRequest {
  readonly streams: readonly PlannedStream[];
  readonly filter: EventFilter;
  /** Where the list ends. */
  readonly until: Instant;
}

/** Rows that are looked at; a clock that is wrong sends many, and each page counts them again. */
export const MAX_AHEAD_ROWS = 1_000;

export async function countAhead(reader: TrailReader, { streams, filter, until }: AheadRequest): Promise<EventsAhead> {
  const from = justAfter(until);
  const predicate = await reader.buildPredicate(filter);
  const withLines = predicate.matchesLine !== undefined;
  const range = buildIdRange(from, LATEST);
  const source = await reader.openSource({ streams, range, order: 'asc', wanted: 1, withLines }, until.ms);
  let looked = 0;
  let count = 0;
  let rows: TrailRow[] = [];
  const countRows = async (): Promise<void> => {
    const events = withLines ? await reader.loadEvents(rows) : rows;
    count += events.filter((event) => matchesEvent(predicate, event)).length;
    rows = [];
  };
  while (!source.isDone && looked < MAX_AHEAD_ROWS) {
    if (needsFill(source)) await source.fill();
    const row = source.head;
    if (row === undefined) continue;
    source.advance();
    looked += 1;
    if (predicate.matchesRow(row) && !isExpired(row, reader.clock())) rows.push(row);
    if (rows.length === MAX_LOAD_ROWS) await countRows();
  }
  await countRows();
  return { count, exact: source.isDone, from: formatTimestamp(from) };
}
