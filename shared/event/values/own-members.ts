/** Members of objects whose names come from outside. */
import type { JsonObject, JsonValue } from './json-value.js';

/** `__proto__` is a name like any other in JSON, but assigning to it changes the prototype. */
export function setOwn(object: JsonObject, name: string, value: JsonValue): void {
  if (name === '__proto__') {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[name] = value;
  }
}

/**
 * `wanted`, or `wanted (2)` and so on when that is taken: two members whose names become equal stay two. Searches by
 * doubling and halving, because thousands of names may become equal.
 */
export function findFreeName(wanted: string, taken: JsonObject): string {
  if (!Object.hasOwn(taken, wanted)) return wanted;
  let used = 1;
  let free = 2;
  for (; Object.hasOwn(taken, `${wanted} (${free})`); free *= 2) used = free;
  while (free - used > 1) {
    const middle = Math.floor((used + free) / 2);
    if (Object.hasOwn(taken, `${wanted} (${middle})`)) used = middle;
    else free = middle;
  }
  return `${wanted} (${free})`;
}
