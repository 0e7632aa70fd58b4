/** Waits for the end of the value of a call: what is not, or no longer, a promise. */
import { types } from 'node:util';
import { observeGenerator } from './observe-generator.js';
import { isNodeStream, observeNodeStream } from './observe-node-stream.js';
import { isWebStream, observeWebStream } from './observe-web-stream.js';
import { isObject } from './read-policy.js';
import type { TrackedOperation } from './tracked-operation.js';

/** Streams and generators that an operation waits for, or waited for: another one that gives them has not made them. */
const observed = new WeakSet<object>();

/** Gives what the caller gets: `value`, or for a ReadableStream one in its place. */
export function observeValue(operation: TrackedOperation, value: unknown): unknown {
  const observe = findObserver(operation, value);
  if (observe === undefined) {
    operation.returned(value);
    return value;
  }
  const given = observe();
  observed.add(given);
  return given;
}

function findObserver(operation: TrackedOperation, value: unknown): (() => object) | undefined {
  if (!isObject(value) || value === operation.instance || observed.has(value)) return undefined;
  if (types.isGeneratorObject(value)) return () => observeGenerator(operation, value);
  if (isNodeStream(value)) return () => observeNodeStream(operation, value);
  if (isWebStream(value)) return () => observeWebStream(operation, value);
  return undefined;
}
