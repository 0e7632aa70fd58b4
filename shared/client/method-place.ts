/** Finds what a policy names on a prototype or a class, and says clearly why something cannot be wrapped. */
import { isMethod, type Method } from './read-policy.js';

export interface MethodPlace {
  readonly method: Method;
  /** For the wrapper, so that it is as enumerable as the method was. */
  readonly enumerable: boolean;
}

/** Undefined when no property of this name is there, or only the one that every object has. */
export function findMethodPlace(holder: object, key: PropertyKey, className: string): MethodPlace | undefined {
  const found = findDescriptor(holder, key);
  if (found === undefined) return undefined;
  const { descriptor, isOwn } = found;
  const name = `${className}.${String(key)}`;
  if (!isMethod(descriptor.value)) {
    throw new TypeError(`${name} cannot be audited: it is ${descriptor.get ? 'a getter' : 'a value'}, not a method.`);
  }
  const isFixed = isOwn ? descriptor.configurable === false : !Object.isExtensible(holder);
  if (isFixed) throw new TypeError(`${name} cannot be audited: the class does not allow to change it.`);
  return { method: descriptor.value, enumerable: descriptor.enumerable ?? false };
}

/** Like `findMethodPlace`, but a method has to be there. */
export function getMethodPlace(holder: object, key: PropertyKey, className: string): MethodPlace {
  const place = key === 'constructor' ? undefined : findMethodPlace(holder, key, className);
  if (place !== undefined) return place;
  throw new TypeError(
    `${className}.${String(key)} cannot be audited: the class has no such method. A function assigned to a field ` +
      'exists on each instance alone: write it as a method, or decide notAudited(reason) and audit what it calls.',
  );
}

function findDescriptor(
  holder: object,
  key: PropertyKey,
): { descriptor: PropertyDescriptor; isOwn: boolean } | undefined {
  let level: object | null = holder;
  while (level !== null && level !== Object.prototype && level !== Function.prototype) {
    const descriptor = Reflect.getOwnPropertyDescriptor(level, key);
    if (descriptor !== undefined) return { descriptor, isOwn: level === holder };
    level = Reflect.getPrototypeOf(level);
  }
  return undefined;
}
