/** Waits for the end of what a method returned, without changing it for the caller. */
import { types } from 'node:util';
import { followPromise } from './follow-promise.js';
import type { FollowedOperation } from './followed-operation.js';
import { isMethod, isObject } from './method.js';
import { observeGenerator } from './observe-generator.js';
import { isNodeStream, observeNodeStream } from './observe-node-stream.js';
import { isWebStream, observeWebStream } from './observe-web-stream.js';

/**
 * Gives what the caller gets. A promise is followed to its end, and what it resolves to likewise:
 *
 * - a promise: one with the same outcome, a microtask later, because only so is an unhandled rejection still seen by
 *   the process; a promise of a subclass, and any other thenable: the same object;
 * - a generator: the same object; its event comes when it is done, throws, or is ended early;
 * - a stream of Node: the same object; a ReadableStream: one that hands on its chunks as they are asked for. The event
 *   comes when it has ended, failed, or was given up;
 * - the instance itself: the operation ended when the method returned.
 */
export function observeResult(operation: FollowedOperation, result: unknown): unknown {
  try {
    return observe(operation, result);
  } catch {
    // A result that throws when it is looked at is the caller's to meet, not ours to report.
    operation.unobservable('the result cannot be looked at');
    return result;
  }
}

function observe(operation: FollowedOperation, result: unknown): unknown {
  if (result === operation.instance) return observeValue(operation, result);
  if (types.isPromise(result)) return observePromise(operation, result);
  if (isThenable(result)) return observeThenable(operation, result);
  return observeValue(operation, result);
}

const promiseThen = Promise.prototype.then;

export function observePromise(operation: FollowedOperation, promise: Promise<unknown>): Promise<unknown> {
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
function watchPromise(operation: FollowedOperation, promise: Promise<unknown>): Promise<unknown> {
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

function isThenable(value: unknown): value is object {
  return (isObject(value) || typeof value === 'function') && isMethod(Reflect.get(value, 'then'));
}

/**
 * The same object. Query builders and the like begin their work when `then` is called and begin again when it is called
 * again, so they are listened to when the caller does. One that nobody awaits makes no event, because for all that can be seen it has not run.
 */
function observeThenable<T extends object>(operation: FollowedOperation, thenable: T): T {
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

/** Streams and generators that an operation waits for, or waited for: another one that gives them has not made them. */
const observed = new WeakSet<object>();

/** Gives what the caller gets: `value`, or for a ReadableStream one in its place. */
function observeValue(operation: FollowedOperation, value: unknown): unknown {
  const observe = findObserver(operation, value);
  if (observe === undefined) {
    operation.returned(value);
    return value;
  }
  const given = observe();
  observed.add(given);
  return given;
}

function findObserver(operation: FollowedOperation, value: unknown): (() => object) | undefined {
  if (!isObject(value) || value === operation.instance || observed.has(value)) return undefined;
  if (types.isGeneratorObject(value)) return () => observeGenerator(operation, value);
  if (isNodeStream(value)) return () => observeNodeStream(operation, value);
  if (isWebStream(value)) return () => observeWebStream(operation, value);
  return undefined;
}
