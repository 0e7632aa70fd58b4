/** All events of a range, counted. */
import type { Statistics } from '../../api/answers/answers.js';
import { parseEventId } from '../../event/line/identity.js';
import { STREAM_OF_TIME } from '../plan/query-plan.js';
import { QueryRefusedError } from '../plan/query-refused-error.js';
import type { BudgetLimits } from '../plan/read-budget.js';
import type { IdRange } from '../plan/table-reader.js';
import { UNREADABLE } from '../plan/trail-row.js';
import { countEvents } from './count-events.js';
import { MAX_COUNTS, Tally } from './tally.js';
import type { TrailReader } from './trail-reader.js';

/** Hours of an answer, about 8 years: with the longest names beside them they fit into one. */
export const MAX_HOURS = 75_000;
const HOUR_MS = 3_600_000;

export async function readStatistics(reader: TrailReader, range: IdRange, budget?: BudgetLimits): Promise<Statistics> {
  const types = new Tally();
  const actions = new Tally();
  const statuses = new Tally();
  const users = new Tally();
  const hours = new Map<number, number>();
  let total = 0;
  await countEvents(reader, { streams: [STREAM_OF_TIME], filter: {}, range, budget }, (row) => {
    total += 1;
    types.add(row.event_type);
    actions.add(row.action);
    statuses.add(row.status);
    users.add(row.user_id ?? (row.erased === undefined ? UNREADABLE : 'erased'));
    const hour = Math.floor(parseEventId(row.event_id).ms / HOUR_MS);
    hours.set(hour, (hours.get(hour) ?? 0) + 1);
  });
  if (hours.size > MAX_HOURS) {
    throw new QueryRefusedError('range_too_large', {
      field: 'from',
      expected: `a range of at most ${MAX_HOURS} hours with events`,
      got: `${hours.size}`,
      message: 'the range has events in too many hours: narrow from and to',
    });
  }
  return {
    total,
    by_event_type: types.toBoundedCounts(MAX_COUNTS),
    by_action: actions.toBoundedCounts(MAX_COUNTS),
    by_status: statuses.toCounts(),
    by_user: users.toTopCounts(MAX_COUNTS),
    users: users.size,
    by_hour: Object.fromEntries([...hours].map(([hour, count]) => [formatHour(hour), count])),
  };
}

/** `2026-01-31T09:00:00Z`: the start of the hour, good as `from`. */
const formatHour = (hour: number): string => `${new Date(hour * HOUR_MS).toISOString().slice(0, 19)}Z`;
