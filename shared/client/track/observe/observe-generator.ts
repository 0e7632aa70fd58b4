/** Follows a generator to its end by its own three methods, so that it stays the object it is. */
import { types } from 'node:util';
import { followPromise } from './follow-promise.js';
import type { FollowedOperation } from './followed-operation.js';
import { isMethod, isObject } from './method.js';

/**
 * Every step runs in the operation's context, because the body of a generator runs in its steps. One that is never
 * iterated has not run and makes no event; one that is given up with `return()`, as `break` does, is `partial`.
 */
export function observeGenerator(operation: FollowedOperation, generator: object): object {
  for (const name of ['next', 'return', 'throw']) {
    const step: unknown = Reflect.get(generator, name);
    if (!isMethod(step)) continue;
    const observed = function (this: unknown, ...args: unknown[]): unknown {
      const result = takeStep(operation, () => operation.run(step, this, args));
      if (types.isPromise(result)) return followPromise(operation, result, (value) => noteStep(operation, name, value));
      return noteStep(operation, name, result);
    };
    Object.defineProperty(generator, name, { value: observed, writable: true, configurable: true });
  }
  return generator;
}

function takeStep(operation: FollowedOperation, step: () => unknown): unknown {
  try {
    return step();
  } catch (error) {
    operation.threw(error);
    throw error;
  }
}

function noteStep(operation: FollowedOperation, name: string, result: unknown): unknown {
  if (isObject(result) && Reflect.get(result, 'done') === true) {
    if (name === 'return') operation.endedEarly();
    else operation.returned(Reflect.get(result, 'value'));
  }
  return result;
}
