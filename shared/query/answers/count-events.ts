/** Counts events without reading them: index rows and summaries hold all that is counted by. Exact or an error. */
import { parseEventId } from '../../event/line/identity.js';
import type { EventFilter } from '../plan/event-filter.js';
import { rangeMilliseconds } from '../plan/id-range.js';
import type { PlannedStream } from '../plan/query-plan.js';
import { QueryRefusedError } from '../plan/query-refused-error.js';
import { type BudgetLimits, ReadBudget } from '../plan/read-budget.js';
import type { IdRange } from '../plan/table-reader.js';
import type { TrailRow } from '../plan/trail-row.js';
import { type RowTaking, takeRows } from '../sources/take-rows.js';
import type { TrailReader } from './trail-reader.js';

export interface CountRequest {
  readonly streams: readonly PlannedStream[];
  readonly filter: EventFilter;
  readonly range: IdRange;
  readonly budget?: BudgetLimits | undefined;
}

/** Less than the 29 s that the gateway waits. */
export const COUNT_BUDGET: BudgetLimits = { maxRows: 20_000_000, maxMs: 20_000 };
const PAGE_ROWS = 1_000;

/** Hands every matching row to `count`, oldest first, each event once. Throws QueryRefusedError `range_too_large`. */
export async function countEvents(
  reader: TrailReader,
  { streams, filter, range, budget = COUNT_BUDGET }: CountRequest,
  count: (row: TrailRow) => void,
): Promise<void> {
  const { matchesRow } = await reader.buildPredicate(filter);
  const source = await reader.openSource({ streams, range, order: 'asc', wanted: PAGE_ROWS, withLines: false });
  const spent = new ReadBudget(budget);
  const nowMs = reader.clock();
  let last: TrailRow | undefined;
  const taking: RowTaking = {
    source,
    matches: matchesRow,
    clock: () => nowMs,
    wanted: PAGE_ROWS,
    goesOn(mustRead) {
      if (mustRead && spent.isSpent) throw rangeTooLarge(range, last);
      return true;
    },
    look(row) {
      spent.countRow();
      last = row;
    },
  };
  while (!source.isDone) for (const row of await takeRows(taking)) count(row);
}

function rangeTooLarge(range: IdRange, last: TrailRow | undefined): QueryRefusedError {
  const until = last === undefined ? '' : `; what lies before ${toIso(parseEventId(last.event_id).ms)} was in reach`;
  const expected = `a range with fewer events${until}`;
  const { fromMs, toMs } = rangeMilliseconds(range);
  const got = `${toIso(fromMs)} to ${toIso(toMs)}`;
  const message = `there are too many events to count in one request: narrow from and to (${expected}, got ${got})`;
  return new QueryRefusedError('range_too_large', { field: 'from', expected, got, message });
}

const toIso = (ms: number): string => new Date(ms).toISOString();
