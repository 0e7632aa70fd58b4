/** What one person did, counted. */
import type { Activity } from '../../api/answers/answers.js';
import { parseEventId } from '../../event/line/identity.js';
import { streamOf } from '../plan/query-plan.js';
import { QueryRefusedError } from '../plan/query-refused-error.js';
import type { BudgetLimits } from '../plan/read-budget.js';
import type { IdRange } from '../plan/table-reader.js';
import { hasLine, type TrailRow } from '../plan/trail-row.js';
import { countEvents } from './count-events.js';
import { MAX_COUNTS, Tally } from './tally.js';
import { readEventTime } from './trail-event.js';
import type { TrailReader } from './trail-reader.js';

/** Days of an answer, about 270 years: what a function can answer with is bounded. */
export const MAX_DAYS = 100_000;

export async function readActivity(
  reader: TrailReader,
  userId: string,
  range: IdRange,
  budget?: BudgetLimits,
): Promise<Activity> {
  const types = new Tally();
  const actions = new Tally();
  const statuses = new Tally();
  const days = new Tally();
  let total = 0;
  let first: TrailRow | undefined;
  let last: TrailRow | undefined;
  const request = { streams: [streamOf('by-user', userId)], filter: { user_id: [userId] }, range, budget };
  await countEvents(reader, request, (row) => {
    total += 1;
    types.add(row.event_type);
    actions.add(row.action);
    statuses.add(row.status);
    days.add(new Date(parseEventId(row.event_id).ms).toISOString().slice(0, 10));
    first ??= row;
    last = row;
  });
  if (days.size > MAX_DAYS) {
    throw new QueryRefusedError('range_too_large', {
      field: 'from',
      expected: `a range of at most ${MAX_DAYS} days with events`,
      got: `${days.size}`,
      message: 'the range has events on too many days: narrow from and to',
    });
  }
  return {
    user_id: userId,
    total,
    by_event_type: types.toBoundedCounts(MAX_COUNTS),
    by_action: actions.toBoundedCounts(MAX_COUNTS),
    by_status: statuses.toCounts(),
    by_day: days.toCounts(),
    first_seen: await readTimestamp(reader, first),
    last_seen: await readTimestamp(reader, last),
  };
}

/** As the event has it; from its id when the event is gone meanwhile. */
async function readTimestamp(reader: TrailReader, row: TrailRow | undefined): Promise<string | null> {
  if (row === undefined) return null;
  const [event] = await reader.loadEvents([row]);
  return event === undefined || !hasLine(event)
    ? new Date(parseEventId(row.event_id).ms).toISOString()
    : readEventTime(event);
}
