/**
 * Follows objects with a `then` that are no ordinary promises: query builders and the like, which begin their work
 * when `then` is called and begin again when it is called again. So they are listened to when the caller does.
 */
import { observeValue } from './observe-value.js';
import { isMethod, isObject } from './read-policy.js';
import type { TrackedOperation } from './tracked-operation.js';

export function isThenable(value: unknown): value is object {
  return (isObject(value) || typeof value === 'function') && isMethod(Reflect.get(value, 'then'));
}

/** The same object. One that nobody awaits makes no event, because for all that can be seen it has not run. */
export function observeThenable<T extends object>(operation: TrackedOperation, thenable: T): T {
  const original: unknown = Reflect.get(thenable, 'then');
  if (!isMethod(original)) return thenable;
  const then = function (this: unknown, onResult?: unknown, onError?: unknown, ...more: unknown[]): unknown {
    const handlers = [
      (value: unknown) => {
        const given = observeValue(operation, value);
        return isMethod(onResult) ? onResult(given) : given;
      },
      (error: unknown) => {
        operation.threw(error);
        if (isMethod(onError)) return onError(error);
        throw error;
      },
    ];
    return operation.run(original, this, [...handlers, ...more]);
  };
  const canListen = Reflect.defineProperty(thenable, 'then', { value: then, writable: true, configurable: true });
  if (!canListen) operation.unobservable('the result does not let its end be seen');
  return thenable;
}
