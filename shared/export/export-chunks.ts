/** The body of an export, piece by piece: each is read from the table when the one before was taken. */

import type { TrailReader } from '../query/answers/trail-reader.js';
import { type EventFilter, matchesEvent } from '../query/plan/event-filter.js';
import { planQuery, planTimeline } from '../query/plan/query-plan.js';
import type { IdRange } from '../query/plan/table-reader.js';
import { MAX_LOAD_ROWS } from '../query/sources/event-loader.js';
import { takeRows } from '../query/sources/take-rows.js';
import type { ExportWriter } from './export-format.js';

export interface ExportRequest {
  readonly filter: EventFilter;
  /** Only this resource's own events and those that name it. */
  readonly timeline?: string | undefined;
  readonly range: IdRange;
  readonly writer: ExportWriter;
}

export interface ExportProgress {
  /** Events handed over so far. */
  count: number;
}

const PAGE_ROWS = 1_000;

/**
 * Oldest first, every event once, then the tail. When reading fails the last piece is the mark of a broken export, and
 * the error follows: whoever passes the pieces on must break the connection with it.
 */
export async function* streamExport(
  reader: TrailReader,
  { filter, timeline, range, writer }: ExportRequest,
  progress: ExportProgress,
): AsyncGenerator<string, void, undefined> {
  let failure: { error: unknown } | undefined;
  try {
    const streams = timeline === undefined ? planQuery(filter) : planTimeline(timeline);
    const predicate = await reader.buildPredicate(filter);
    const source = await reader.openSource({ streams, range, order: 'asc', wanted: PAGE_ROWS, withLines: true });
    yield writer.head;
    while (!source.isDone) {
      const { clock } = reader;
      const rows = await takeRows({ source, matches: predicate.matchesRow, clock, wanted: MAX_LOAD_ROWS });
      const events = (await reader.loadEvents(rows)).filter((event) => matchesEvent(predicate, event));
      if (events.length === 0) continue;
      const piece = writer.write(events, progress.count === 0);
      progress.count += events.length;
      yield piece;
    }
    yield writer.tail;
  } catch (error) {
    failure = { error };
  }
  if (failure === undefined) return;
  yield writer.broken;
  throw failure.error;
}
