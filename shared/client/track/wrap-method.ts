/** The wrapper that takes a method's place on the prototype. */
import { type AuditContext, currentContext } from '../context/context.js';
import type { EventLogger } from '../event/event-logger.js';
import { findInstanceLogger } from './instance-logger.js';
import type { Method } from './observe/method.js';
import { observeResult } from './observe/observe-result.js';
import { standFor, unwrapMethod } from './stand-for.js';
import { isJudging, type TrackedMethod, TrackedOperation } from './tracked-operation.js';
import { nameError, warnOnce } from './tracking-warning.js';

/** Stands for `method`, and looks like what is in its place now, which may be a wrapper with something added to it. */
export function wrapMethod(tracked: TrackedMethod, current: Method, ofClass: EventLogger | undefined): Method {
  const method = unwrapMethod(current);
  const wrapper = {
    method(this: unknown, ...args: unknown[]): unknown {
      const operation = startTracking(tracked, this, args, ofClass);
      if (operation === undefined) return Reflect.apply(method, this, args);
      let result: unknown;
      try {
        result = operation.run(method, this, args);
      } catch (error) {
        operation.threw(error);
        throw error;
      }
      if (result !== undefined) return observeResult(operation, result);
      operation.returnedNothing();
      return undefined;
    },
  }.method;
  return standFor(wrapper, method, current);
}

/** The method itself again, where what it is replaced by makes events; it keeps what was added to that. */
export function forwardTo(current: Method): Method {
  const method = unwrapMethod(current);
  const forwarder = {
    method(this: unknown, ...args: unknown[]): unknown {
      return Reflect.apply(method, this, args);
    },
  }.method;
  return standFor(forwarder, method, current);
}

/** Undefined when this call makes no event of its own. Never throws. */
function startTracking(
  tracked: TrackedMethod,
  instance: unknown,
  args: readonly unknown[],
  ofClass: EventLogger | undefined,
): TrackedOperation | undefined {
  if (isJudging()) return undefined;
  let problem = 'was called on an instance without an auditLogger';
  try {
    const surrounding = currentContext();
    if (surrounding?.unaudited === true || isPart(surrounding, tracked, instance, args)) return undefined;
    const logger = findInstanceLogger(instance, ofClass);
    if (logger !== undefined) return new TrackedOperation(tracked, logger, instance, args, surrounding);
  } catch (error) {
    problem = `could not be tracked (${nameError(error)})`;
  }
  const name = `${tracked.className}.${String(tracked.key)}`;
  warnOnce(`${name} ${problem}`, `${name} ${problem}: it made no event.`);
  return undefined;
}

/**
 * `super.method()` in a tracked override is part of the same operation, which has its event to come. It is known by what
 * runs: an override of just this method, on this instance, that has not ended. Whatever else leads here is a call of its
 * own: again, bound, spied, through a proxy, by a timer. Unless its row joins them, when it calls itself with the same.
 */
function isPart(
  surrounding: AuditContext | undefined,
  { key, holder }: TrackedMethod,
  instance: unknown,
  args: readonly unknown[],
): boolean {
  const call = surrounding?.call;
  if (call === undefined || call.isOver || call.instance !== instance || call.key !== key) return false;
  if (call.holder === holder) return isSame(call.args, args);
  return Object.prototype.isPrototypeOf.call(holder, call.holder);
}

function isSame(before: readonly unknown[] | undefined, args: readonly unknown[]): boolean {
  return (
    before !== undefined && before.length === args.length && before.every((value, at) => Object.is(value, args[at]))
  );
}
