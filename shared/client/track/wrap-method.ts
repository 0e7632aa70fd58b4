/** The wrapper that takes a method's place on the prototype. */
import { type AuditContext, currentContext } from '../context/context.js';
import type { EventLogger } from '../event/event-logger.js';
import { findInstanceLogger } from './instance-logger.js';
import { isMethod, type Method } from './observe/method.js';
import { observeResult } from './observe/observe-result.js';
import { isJudging, type TrackedMethod, TrackedOperation } from './tracked-operation.js';
import { nameError, warnOnce } from './tracking-warning.js';

const ORIGINAL = Symbol.for('trailkeeper.original.v1');

export function wrapMethod(tracked: TrackedMethod, method: Method, ofClass: EventLogger | undefined): Method {
  const wrapper = {
    method(this: unknown, ...args: unknown[]): unknown {
      const operation = startTracking(tracked, wrapper, this, args, ofClass);
      if (operation === undefined) return Reflect.apply(method, this, args);
      let result: unknown;
      try {
        result = operation.run(method, this, args);
      } catch (error) {
        operation.threw(error);
        throw error;
      }
      return observeResult(operation, result);
    },
  }.method;
  takeOver(wrapper, method);
  return wrapper;
}

/** The method itself when this is a wrapper, also one made by another copy of this package. */
export function unwrapMethod(method: Method): Method {
  const original: unknown = Reflect.get(method, ORIGINAL);
  return isMethod(original) ? original : method;
}

/** Undefined when this call makes no event of its own. Never throws. */
function startTracking(
  tracked: TrackedMethod,
  wrapper: Method,
  instance: unknown,
  args: readonly unknown[],
  ofClass: EventLogger | undefined,
): TrackedOperation | undefined {
  if (isJudging()) return undefined;
  let problem = 'was called on an instance without an auditLogger';
  try {
    const surrounding = currentContext();
    if (surrounding?.unaudited === true || isSuperCall(surrounding, tracked.key, instance, wrapper)) return undefined;
    const logger = findInstanceLogger(instance, ofClass);
    if (logger !== undefined) return new TrackedOperation(tracked, logger, instance, args, surrounding);
  } catch (error) {
    problem = `could not be tracked (${nameError(error)})`;
  }
  const name = `${tracked.className}.${String(tracked.key)}`;
  warnOnce(`${name} ${problem}`, `${name} ${problem}: it made no event.`);
  return undefined;
}

/** `super.method()` in a tracked override is part of the same operation, which has its event already. */
function isSuperCall(
  surrounding: AuditContext | undefined,
  key: PropertyKey,
  instance: unknown,
  wrapper: Method,
): boolean {
  const call = surrounding?.call;
  if (call === undefined || call.instance !== instance || call.key !== key) return false;
  return Reflect.get(Object(instance), key) !== wrapper;
}

/** Name, length, and whatever else the method carries, so that the wrapper looks like it. */
function takeOver(wrapper: Method, method: Method): void {
  Object.setPrototypeOf(wrapper, Reflect.getPrototypeOf(method));
  for (const key of Reflect.ownKeys(method)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(method, key);
    // `prototype`, `caller` and `arguments` of an old-style function are fixed, and belong to itself.
    if (descriptor?.configurable === true) Object.defineProperty(wrapper, key, descriptor);
  }
  Object.defineProperty(wrapper, ORIGINAL, { value: method });
}
