/** Wraps a Lambda handler so that it answers only when its events are safe: Lambda freezes what is still on its way. */
import { type AuditContext, runInContext } from '../context/context.js';
import { readRequestContext } from './lambda-request.js';

/** What is used of the context that Lambda gives; a caller of its own may give less, or none. */
export interface LambdaContext {
  readonly awsRequestId?: string | undefined;
  getRemainingTimeInMillis?(): number;
}

/** `C` is the context as the handler declares it, for instance `Context` of `@types/aws-lambda`. */
export type LambdaHandler<E, C, R> = (event: E, context: C) => R | Promise<R>;

/** Of any form that the Node runtime calls: `(event, context, callback)`, `(event, responseStream, context)`. */
export type AnyLambdaHandler = (...args: never[]) => unknown;

interface Flushing {
  flush(options: { timeoutMs: number }): Promise<unknown>;
}

type Done = (...args: unknown[]) => unknown;

/** Kept back from the remaining time, so that the answer itself still gets out. */
const ANSWER_MARGIN_MS = 300;
/** Where nobody says how much time remains. */
const FLUSH_MS = 5_000;
/** The runtime hands over so many at most: the last is a callback, or the context of a handler that streams. */
const MOST_ARGUMENTS = 3;

/**
 * Runs the handler with the request's id as correlation id, and with address, agent and user of an API Gateway event.
 * Before its result, its error or its callback is handed on, unchanged, everything logged so far is flushed, for at most
 * the remaining time less 300 ms; what is left then goes out with the next invocation of the same instance. It looks like
 * the handler: its name, its number of parameters, and what marks it as one that streams.
 */
export function wrapLambdaHandler(logger: Flushing, handler: AnyLambdaHandler): Done {
  const run = handler as Done;
  const wrapped = function (this: unknown, ...args: unknown[]): unknown {
    const lambdaContext = findContext(args);
    const flush = () => flushWithin(logger, lambdaContext);
    const callback = args[MOST_ARGUMENTS - 1];
    const given = isFunction(callback) ? [...args.slice(0, -1), answerAfter(flush, callback)] : args;
    const context: AuditContext = { ...readRequestContext(args[0]), correlation_id: lambdaContext?.awsRequestId };
    let result: unknown;
    try {
      result = runInContext(context, () => Reflect.apply(run, this, given));
    } catch (error) {
      return flush().then(() => Promise.reject(error));
    }
    // It answers by its callback, or has nothing to say: to answer for it would be to replace its answer.
    if (isFunction(callback) && result === undefined) return undefined;
    return flushAfter(result, flush);
  };
  for (const key of Reflect.ownKeys(handler)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(handler, key);
    if (descriptor?.configurable === true) Object.defineProperty(wrapped, key, descriptor);
  }
  return wrapped;
}

async function flushAfter(result: unknown, flush: () => Promise<void>): Promise<unknown> {
  try {
    return await result;
  } finally {
    await flush();
  }
}

function answerAfter(flush: () => Promise<void>, done: Done): Done {
  return (...answer) => {
    void flush().then(() => done(...answer));
  };
}

/** Never rejects: a failure to flush must not replace the handler's answer. */
async function flushWithin(logger: Flushing, context: LambdaContext | undefined): Promise<void> {
  try {
    const remainingMs: unknown = context?.getRemainingTimeInMillis?.();
    const timeoutMs = typeof remainingMs === 'number' ? Math.max(0, remainingMs - ANSWER_MARGIN_MS) : FLUSH_MS;
    await logger.flush({ timeoutMs });
  } catch {
    // The counters say what was not sent.
  }
}

/** The second argument, or the third of a handler that streams. */
function findContext(args: readonly unknown[]): LambdaContext | undefined {
  const candidates = args.slice(1, MOST_ARGUMENTS).filter(isContext);
  return candidates.find((each) => isFunction(each.getRemainingTimeInMillis)) ?? candidates[0];
}

function isContext(value: unknown): value is LambdaContext {
  if (typeof value !== 'object' || value === null) return false;
  const id: unknown = Reflect.get(value, 'awsRequestId');
  return id === undefined || typeof id === 'string';
}

const isFunction = (value: unknown): value is Done => typeof value === 'function';
