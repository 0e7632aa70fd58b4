/** Waits for the end of what a method returned, without changing it for the caller. */
import { types } from 'node:util';
import type { FollowedOperation } from './followed-operation.js';
import { observePromise } from './observe-promise.js';
import { isThenable, observeThenable } from './observe-thenable.js';
import { observeValue } from './observe-value.js';

/**
 * Gives what the caller gets. A promise is followed to its end, and what it resolves to likewise:
 *
 * - a promise: one with the same outcome, a microtask later, because only so is an unhandled rejection still seen by
 *   the process; a promise of a subclass, and any other thenable: the same object;
 * - a generator or another iterator, and what gives asynchronous ones: the same object; its event comes when it is done,
 *   throws, or is ended early;
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
