/** Takes one page from a source: matching events in order, and where the next page goes on. */
import { type EventPredicate, matchesEvent } from '../plan/event-filter.js';
import type { ReadBudget } from '../plan/read-budget.js';
import type { TrailRow } from '../plan/trail-row.js';
import { MAX_LOAD_ROWS } from '../sources/event-loader.js';
import type { RowSource } from '../sources/row-source.js';
import { takeRows } from '../sources/take-rows.js';

export interface PageRequest {
  /** Rows in their order with what the table tells of them. */
  readonly load: (rows: readonly TrailRow[]) => Promise<TrailRow[]>;
  readonly source: RowSource;
  readonly predicate: EventPredicate;
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

/** Events that are loaded at once where the event itself has to be looked at. */
const MIN_LINE_ROWS = 100;

/**
 * Of lines. Escaped in an answer each byte of a line is two at most, and what stands beside a line is some 300 bytes: with
 * 1,000 events that is less than an answer may have.
 */
export const MAX_PAGE_BYTES = 2_500_000;

export async function collectPage(request: PageRequest): Promise<CollectedPage> {
  const { load, source, predicate, limit, budget } = request;
  const events: TrailRow[] = [];
  let bytes = 0;
  let position: string | undefined;
  while (events.length < limit) {
    // Where the event decides, most rows of a batch may go: it is not made small for a small page.
    const wanted = predicate.matchesLine === undefined ? limit - events.length : MIN_LINE_ROWS;
    const scan = await scanRows(request, Math.min(MAX_LOAD_ROWS, wanted), position !== undefined);
    for (const event of await load(scan.rows)) {
      if (!matchesEvent(predicate, event)) continue;
      if (events.length === limit) return { events, position: events.at(-1)?.event_id };
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
  { source, predicate, budget, clock }: PageRequest,
  wanted: number,
  hasProgress: boolean,
): Promise<{ rows: TrailRow[]; position: string | undefined }> {
  let position: string | undefined;
  const rows = await takeRows({
    source,
    matches: predicate.matchesRow,
    clock,
    wanted,
    // A page that got nowhere would be asked for again without end.
    goesOn: (mustRead) => !(mustRead && budget.isSpent && (hasProgress || position !== undefined)),
    look(row) {
      budget.countRow();
      position = row.event_id;
    },
  });
  return { rows, position };
}
