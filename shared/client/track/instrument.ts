/** Makes the calls of a class's methods into events. `audited` is the same as a decorator. */
import type { EventLogger } from '../event/event-logger.js';
import { defineInstanceLogger, isEventLogger } from './instance-logger.js';
import { findMethodPlace, getMethodPlace } from './method-place.js';
import type { NotAudited } from './not-audited.js';
import { isMethod } from './observe/method.js';
import type { PolicyWith } from './policy.js';
import { type ReadDecision, readPolicy } from './read-policy.js';
import { unwrapMethod } from './stand-for.js';
import { forwardTo, wrapMethod } from './wrap-method.js';

/** A class, also an abstract one or one whose constructor is private. */
export interface TrackableClass {
  readonly prototype: object;
}

/** A class whose instances bring their own logger. */
export interface SelfLoggingClass {
  readonly prototype: { auditLogger: EventLogger };
}

/** Prototypes that have a policy, of all copies of this package in the process. A mark on them would travel with mixins. */
const INSTRUMENTED: unique symbol = Symbol.for('trailkeeper.instrumented.v1');
const home: typeof globalThis & { [INSTRUMENTED]?: WeakSet<object> } = globalThis;
home[INSTRUMENTED] ??= new WeakSet();
const instrumented = home[INSTRUMENTED];

/**
 * Wraps the methods that `policy` gives a row, on the prototype, for all instances, those that exist already included.
 * Each call then makes one event when it ends: returned, thrown, resolved, rejected, generator or stream finished. The
 * caller gets the same result or error. `audit` may be left out when each instance has an `auditLogger`; an instance's
 * own is used before it in any case.
 *
 * Throws TypeError, with nothing wrapped, when the policy is wrong, names a method that is not on the prototype, or
 * the class is instrumented already: two policies would make two events of each call. A subclass may be
 * instrumented besides its base: for methods that both name, its decision replaces the inherited one, and a
 * `super` call from a tracked override belongs to the override's event.
 */
export function instrument<C extends TrackableClass, O extends NotAudited | undefined = undefined>(
  target: C,
  policy: { readonly others?: O } & NoInfer<PolicyWith<O, C['prototype'], C>>,
  audit: EventLogger,
): void;
export function instrument<C extends SelfLoggingClass, O extends NotAudited | undefined = undefined>(
  target: C,
  policy: { readonly others?: O } & NoInfer<PolicyWith<O, C['prototype'], C>>,
): void;
export function instrument(target: TrackableClass, policy: unknown, audit?: EventLogger): void {
  instrumentClass(target, policy, audit);
}

/** `instrument` without the types of a policy. */
export function instrumentClass(target: TrackableClass, policy: unknown, audit: EventLogger | undefined): void {
  if (!isMethod(target)) throw new TypeError('instrument: expected a class.');
  if (audit !== undefined && !isEventLogger(audit)) throw new TypeError('instrument: expected a logger with logEvent.');
  const className = nameClass(target);
  if (instrumented.has(target.prototype)) {
    throw new TypeError(`${className} is instrumented already: a second policy would make two events of each call.`);
  }
  const { methods, statics } = readPolicy(className, policy);
  const planned = [
    ...methods.flatMap((decision) => plan(target.prototype, className, decision, audit)),
    ...statics.flatMap((decision) => plan(target, className, decision, audit)),
  ];
  for (const { holder, key, descriptor } of planned) Object.defineProperty(holder, key, descriptor);
  instrumented.add(target.prototype);
  if (audit !== undefined) defineInstanceLogger(target.prototype, audit);
}

function nameClass(target: object): string {
  const name: unknown = Reflect.get(target, 'name');
  return typeof name === 'string' && name !== '' ? name : 'an anonymous class';
}

interface Planned {
  readonly holder: object;
  readonly key: PropertyKey;
  readonly descriptor: PropertyDescriptor;
}

function plan(
  holder: object,
  className: string,
  { key, row }: ReadDecision,
  audit: EventLogger | undefined,
): Planned[] {
  if (row === undefined && !isTracked(holder, key)) return [];
  const { method, descriptor } = getMethodPlace(holder, key, className);
  const value = row === undefined ? forwardTo(method) : wrapMethod({ className, key, holder, row }, method, audit);
  return [{ holder, key, descriptor: { ...descriptor, value } }];
}

/** Inherited from a class that is instrumented itself. */
function isTracked(holder: object, key: PropertyKey): boolean {
  const place = findMethodPlace(holder, key);
  return place !== undefined && unwrapMethod(place.method) !== place.method;
}
