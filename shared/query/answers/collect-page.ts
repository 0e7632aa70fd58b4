/** Takes one page from a source: matching events in order, and where the next page goes on. */

import type { RowPredicate } from '../plan/event-filter.js';
import type { ReadBudget } from '../plan/read-budget.js';
import type { TableReader } from '../plan/table-reader.js';
import { isExpired, type TrailRow } from '../plan/trail-row.js';
import { loadEvents, MAX_LOAD_ROWS } from '../sources/event-loader.js';
import { needsFill, type RowSource } from '../sources/row-source.js';

export interface PageRequest {
  readonly reader: TableReader;
  readonly source: RowSource;
  readonly matches: RowPredicate;
  readonly limit: number;
  readonly budget: ReadBudget;
  readonly clock: () => number;
}

export interface CollectedPage {
  /** Each with its line, or erased, or damaged. */
  readonly events: readonly TrailRow[];
  /** Id behind which the next page goes on; undefined when the range is exhausted. */
  readonly position: string | undefined;
}

/** An answer of a Lambda is at most 6 MB, in which every quote of it is escaped once more. */
export const MAX_PAGE_BYTES = 2_500_000;

export async function collectPage(request: PageRequest): Promise<CollectedPage> {
  const { reader, source, limit, budget, clock } = request;
  const events: TrailRow[] = [];
  let bytes = 0;
  let position: string | undefined;
  while (events.length < limit) {
    const scan = await scanRows(request, Math.min(MAX_LOAD_ROWS, limit - events.length), position !== undefined);
    for (const event of await loadEvents(reader, scan.rows, clock)) {
      bytes += Buffer.byteLength(event.line ?? '');
      // The first event goes in whatever its size, so that every page gets on.
      if (bytes > MAX_PAGE_BYTES && events.length > 0) return { events, position: events.at(-1)?.event_id };
      events.push(event);
    }
    position = scan.position ?? position;
    if (source.isDone) return { events, position: undefined };
    if (budget.isSpent) break;
  }
  return { events, position };
}

/** The next rows that match by summary, and the last row looked at. Stops early when the budget is spent. */
async function scanRows(
  { source, matches, budget, clock }: PageRequest,
  wanted: number,
  hasProgress: boolean,
): Promise<{ rows: TrailRow[]; position: string | undefined }> {
  const rows: TrailRow[] = [];
  let position: string | undefined;
  while (rows.length < wanted && !source.isDone) {
    if (needsFill(source)) {
      // A page that got nowhere would be asked for again without end.
      if (budget.isSpent && (hasProgress || position !== undefined)) break;
      await source.fill();
    }
    const row = source.head;
    if (row === undefined) continue;
    source.advance();
    budget.countRow();
    position = row.event_id;
    if (matches(row) && !isExpired(row, clock())) rows.push(row);
  }
  return { rows, position };
}
