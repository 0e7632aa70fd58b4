/**
 * The table of routes. Router, OpenAPI document, API Gateway's resources and policies, and the typed client are derived
 * from it: a new endpoint is one row in `shared/api/routes/` and one handler in the function that it names.
 */
import type { z } from 'zod';
import { EXPORT_ROUTES } from './routes/export-routes.js';
import { READING_ROUTES } from './routes/reading-routes.js';
import type { Route, ServedBy } from './routes/route-row.js';
import { SENDING_ROUTES } from './routes/sending-routes.js';
import { SERVICE_ROUTES } from './routes/service-routes.js';

export { isStreamed, type Route, type ServedBy, type StreamedOutput } from './routes/route-row.js';

export const ROUTES = { ...READING_ROUTES, ...EXPORT_ROUTES, ...SERVICE_ROUTES, ...SENDING_ROUTES } as const;
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
