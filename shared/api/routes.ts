/**
 * The table of routes. Router, OpenAPI document, API Gateway's resources and policies, and the typed client are derived
 * from it: a new endpoint is one row here and one file that answers it.
 */
import { z } from 'zod';
import { foreignEventSchema } from '../event/schema/foreign-event.js';
import {
  acceptedSchema,
  activitySchema,
  eventAnswerSchema,
  eventPageSchema,
  healthSchema,
  quarantinePageSchema,
  statisticsSchema,
} from './answer-schemas.js';
import { formatParameter, idParameter, orderParameter } from './parameters.js';
import type { Role } from './roles.js';
import { cursor, filters, from, inOrder, limit, outOfOrder, to } from './route-inputs.js';

/** Which function answers. */
export type ServedBy = 'query' | 'export' | 'accept';

/** A body that is not one JSON document. */
export interface StreamedOutput {
  readonly contentTypes: readonly string[];
}

export interface Route<
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType | StreamedOutput = z.ZodType | StreamedOutput,
  Server extends ServedBy = ServedBy,
> {
  readonly method: 'GET' | 'POST';
  /** Parts in braces are path parameters. */
  readonly path: `/v1/${string}`;
  /** Query and path parameters together; unknown ones are refused. */
  readonly input: Input;
  /** What the body may be, by content type. */
  readonly body?: Readonly<Record<string, z.ZodType>>;
  readonly output: Output;
  /** Of a request that succeeds. */
  readonly status: 200 | 202;
  /** Problems that the route can answer with, besides 400, 403 and 500. */
  readonly problems: readonly number[];
  readonly role: Role;
  readonly servedBy: Server;
  readonly summary: string;
}

const route = <Input extends z.ZodType, const Output extends z.ZodType | StreamedOutput, const Server extends ServedBy>(
  row: Route<Input, Output, Server>,
): Route<Input, Output, Server> => row;

export const ROUTES = {
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
    summary:
      'Events by user, resource, type, action, status, correlation and time; different filters all have to match',
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
        resource_id: idParameter.meta({ description: 'The resource.' }),
        from,
        to,
        limit,
        cursor,
      })
      .refine(inOrder, outOfOrder),
    output: eventPageSchema,
    status: 200,
    problems: [503],
    role: 'viewer',
    servedBy: 'query',
    summary: "A resource's own events and those that name it in `related`, oldest first",
  }),
  getActivity: route({
    method: 'GET',
    path: '/v1/activity',
    input: z
      .strictObject({ user_id: idParameter.meta({ description: 'The person.' }), from, to })
      .refine(inOrder, outOfOrder),
    output: activitySchema,
    status: 200,
    problems: [422, 503],
    role: 'viewer',
    servedBy: 'query',
    summary: 'What one person did, counted; events of type audit are left out',
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
    summary: 'All events of a range, counted; events of type audit are left out',
  }),
  exportEvents: route({
    method: 'GET',
    path: '/v1/export',
    input: z
      .strictObject({
        format: formatParameter.default('ndjson').meta({ description: 'ndjson (the default), json or csv.' }),
        ...filters,
      })
      .refine(inOrder, outOfOrder),
    output: { contentTypes: ['application/x-ndjson', 'application/json', 'text/csv'] },
    status: 200,
    problems: [413, 503],
    role: 'exporter',
    servedBy: 'export',
    summary: 'All events that match, oldest first, streamed as an attachment',
  }),
  listQuarantine: route({
    method: 'GET',
    path: '/v1/quarantine',
    input: z.strictObject({ from, to, limit, cursor }).refine(inOrder, outOfOrder),
    output: quarantinePageSchema,
    status: 200,
    problems: [503],
    role: 'auditor',
    servedBy: 'query',
    summary: 'What could not be stored, and why, by time of arrival, newest first',
  }),
  getHealth: route({
    method: 'GET',
    path: '/v1/health',
    input: z.strictObject({}),
    output: healthSchema,
    status: 200,
    problems: [503],
    role: 'viewer',
    servedBy: 'query',
    summary: 'Whether the table answers',
  }),
  getOpenApi: route({
    method: 'GET',
    path: '/v1/openapi.json',
    input: z.strictObject({}),
    output: z.record(z.string(), z.unknown()),
    status: 200,
    problems: [],
    role: 'viewer',
    servedBy: 'query',
    summary: 'This document',
  }),
  acceptEvents: route({
    method: 'POST',
    path: '/v1/events',
    input: z.strictObject({}),
    body: {
      'application/json': z.union([foreignEventSchema, z.array(foreignEventSchema)]),
      'application/x-ndjson': z.string().meta({ description: 'One event a line.' }),
    },
    output: acceptedSchema,
    status: 202,
    problems: [413, 415, 503],
    role: 'sender',
    servedBy: 'accept',
    summary: 'Take events; 202 says that the queue has them all. An Idempotency-Key makes a retry the same events',
  }),
} as const;
export type RouteName = keyof typeof ROUTES;
export type RoutesOf<Server extends ServedBy> = {
  [Name in RouteName]: (typeof ROUTES)[Name]['servedBy'] extends Server ? Name : never;
}[RouteName];
export type InputOf<Name extends RouteName> = z.output<(typeof ROUTES)[Name]['input']>;
/** What the body of an answer says; never for a body that is not one JSON document. */
export type AnswerOf<Name extends RouteName> = (typeof ROUTES)[Name]['output'] extends infer Output extends z.ZodType
  ? z.output<Output>
  : never;

/** All rows, as one list for those who derive something from every route. */
export const ROUTE_LIST: readonly Route[] = Object.values(ROUTES);

export function isStreamed(output: Route['output']): output is StreamedOutput {
  return 'contentTypes' in output;
}
