/**
 * Follows objects with a `then` that are no ordinary promises. Query builders and the like begin their work when `then` is
 * called and begin again when it is called again, so they are listened to when the caller does; others run by another
 * method, or hand their end on to an object that they make.
 */
import { types } from 'node:util';
import { followPromise } from './follow-promise.js';
import type { FollowedOperation } from './followed-operation.js';
import { lookOutFor } from './let-go.js';
import { isMethod, isObject, type Method, RUNS } from './method.js';
import { observeValue } from './observe-value.js';
import { type CallWatcher, watchCalls } from './watch-calls.js';

type Operations = FollowedOperation[];

/** Operations that wait for the end of a thenable, or of one that it made. */
const waiting = new WeakMap<object, Operations>();
/** More for one object are told that its end is not seen: it is kept, and nobody asks for it. */
const MOST_WAITING = 1_000;

export function isThenable(value: unknown): value is object {
  return (isObject(value) || typeof value === 'function') && isMethod(Reflect.get(value, 'then'));
}

/** The same object, also when it was given before: then the event of each call comes when it ends. */
export function observeThenable<T extends object>(operation: FollowedOperation, thenable: T): T {
  const before = waiting.get(thenable);
  if (before !== undefined) {
    before.push(operation);
    lookOutFor(thenable, operation, 'was never awaited');
    if (before.length > MOST_WAITING) before.shift()?.unobservable('the result is kept, and nobody awaits it');
  } else if (watchCalls(thenable, 'then', watchThenable)) {
    waiting.set(thenable, [operation]);
    lookOutFor(thenable, operation, 'was never awaited');
  } else {
    operation.unobservable('the result does not let its end be seen');
  }
  return thenable;
}

const watchThenable: CallWatcher = (name, original, self, args) => {
  const operations = waiting.get(self);
  const [first] = operations ?? [];
  if (operations === undefined || first === undefined) return Reflect.apply(original, self, args);
  if (name === 'then') return listen(operations.splice(0), first, original, self, args);
  const given = name === 'catch' ? [noteErrors(operations, args[0]), ...args.slice(1)] : args;
  let result: unknown;
  try {
    result = first.run(original, self, given);
  } catch (error) {
    if (RUNS.has(name)) for (const operation of operations.splice(0)) operation.threw(error);
    throw error;
  }
  // When it has called `then` itself, that is listened to already; when it gives itself, it is still being built.
  if (operations.length === 0 || result === self) return result;
  return followOther(operations, name, result);
};

/** By its `then`: each handler sees the end after the operations have. */
function listen(
  operations: Operations,
  first: FollowedOperation,
  original: Method,
  self: object,
  [onResult, onError, ...more]: readonly unknown[],
): unknown {
  const handlers = [
    (value: unknown) => {
      const given = tellValue(operations, value);
      return isMethod(onResult) ? onResult(given) : given;
    },
    (error: unknown) => {
      for (const operation of operations) operation.threw(error);
      if (isMethod(onError)) return onError(error);
      throw error;
    },
  ];
  try {
    return first.run(original, self, [...handlers, ...more]);
  } catch (error) {
    for (const operation of operations) operation.threw(error);
    throw error;
  }
}

/** By what another method gave: the end of a promise or of the next thenable is that of the operation, or near it. */
function followOther(operations: Operations, name: PropertyKey, result: unknown): unknown {
  // A query that is iterated instead of awaited.
  if (name === Symbol.asyncIterator) return tellValue(operations.splice(0), result);
  const isSame = name === 'catch' || name === 'finally' || RUNS.has(name);
  if (types.isPromise(result) && result.constructor === Promise) {
    return tellPromise(operations.splice(0), result, (all, value) =>
      isSame ? tellValue(all, value) : hide(all, name),
    );
  }
  if (isThenable(result)) {
    const taken = operations.splice(0);
    const next = isSame ? taken : taken.map((operation) => withoutValue(operation, name));
    for (const operation of next) observeThenable(operation, result);
    return result;
  }
  return RUNS.has(name) && result !== undefined ? tellValue(operations.splice(0), result) : result;
}

function tellPromise(
  operations: Operations,
  promise: Promise<unknown>,
  onValue: (operations: Operations, value: unknown) => unknown,
): Promise<unknown> {
  const [first, ...others] = operations;
  if (first === undefined) return promise;
  const all: FollowedOperation = {
    ...asRole(first),
    threw: (error) => {
      for (const operation of [first, ...others]) operation.threw(error);
    },
  };
  return followPromise(all, promise, (value) => onValue(operations, value) ?? value);
}

/** The first gives what the caller gets; for the others it is known by then. */
function tellValue([first, ...others]: Operations, value: unknown): unknown {
  if (first === undefined) return value;
  const given = observeValue(first, value);
  for (const operation of others) observeValue(operation, given);
  return given;
}

function hide(operations: Operations, name: PropertyKey): undefined {
  for (const operation of operations)
    operation.unobservable(`it was followed by ${String(name)}(), not by its own end`);
}

/** What comes after a step of the caller's own says when the operation has ended, not how. */
function withoutValue(operation: FollowedOperation, name: PropertyKey): FollowedOperation {
  const end = () => hide([operation], name);
  return { ...asRole(operation), returned: end, threw: end };
}

function asRole(operation: FollowedOperation): FollowedOperation {
  return {
    instance: operation.instance,
    run: (fn, instance, args) => operation.run(fn, instance, args),
    returned: (value) => operation.returned(value),
    threw: (error) => operation.threw(error),
    endedEarly: () => operation.endedEarly(),
    unobservable: (problem) => operation.unobservable(problem),
    untilSafe: () => operation.untilSafe(),
  };
}

function noteErrors(operations: Operations, onError: unknown): unknown {
  if (!isMethod(onError)) return onError;
  const known = [...operations];
  return (error: unknown) => {
    for (const operation of known) operation.threw(error);
    return onError(error);
  };
}
