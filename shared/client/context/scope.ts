/** Contexts that know when they are over, so that work which still runs in one can be told. */
import { type AuditContext, runInContext } from './context.js';

/**
 * As `runInContext`. In development, when `fn` gives a promise, the context is over when that settles, and an operation that
 * begins in it later is warned of: it would name a person whose request is answered. The promise that is given settles as
 * `fn`'s does; in production it is that one.
 */
export function runInScope<T>(context: AuditContext | null | undefined, fn: () => T): T {
  if (process.env.NODE_ENV === 'production') return runInContext(context, fn);
  const scope = { isOver: false };
  const result: T = runInContext({ ...context, scope }, fn);
  return isPlainPromise(result) ? endWith(result, scope) : result;
}

function isPlainPromise<T>(value: T): value is T & Promise<unknown> {
  return value instanceof Promise && value.constructor === Promise;
}

function endWith<T extends Promise<unknown>>(result: T, scope: { isOver: boolean }): T {
  const end = () => {
    scope.isOver = true;
  };
  // It is the one to hand out: a handler beside the caller would hide that nobody handles the rejection.
  return result.finally(end) as T;
}
