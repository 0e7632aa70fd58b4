/** Finds what a policy names on a prototype or a class, and says clearly why something cannot be wrapped. */
import { isMethod, type Method } from './observe/method.js';

export interface MethodPlace {
  readonly method: Method;
  /** As the method is defined now, by the class or by one that it extends. */
  readonly descriptor: PropertyDescriptor;
}

/** Undefined when there is no such method, also when there is a getter or something else of this name. */
export function findMethodPlace(holder: object, key: PropertyKey): MethodPlace | undefined {
  const descriptor = findDescriptor(holder, key);
  return isMethod(descriptor?.value) ? { method: descriptor.value, descriptor } : undefined;
}

/** Throws TypeError when there is no such method, or when the class does not let it be replaced. */
export function getMethodPlace(holder: object, key: PropertyKey, className: string): MethodPlace {
  const refuse = (reason: string) => new TypeError(`${className}.${String(key)} cannot be audited: ${reason}`);
  if (key === 'constructor') throw refuse('a constructor is not a method.');
  const place = findMethodPlace(holder, key);
  if (place !== undefined) {
    if (isReplaceable(holder, key)) return place;
    throw refuse('the class is frozen.');
  }
  if (findDescriptor(holder, key) !== undefined) throw refuse('it is a getter or a value, not a method.');
  throw refuse(
    'the class has no such method. A function assigned to a field exists on each instance alone: write it as a ' +
      'method, or decide notAudited(reason) for it and audit what it calls.',
  );
}

function isReplaceable(holder: object, key: PropertyKey): boolean {
  const own = Reflect.getOwnPropertyDescriptor(holder, key);
  return own === undefined ? Object.isExtensible(holder) : own.configurable === true;
}

/** What every object and every function has is not a method of the class. */
function findDescriptor(holder: object, key: PropertyKey): PropertyDescriptor | undefined {
  let level: object | null = holder;
  while (level !== null && level !== Object.prototype && level !== Function.prototype) {
    const descriptor = Reflect.getOwnPropertyDescriptor(level, key);
    if (descriptor !== undefined) return descriptor;
    level = Reflect.getPrototypeOf(level);
  }
  return undefined;
}
