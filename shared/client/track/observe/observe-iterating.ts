/** Follows what is iterated step by step to its end: generators, iterators, and what makes asynchronous ones. */
import { types } from 'node:util';
import { followPromise } from './follow-promise.js';
import type { FollowedOperation } from './followed-operation.js';
import { lookOutFor } from './let-go.js';
import { isMethod, isObject, type Method, RUNS } from './method.js';
import { watchCalls } from './watch-calls.js';

/** Iterators over what is there already: nothing of the operation runs in their steps. */
const OVER_DATA = new Set([
  'Array Iterator',
  'Map Iterator',
  'Set Iterator',
  'String Iterator',
  'RegExp String Iterator',
]);

export function isIterating(value: object): boolean {
  if (types.isGeneratorObject(value)) return true;
  if (isMethod(Reflect.get(value, Symbol.asyncIterator))) return true;
  return (
    isMethod(Reflect.get(value, 'next')) &&
    isMethod(Reflect.get(value, Symbol.iterator)) &&
    !OVER_DATA.has(String(Reflect.get(value, Symbol.toStringTag)))
  );
}

const STEPS: ReadonlySet<PropertyKey> = new Set(['next', 'return', 'throw']);
const ITERATORS: ReadonlySet<PropertyKey> = new Set([Symbol.asyncIterator, Symbol.iterator]);

/**
 * The same object. Every step runs in the operation's context, because the body of a generator runs in its steps. A
 * generator that is never iterated has not run and makes no event; one that is given up with `return()`, as `break`
 * does, is `partial`. Anything else that is let go before its end is `unknown`.
 */
export function observeIterating(operation: FollowedOperation, value: object): object {
  const essential = isMethod(Reflect.get(value, 'next')) ? 'next' : Symbol.asyncIterator;
  const canWatch = watchCalls(value, essential, (name, original, self, args) => {
    if (STEPS.has(name)) return step(operation, name, original, self, args);
    if (RUNS.has(name)) return runAll(operation, original, self, args);
    if (!ITERATORS.has(name)) return Reflect.apply(original, self, args);
    const iterator = operation.run(original, self, args);
    // The first iteration is the operation's; another one, or one that others watch, goes its own way.
    if (isObject(iterator) && iterator !== self) watchSteps(operation, iterator);
    return iterator;
  });
  if (!canWatch) operation.unobservable('the result does not let its end be seen');
  else if (!types.isGeneratorObject(value)) lookOutFor(value, operation, 'was never iterated to its end');
  return value;
}

function watchSteps(operation: FollowedOperation, iterator: object): void {
  const canWatch = watchCalls(iterator, 'next', (name, original, self, args) =>
    STEPS.has(name) ? step(operation, name, original, self, args) : Reflect.apply(original, self, args),
  );
  if (!canWatch) operation.unobservable('the iterator does not let its end be seen');
}

/** All at once, as cursors do: by a promise of what they have. */
function runAll(operation: FollowedOperation, original: Method, self: object, args: readonly unknown[]): unknown {
  const result = operation.run(original, self, args);
  if (!types.isPromise(result) || result.constructor !== Promise) return result;
  return followPromise(operation, result, (value) => {
    operation.returned(value);
    return value;
  });
}

function step(
  operation: FollowedOperation,
  name: PropertyKey,
  original: Method,
  self: object,
  args: readonly unknown[],
): unknown {
  let result: unknown;
  try {
    result = operation.run(original, self, args);
  } catch (error) {
    operation.threw(error);
    throw error;
  }
  const note = (given: unknown) => noteStep(operation, name, given);
  return types.isPromise(result) ? followPromise(operation, result, note) : note(result);
}

function noteStep(operation: FollowedOperation, name: PropertyKey, result: unknown): unknown {
  const isDone = isObject(result) && Reflect.get(result, 'done') === true;
  if (isDone && name === 'return') operation.endedEarly();
  else if (isDone) operation.returned(Reflect.get(result, 'value'));
  return result;
}
