/** One function in the place of another, which nobody shall miss. */
import { isMethod, type Method } from './observe/method.js';

/**
 * What each wrapper stands for, by identity: a mark on the function would travel with copies of it. On `globalThis`, so
 * that the copies of this package in one process know each other's.
 */
const ORIGINALS: unique symbol = Symbol.for('trailkeeper.originals.v1');
const home: typeof globalThis & { [ORIGINALS]?: WeakMap<Method, Method> } = globalThis;
home[ORIGINALS] ??= new WeakMap();
const originals = home[ORIGINALS];

/** The method itself when this is a wrapper, also one made by another copy of this package. */
export function unwrapMethod(method: Method): Method {
  return originals.get(method) ?? method;
}

export function standFor(wrapper: Method, method: Method, current: Method): Method {
  Object.setPrototypeOf(wrapper, Reflect.getPrototypeOf(method));
  for (const source of new Set([method, current])) {
    copyProperties(source, wrapper);
    moveMetadata(source, wrapper, Reflect);
  }
  originals.set(wrapper, method);
  return wrapper;
}

/** Name, length, and whatever else the method carries, so that the wrapper looks like it. */
function copyProperties(method: Method, wrapper: Method): void {
  for (const key of Reflect.ownKeys(method)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(method, key);
    // `prototype`, `caller` and `arguments` of an old-style function are fixed, and belong to itself.
    if (descriptor?.configurable === true) Object.defineProperty(wrapper, key, descriptor);
  }
}

/** `Reflect`, where `reflect-metadata` is loaded. */
export interface MetadataKeeper {
  getOwnMetadataKeys(target: object): unknown;
  getOwnMetadata(key: unknown, target: object): unknown;
  defineMetadata(key: unknown, value: unknown, target: object): void;
}

function isKeeper(value: object): value is MetadataKeeper {
  return ['getOwnMetadataKeys', 'getOwnMetadata', 'defineMetadata'].every((name) => isMethod(Reflect.get(value, name)));
}

/**
 * What is kept by the function, routes, guards and schedules of Nest for instance, is found again by whoever looks for it
 * under the wrapper.
 */
export function moveMetadata(from: object, to: object, keeper: object): void {
  if (!isKeeper(keeper)) return;
  const keys = keeper.getOwnMetadataKeys(from);
  if (!Array.isArray(keys)) return;
  for (const key of keys) keeper.defineMetadata(key, keeper.getOwnMetadata(key, from), to);
}
