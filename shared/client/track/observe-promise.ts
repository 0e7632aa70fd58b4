/** Follows native promises without hiding from the process that nobody handles their rejection. */
import { followPromise } from './follow-promise.js';
import { observeThenable } from './observe-thenable.js';
import { observeValue } from './observe-value.js';
import type { TrackedOperation } from './tracked-operation.js';

const promiseThen = Promise.prototype.then;

export function observePromise(operation: TrackedOperation, promise: Promise<unknown>): Promise<unknown> {
  if (promise.constructor === Promise) {
    const followed = followPromise(operation, promise, (value) => observeValue(operation, value));
    copyOwnProperties(promise, followed);
    return followed;
  }
  // A class with its own `then` may only begin to work when it is called.
  return promise.then === promiseThen ? watchPromise(operation, promise) : observeThenable(operation, promise);
}

/**
 * For promises with a `cancel()` or the like. Symbols are left out: some Node versions keep the promise's own there.
 */
function copyOwnProperties(from: object, to: object): void {
  for (const key of Object.getOwnPropertyNames(from)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(from, key);
    if (descriptor !== undefined) Object.defineProperty(to, key, descriptor);
  }
}

/**
 * A promise of a subclass stays the same object. Awaiting one calls its `then`, so it is known whether anybody does.
 */
function watchPromise(operation: TrackedOperation, promise: Promise<unknown>): Promise<unknown> {
  let isConsumed = false;
  function then(this: unknown, ...handlers: unknown[]): unknown {
    isConsumed = true;
    return Reflect.apply(promiseThen, this, handlers);
  }
  Reflect.apply(promiseThen, promise, [
    (value: unknown) => void observeValue(operation, value),
    (error: unknown) => {
      operation.threw(error);
      // The process looks for unhandled rejections when the microtasks are done; so does this, in its stead.
      process.nextTick(() => {
        if (!isConsumed) void Promise.reject(error);
      });
    },
  ]);
  const canWatch = Reflect.defineProperty(promise, 'then', { value: then, writable: true, configurable: true });
  if (!canWatch) isConsumed = true;
  return promise;
}
