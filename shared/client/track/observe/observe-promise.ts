/** Follows native promises without hiding from the process that nobody handles their rejection. */
import { followPromise } from './follow-promise.js';
import type { FollowedOperation } from './followed-operation.js';
import { observeThenable } from './observe-thenable.js';
import { observeValue } from './observe-value.js';
import { watchCalls } from './watch-calls.js';

const promiseThen = Promise.prototype.then;

export function observePromise(operation: FollowedOperation, promise: Promise<unknown>): Promise<unknown> {
  if (promise.constructor === Promise) return followPlain(operation, promise);
  // A class with its own `then` may only begin to work when it is called.
  return promise.then === promiseThen ? watchPromise(operation, promise) : observeThenable(operation, promise);
}

interface Followed {
  promise: Promise<unknown> | undefined;
  readonly instead: Promise<unknown>;
}

/** The latest that have not settled. A class may give one promise to several callers, who must see that it is one. */
const pending: (Followed | undefined)[] = new Array(16).fill(undefined);
let nextPending = 0;
/** Those that were given twice, for as long as they live: remembering every promise would cost more than following it. */
const givenAgain = new WeakMap<object, Promise<unknown>>();

function followPlain(operation: FollowedOperation, promise: Promise<unknown>): Promise<unknown> {
  const instead = givenAgain.get(promise) ?? pending.find((each) => each?.promise === promise)?.instead;
  if (instead !== undefined) {
    givenAgain.set(promise, instead);
    // Whoever has `instead` handles the rejection or does not: this one sees it beside them.
    Reflect.apply(promiseThen, promise, [
      (value: unknown) => void observeValue(operation, value),
      (error: unknown) => operation.threw(error),
    ]);
    return instead;
  }
  let entry: Followed | undefined;
  const forget = () => {
    if (entry !== undefined) entry.promise = undefined;
  };
  const followed = followPromise(operation, promise, (value) => observeValue(operation, value), forget);
  copyOwnProperties(promise, followed);
  entry = { promise, instead: followed };
  pending[nextPending] = entry;
  nextPending = (nextPending + 1) % pending.length;
  return followed;
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

/** Promises of subclasses that are watched, and whether anybody has called their `then`. */
const consumed = new WeakMap<object, boolean>();

/**
 * A promise of a subclass stays the same object. Awaiting one calls its `then`, so it is known whether anybody does.
 */
function watchPromise(operation: FollowedOperation, promise: Promise<unknown>): Promise<unknown> {
  const isFirst = !consumed.has(promise);
  const canWatch = watchCalls(promise, 'then', (name, original, self, args) => {
    if (name === 'then') consumed.set(self, true);
    return Reflect.apply(original, self, args);
  });
  if (!canWatch) {
    // Listening would make its rejection a handled one, whether or not anybody handles it.
    operation.unobservable('the result does not let its end be seen');
    return promise;
  }
  if (isFirst) consumed.set(promise, false);
  Reflect.apply(promiseThen, promise, [
    (value: unknown) => void observeValue(operation, value),
    (error: unknown) => {
      operation.threw(error);
      // The process looks for unhandled rejections when the microtasks are done; so does this, in its stead.
      process.nextTick(() => {
        if (isFirst && consumed.get(promise) !== true) void Promise.reject(error);
      });
    },
  ]);
  return promise;
}
