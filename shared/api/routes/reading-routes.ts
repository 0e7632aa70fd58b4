/** Who did what to which resource. */
import { z } from 'zod';
import { activitySchema, eventAnswerSchema, eventPageSchema, statisticsSchema } from './answer-schemas.js';
import { filters } from './filters.js';
import { cursor, from, idParameter, inOrder, limit, orderParameter, outOfOrder, to } from './inputs.js';
import { route } from './route-row.js';

export const READING_ROUTES = {
  listEvents: route({
    method: 'GET',
    path: '/v1/events',
    input: z
      .strictObject({
        ...filters,
        order: orderParameter
          .default('desc')
          .meta({ description: 'desc: newest first (the default); asc: oldest first.' }),
        limit,
        cursor,
      })
      .refine(inOrder, outOfOrder),
    output: eventPageSchema,
    status: 200,
    problems: [503],
    role: 'viewer',
    servedBy: 'query',
    summary: 'Events by user, resource, type, action, status, time and more; different filters all have to match',
  }),
  getEvent: route({
    method: 'GET',
    path: '/v1/events/{event_id}',
    input: z.strictObject({ event_id: z.string().meta({ description: 'Id of the event: a UUIDv7.' }) }),
    output: eventAnswerSchema,
    status: 200,
    problems: [404, 503],
    role: 'viewer',
    servedBy: 'query',
    summary: 'One event',
  }),
  getTimeline: route({
    method: 'GET',
    path: '/v1/timeline',
    input: z
      .strictObject({
        ...filters,
        resource_id: idParameter('resource_id').meta({ description: 'The resource.' }),
        order: orderParameter
          .default('asc')
          .meta({ description: 'asc: oldest first (the default); desc: newest first.' }),
        limit,
        cursor,
      })
      .refine(inOrder, outOfOrder),
    output: eventPageSchema,
    status: 200,
    problems: [503],
    role: 'viewer',
    servedBy: 'query',
    summary: "A resource's own events and those that name it in `related`",
  }),
  getActivity: route({
    method: 'GET',
    path: '/v1/activity',
    input: z
      .strictObject({ user_id: idParameter('user_id').meta({ description: 'The person.' }), from, to })
      .refine(inOrder, outOfOrder),
    output: activitySchema,
    status: 200,
    problems: [422, 503],
    role: 'viewer',
    servedBy: 'query',
    summary: 'What one person did, counted; what the trail records about itself is left out',
  }),
  getStatistics: route({
    method: 'GET',
    path: '/v1/statistics',
    input: z.strictObject({ from, to }).refine(inOrder, outOfOrder),
    output: statisticsSchema,
    status: 200,
    problems: [422, 503],
    role: 'viewer',
    servedBy: 'query',
    summary: 'All events of a range, counted; what the trail records about itself is left out',
  }),
} as const;
