/** Answers the routes that give pages of events. */
import type { z } from 'zod';
import type { ROUTES } from '../../shared/api/routes.js';
import type { CollectedPage } from '../../shared/query/answers/collect-page.js';
import { composeAnswer } from '../../shared/query/answers/trail-event.js';
import type { TrailReader } from '../../shared/query/answers/trail-reader.js';
import type { CursorCodec } from '../../shared/query/plan/cursor.js';
import { readFilter } from '../../shared/query/plan/event-filter.js';
import { planQuery, planTimeline } from '../../shared/query/plan/query-plan.js';
import { restOfRange, startPage } from '../../shared/query/plan/read-range.js';

export async function answerEvents(
  trail: TrailReader,
  cursors: CursorCodec,
  input: z.output<typeof ROUTES.listEvents.input>,
): Promise<Response> {
  const { order, limit, from } = input;
  const filter = readFilter(input);
  const start = startPage(cursors, { route: 'events', filter, order }, input, trail.clock());
  const range = restOfRange(start, from, order);
  const page = await trail.readPage({ streams: planQuery(filter), filter, range, order, limit });
  return respondPage(page, start.buildCursor(page.position));
}

/** The trail's own events are left out here too: nobody can ask for them by type. */
export async function answerTimeline(
  trail: TrailReader,
  cursors: CursorCodec,
  input: z.output<typeof ROUTES.getTimeline.input>,
): Promise<Response> {
  const { resource_id, limit, from } = input;
  const start = startPage(cursors, { route: 'timeline', resource_id }, input, trail.clock());
  const range = restOfRange(start, from, 'asc');
  const page = await trail.readPage({ streams: planTimeline(resource_id), filter: {}, range, order: 'asc', limit });
  return respondPage(page, start.buildCursor(page.position));
}

function respondPage({ events }: CollectedPage, nextCursor: string | null): Response {
  const body = `{"events":[${events.map(composeAnswer).join(',')}],"next_cursor":${JSON.stringify(nextCursor)}}`;
  return new Response(body, { headers: { 'Content-Type': 'application/json' } });
}
