/** Follows a native promise of the ordinary kind to its end. */
import type { TrackedOperation } from './tracked-operation.js';
import { waitForReceipt } from './wait-for-receipt.js';

const promiseThen = Promise.prototype.then;

/**
 * A promise with the same outcome, a microtask later, or when the receipt of the event is settled if the logger wants
 * that. It is the one to hand out: an observer beside the caller would be taken for somebody who handles the rejection.
 * `onValue` sees the value first and gives what the caller gets.
 */
export function followPromise(
  operation: TrackedOperation,
  promise: Promise<unknown>,
  onValue: (value: unknown) => unknown,
): Promise<unknown> {
  return Reflect.apply(promiseThen, promise, [
    (value: unknown) => {
      const given = onValue(value);
      return operation.mustWait ? waitForReceipt(operation.receipt).then(() => given) : given;
    },
    (error: unknown) => {
      operation.threw(error);
      if (!operation.mustWait) throw error;
      return waitForReceipt(operation.receipt).then(() => Promise.reject(error));
    },
  ]);
}
