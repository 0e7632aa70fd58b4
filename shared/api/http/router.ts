/** The router of one function: mounts rows of the table of routes, and answers everything else with a problem. */
import { type Context, Hono } from 'hono';
import { redactText } from '../../event/redact/redact.js';
import { fitsAnswer } from '../answers/answer-size.js';
import type { JsonText } from '../answers/json-text.js';
import { buildProblem, GUARD_HEADERS, ProblemError, respondProblem } from '../answers/problem.js';
import {
  type AnswerOf,
  type InputOf,
  ROUTES,
  type Route,
  type RouteName,
  type RoutesOf,
  type ServedBy,
} from '../routes.js';
import { answerError } from './error-problems.js';
import { listMethodsAt } from './match-route.js';
import { readInput } from './request-input.js';

type Answered<Name extends RouteName> = [AnswerOf<Name>] extends [never] ? Response : JsonText<AnswerOf<Name>>;
type Handle<Input, Answer> = { handle(input: Input, context: Context): Answer | Promise<Answer> }['handle'];

/** Answers one request with what its row says; what it throws becomes a problem. */
export type RouteHandler<Name extends RouteName> = Handle<InputOf<Name>, Answered<Name>>;

/** One handler for each route of a function: a new row does not compile until it is answered. */
export type RouteHandlers<Server extends ServedBy> = { readonly [Name in RoutesOf<Server>]: RouteHandler<Name> };

export interface RouterDependencies {
  /** Told of every error that became a 500 or 503; must not throw. */
  readonly reportError: (error: unknown, request: { method: string; path: string }) => void;
}

export function createRouter({ reportError }: RouterDependencies): Hono {
  // Paths as they are written: `/v1/events/` is not a path of the table.
  const app = new Hono({ strict: true });
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(GUARD_HEADERS)) context.res.headers.set(name, value);
  });
  app.notFound((context) => {
    const { path, method } = context.req;
    const shown = redactText(path);
    const allowed = listMethodsAt(path);
    if (allowed.length === 0 || allowed.includes(method)) {
      return respondProblem(buildProblem('not-found', `there is nothing at ${shown}`));
    }
    const detail = `${shown} answers to ${allowed.join(', ')}, not to ${method}`;
    return respondProblem(buildProblem('method-not-allowed', detail), { Allow: allowed.join(', ') });
  });
  app.onError((error, context) => {
    const { problem, headers, isReported } = answerError(error);
    if (isReported) reportError(error, { method: context.req.method, path: context.req.path });
    return respondProblem(problem, headers);
  });
  return app;
}

/** Adds every route of a function with its handler. */
export function mountRoutes<Server extends ServedBy>(app: Hono, handlers: RouteHandlers<Server>): void;
export function mountRoutes(
  app: Hono,
  handlers: Readonly<Record<string, Handle<unknown, Response | JsonText<unknown>> | undefined>>,
): void {
  for (const [name, route] of Object.entries<Route>(ROUTES)) {
    const handle = handlers[name];
    if (handle !== undefined) mountRoute(app, route, handle);
  }
}

/** Every reader of pages and counts keeps below by itself: this is for whatever none of them foresaw. */
const TOO_LARGE = 'the answer has more bytes than one may have: ask for less at a time';

function mountRoute(app: Hono, route: Route, handle: Handle<unknown, Response | JsonText<unknown>>): void {
  const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
  app.on(route.method, path, async (context) => {
    // The type of `param()` without a name is that of a path known at compile time, which this one is not.
    const pathParameters: Record<string, string> = context.req.param();
    const input = readInput(route.input, new URL(context.req.url), pathParameters);
    const answer = await handle(input, context);
    if (answer instanceof Response) return answer;
    if (!fitsAnswer(answer.text)) throw new ProblemError('range-too-large', TOO_LARGE);
    return context.body(answer.text, route.status, { 'Content-Type': 'application/json' });
  });
}
