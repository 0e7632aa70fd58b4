/** Which logger an instance records with: its own `auditLogger` when it has one, else that of its class. */
import type { EventLogger } from '../event/event-logger.js';
import { isObject } from './observe/method.js';

const ours = new WeakSet<() => unknown>();

export function findInstanceLogger(instance: unknown, ofClass: EventLogger | undefined): EventLogger | undefined {
  if (!isObject(instance) && typeof instance !== 'function') return ofClass;
  try {
    const own = Reflect.get(instance, 'auditLogger');
    return isEventLogger(own) ? own : ofClass;
  } catch {
    return ofClass;
  }
}

/**
 * Makes `instance.auditLogger` readable and settable, unless the class has a property of this name already. The
 * instance itself is not touched, so that it stays equal to others, and a frozen one can have its logger too.
 */
export function defineInstanceLogger(prototype: object, ofClass: EventLogger): void {
  if ('auditLogger' in prototype && !isOurs(prototype)) return;
  const own = new WeakMap<object, EventLogger>();
  function get(this: object): EventLogger {
    return own.get(this) ?? ofClass;
  }
  function set(this: object, logger: unknown): void {
    if (isEventLogger(logger)) own.set(this, logger);
    else if (logger === undefined || logger === null) own.delete(this);
    else throw new TypeError('auditLogger: expected an object with a method logEvent.');
  }
  ours.add(get);
  Object.defineProperty(prototype, 'auditLogger', { get, set, configurable: true, enumerable: false });
}

function isOurs(prototype: object): boolean {
  let level: object | null = prototype;
  while (level !== null) {
    const descriptor = Reflect.getOwnPropertyDescriptor(level, 'auditLogger');
    if (descriptor !== undefined) return descriptor.get !== undefined && ours.has(descriptor.get);
    level = Reflect.getPrototypeOf(level);
  }
  return false;
}

export function isEventLogger(value: unknown): value is EventLogger {
  return isObject(value) && typeof Reflect.get(value, 'logEvent') === 'function';
}
