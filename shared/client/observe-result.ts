/** Waits for the end of what a method returned, without changing it for the caller. */
import { types } from 'node:util';
import type { TrackedOperation } from './tracked-operation.js';
import { waitForReceipt } from './wait-for-receipt.js';

export function observeResult(operation: TrackedOperation, result: unknown): unknown {
  if (types.isPromise(result)) return observePromise(operation, result);
  operation.returned(result);
  return result;
}

const promiseThen = Promise.prototype.then;

function observePromise(operation: TrackedOperation, promise: Promise<unknown>): unknown {
  return Reflect.apply(promiseThen, promise, [
    (value: unknown) => {
      const receipt = operation.returned(value);
      return operation.logger.awaitReceipts ? waitForReceipt(receipt).then(() => value) : value;
    },
    (error: unknown) => {
      const receipt = operation.threw(error);
      if (!operation.logger.awaitReceipts) throw error;
      return waitForReceipt(receipt).then(() => Promise.reject(error));
    },
  ]);
}
