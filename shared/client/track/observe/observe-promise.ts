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

/**
 * The latest that have not settled, and what was given instead, by place. A class may give one promise to several callers,
 * who must see that it is one. Remembering every promise would cost more than following it.
 */
const MOST_PENDING = 8;
const pending: (Promise<unknown> | undefined)[] = new Array(MOST_PENDING).fill(undefined);
const given: (Promise<unknown> | undefined)[] = new Array(MOST_PENDING).fill(undefined);
let nextPlace = 0;
/** Those that were given twice, for as long as they live. */
const givenAgain = new WeakMap<object, Promise<unknown>>();
let anyGivenAgain = false;

function followPlain(operation: FollowedOperation, promise: Promise<unknown>): Promise<unknown> {
  const instead = findGiven(promise);
  if (instead !== undefined) {
    givenAgain.set(promise, instead);
    anyGivenAgain = true;
    // Whoever has `instead` handles the rejection or does not: this one sees it beside them.
    Reflect.apply(promiseThen, promise, [
      (value: unknown) => void observeValue(operation, value),
      (error: unknown) => operation.threw(error),
    ]);
    return instead;
  }
  const place = nextPlace;
  nextPlace = (place + 1) % MOST_PENDING;
  const followed = followPromise(
    operation,
    promise,
    (value) => observeValue(operation, value),
    () => forget(place, promise),
  );
  copyOwnProperties(promise, followed);
  pending[place] = promise;
  given[place] = followed;
  return followed;
}

function findGiven(promise: Promise<unknown>): Promise<unknown> | undefined {
  for (let place = 0; place < MOST_PENDING; place++) if (pending[place] === promise) return given[place];
  return anyGivenAgain ? givenAgain.get(promise) : undefined;
}

/** What has settled may be large, and must not be kept by this. */
function forget(place: number, promise: Promise<unknown>): void {
  if (pending[place] !== promise) return;
  pending[place] = undefined;
  given[place] = undefined;
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
