/** Answers the routes that give pages of events. */
import type { EventPage, EventsAhead } from '../../shared/api/answers/answers.js';
import { composeList, composeObject, type JsonText, toJsonText } from '../../shared/api/answers/json-text.js';
import type { filters } from '../../shared/api/routes/filters.js';
import type { InputOf } from '../../shared/api/routes.js';
import type { CollectedPage } from '../../shared/query/answers/collect-page.js';
import { countAhead } from '../../shared/query/answers/count-ahead.js';
import { composeAnswer } from '../../shared/query/answers/trail-event.js';
import type { TrailReader } from '../../shared/query/answers/trail-reader.js';
import type { CursorCodec } from '../../shared/query/plan/cursor.js';
import { type FilterName, readFilter } from '../../shared/query/plan/event-filter.js';
import { planQuery, planTimeline } from '../../shared/query/plan/query-plan.js';
import { restOfRange, startPage } from '../../shared/query/plan/read-range.js';

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
/** Compiles only while the routes take these filters and no others. */
export const FILTERS_AGREE: Same<FilterName | 'from' | 'to', keyof typeof filters> = true;

export async function answerEvents(
  reader: TrailReader,
  cursors: CursorCodec,
  input: InputOf<'listEvents'>,
): Promise<JsonText<EventPage>> {
  const { order, limit, from } = input;
  const filter = readFilter(input);
  const start = startPage(cursors, { route: 'events', filter, order }, input, reader.clock(), 'soon');
  const range = restOfRange(start, from, order);
  const streams = planQuery(filter);
  const predicate = await reader.buildPredicate(filter);
  const [page, ahead] = await Promise.all([
    reader.readPage({ streams, predicate, range, order, limit, until: start.until }),
    start.endsSoon ? countAhead(reader, { streams, predicate, until: start.until }) : null,
  ]);
  return composePage(page, start.buildCursor(page.position), ahead);
}

export async function answerTimeline(
  reader: TrailReader,
  cursors: CursorCodec,
  input: InputOf<'getTimeline'>,
): Promise<JsonText<EventPage>> {
  const { resource_id, order, limit, from } = input;
  // The resource is what the timeline is of, not a filter: events that name it have another one of their own.
  const filter = readFilter({ ...input, resource_id: undefined });
  const start = startPage(cursors, { route: 'timeline', resource_id, filter, order }, input, reader.clock(), 'open');
  const range = restOfRange(start, from, order);
  const streams = planTimeline(resource_id);
  const predicate = await reader.buildPredicate(filter);
  const page = await reader.readPage({ streams, predicate, range, order, limit, until: start.until });
  return composePage(page, start.buildCursor(page.position), null);
}

const composePage = (
  { events }: CollectedPage,
  nextCursor: string | null,
  ahead: EventsAhead | null,
): JsonText<EventPage> =>
  composeObject({
    events: composeList(events.map(composeAnswer)),
    next_cursor: toJsonText(nextCursor),
    ahead: toJsonText(ahead),
  });
