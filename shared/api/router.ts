/** The router of one function: mounts rows of the table of routes, and answers everything else with a problem. */
import { type Context, Hono } from 'hono';
import type { z } from 'zod';
import { redactText } from '../event/redact/redact.js';
import { listMethodsAt } from './match-route.js';
import { buildProblem, ProblemError, respondProblem } from './problem.js';
import { readInput } from './request-input.js';
import type { Route } from './routes.js';

/** Answers one request; what it throws becomes a problem. */
export type RouteHandler<Input extends z.ZodType> = (
  input: z.output<Input>,
  context: Context,
) => Response | Promise<Response>;

export interface RouterDependencies {
  /** Told of every error that became a 500 or 503; must not throw. */
  readonly reportError: (error: unknown, request: { method: string; path: string }) => void;
}

const RETRY_AFTER_SECONDS = 2;

export function createRouter({ reportError }: RouterDependencies): Hono {
  // Paths as they are written: `/v1/events/` is not a path of the table.
  const app = new Hono({ strict: true });
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
    if (error instanceof ProblemError) return respondProblem(error.problem, error.headers);
    reportError(error, { method: context.req.method, path: context.req.path });
    if (isPassing(error)) {
      const problem = buildProblem('unavailable', 'storage does not answer now; the request can be sent again');
      return respondProblem(problem, { 'Retry-After': String(RETRY_AFTER_SECONDS) });
    }
    // The cause may hold what was stored or asked for: it goes to the log, not to the caller.
    return respondProblem(buildProblem('internal-error', 'the request failed; the log of the service has the cause'));
  });
  return app;
}

/** Adds one row with its handler. */
export function mountRoute<Input extends z.ZodType>(
  app: Hono,
  route: Route<Input>,
  handler: RouteHandler<Input>,
): void {
  const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
  app.on(route.method, path, async (context) => {
    // The type of `param()` without a name is that of a path known at compile time, which this one is not.
    const pathParameters: Record<string, string> = context.req.param();
    const input = readInput(route.input, new URL(context.req.url), pathParameters);
    return await handler(input, context);
  });
}

const PASSING_ERRORS = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'LimitExceededException',
  'InternalServerError',
  'ServiceUnavailable',
  'TimeoutError',
  'AbortError',
]);
const PASSING_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', 'EPIPE', 'EAI_AGAIN']);

/** Whether the same request may succeed a little later. */
function isPassing(error: Error): boolean {
  return PASSING_ERRORS.has(error.name) || ('code' in error && PASSING_CODES.has(String(error.code)));
}
