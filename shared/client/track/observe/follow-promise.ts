/** Follows a native promise of the ordinary kind to its end. */
import type { FollowedOperation } from './followed-operation.js';

const promiseThen = Promise.prototype.then;

/**
 * A promise with the same outcome, a microtask later, or when the receipt of the event is settled if the logger wants
 * that. It is the one to hand out: an observer beside the caller would be taken for somebody who handles the rejection.
 * `onValue` sees the value first and gives what the caller gets.
 */
export function followPromise(
  operation: FollowedOperation,
  promise: Promise<unknown>,
  onValue: (value: unknown) => unknown,
  onSettled?: () => void,
): Promise<unknown> {
  return Reflect.apply(promiseThen, promise, [
    (value: unknown) => {
      onSettled?.();
      const given = onValue(value);
      const safe = operation.untilSafe();
      return safe === undefined ? given : safe.then(() => given);
    },
    (error: unknown) => {
      onSettled?.();
      operation.threw(error);
      const safe = operation.untilSafe();
      if (safe === undefined) throw error;
      return safe.then(() => Promise.reject(error));
    },
  ]);
}
