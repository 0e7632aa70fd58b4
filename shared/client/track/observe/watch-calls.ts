/**
 * Sees the calls of a foreign object's methods with nothing on the object that a copy of it could carry away: between the
 * object and its prototype stands one that looks up who watches, by identity. Copies and clones have no watcher, and
 * behave as if nothing stood there. Functions that are the object's own are replaced in place, under the same rule.
 */
import { isMethod, isObject, type Method } from './method.js';

/** Stands for a call: gives what `original` gave, or what the caller shall get instead. */
export type CallWatcher = (name: PropertyKey, original: Method, self: object, args: readonly unknown[]) => unknown;

const watchers = new WeakMap<object, CallWatcher>();
/** By the prototype that it stands before; no class has many. */
const interposed = new WeakMap<object, object>();
/** What stands between, so that it is not built upon. */
const ours = new WeakSet<object>();

/** False, with nothing changed for the caller, when calls of `essential` cannot be seen: a frozen object for instance. */
export function watchCalls(object: object, essential: PropertyKey, watcher: CallWatcher): boolean {
  if (watchers.has(object)) {
    watchers.set(object, watcher);
    return true;
  }
  if (!Object.isExtensible(object)) return false;
  const own = Reflect.getOwnPropertyDescriptor(object, essential);
  if (own !== undefined && own.configurable !== true) return false;
  const prototype = Reflect.getPrototypeOf(object);
  if (isForeign(prototype) && !ours.has(prototype) && !Reflect.setPrototypeOf(object, standBefore(prototype))) {
    return false;
  }
  watchers.set(object, watcher);
  for (const key of Reflect.ownKeys(object)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(object, key);
    if (descriptor?.configurable !== true || !isMethod(descriptor.value)) continue;
    const original = descriptor.value;
    Object.defineProperty(object, key, { ...descriptor, value: seeCalls(key, () => original) });
  }
  return true;
}

/** What every object and every function has is nobody's result to watch. */
function isForeign(prototype: object | null): prototype is object {
  return prototype !== null && prototype !== Object.prototype && prototype !== Function.prototype;
}

function standBefore(prototype: object): object {
  const known = interposed.get(prototype);
  if (known !== undefined) return known;
  const between: object = Object.create(prototype);
  for (let level: object | null = prototype; isForeign(level); level = Reflect.getPrototypeOf(level)) {
    for (const key of Reflect.ownKeys(level)) {
      if (key === 'constructor' || Object.hasOwn(between, key)) continue;
      if (!isMethod(Reflect.getOwnPropertyDescriptor(level, key)?.value)) continue;
      // Looked up at each call: a spy may take the method's place later.
      const find = (self: object): unknown => Reflect.get(prototype, key, self);
      Object.defineProperty(between, key, { value: seeCalls(key, find), writable: true, configurable: true });
    }
  }
  ours.add(between);
  interposed.set(prototype, between);
  return between;
}

function seeCalls(name: PropertyKey, find: (self: object) => unknown): Method {
  return function (this: unknown, ...args: unknown[]): unknown {
    const self = isObject(this) || typeof this === 'function' ? this : Object(this);
    const original = find(self);
    const watcher = watchers.get(self);
    if (watcher !== undefined && isMethod(original)) return watcher(name, original, self, args);
    return Reflect.apply(original as Method, this, args);
  };
}
