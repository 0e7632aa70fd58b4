/** Functions and objects of unknown make. */

export type Method = (this: unknown, ...args: unknown[]) => unknown;

/** By these a builder runs, or a cursor gives all that it has: what they give is what the operation gives. */
export const RUNS: ReadonlySet<PropertyKey> = new Set(
  'run execute exec all get values first one many json text buffer send submit toPromise promise toArray'.split(' '),
);

export function isMethod(value: unknown): value is Method {
  return typeof value === 'function';
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
