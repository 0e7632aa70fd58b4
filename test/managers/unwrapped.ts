/** A class as it was before it was instrumented. */
import { unwrapMethod } from '../../shared/client/track/stand-for.js';

interface AnyClass {
  readonly prototype: object;
}

/** The names of a class's public methods, wrapped or not. */
export function listMethods({ prototype }: AnyClass): string[] {
  return Object.getOwnPropertyNames(prototype).filter(
    (key) => key !== 'constructor' && typeof Reflect.get(prototype, key) === 'function',
  );
}

export function isWrapped({ prototype }: AnyClass, key: string): boolean {
  const method = Reflect.get(prototype, key);
  return unwrapMethod(method) !== method;
}

/** A subclass in which the wrapped methods are the original ones again. */
export function makeUnwrapped<C extends new (...args: never[]) => object>(base: C): C {
  const Unwrapped = class extends (base as new (...args: never[]) => object) {};
  for (const key of listMethods(base)) {
    if (!isWrapped(base, key)) continue;
    const value = unwrapMethod(Reflect.get(base.prototype, key));
    Object.defineProperty(Unwrapped.prototype, key, { value, configurable: true, writable: true });
  }
  return Unwrapped as C;
}
