/** Waits for the end of the value of a call: what is not, or no longer, a promise. */
import type { FollowedOperation } from './followed-operation.js';
import { isObject } from './method.js';
import { isIterating, observeIterating } from './observe-iterating.js';
import { isNodeStream, observeNodeStream } from './observe-node-stream.js';
import { isWebStream, observeWebStream } from './observe-web-stream.js';

/** Streams and iterators that an operation waits for, or waited for: another one that gives them has not made them. */
const observed = new WeakSet<object>();

/** Gives what the caller gets: `value`, or for a ReadableStream one in its place. */
export function observeValue(operation: FollowedOperation, value: unknown): unknown {
  const observe = findObserver(operation, value);
  if (observe === undefined) {
    operation.returned(value);
    return value;
  }
  const given = observe();
  observed.add(given);
  return given;
}

/** By what a value does, not by its brand: a compiler may have built a generator by hand. */
function findObserver(operation: FollowedOperation, value: unknown): (() => object) | undefined {
  if (!isObject(value) || value === operation.instance || observed.has(value)) return undefined;
  if (isNodeStream(value)) return () => observeNodeStream(operation, value);
  if (isWebStream(value)) return () => observeWebStream(operation, value);
  if (isIterating(value)) return () => observeIterating(operation, value);
  return undefined;
}
