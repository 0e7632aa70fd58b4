/** A class as it was before it was instrumented. */
const ORIGINAL = Symbol.for('trailkeeper.original.v1');

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
  return Reflect.has(Object(Reflect.get(prototype, key)), ORIGINAL);
}

/** A subclass in which the wrapped methods are the original ones again. */
export function makeUnwrapped<C extends new (...args: never[]) => object>(base: C): C {
  const Unwrapped = class extends (base as new (...args: never[]) => object) {};
  for (const key of listMethods(base)) {
    if (!isWrapped(base, key)) continue;
    const value: unknown = Reflect.get(Object(Reflect.get(base.prototype, key)), ORIGINAL);
    Object.defineProperty(Unwrapped.prototype, key, { value, configurable: true, writable: true });
  }
  return Unwrapped as C;
}
