/** Whether an event is like a part of one. */
import type { EventLine } from '../event/event.js';

/** Some fields of an event; of `details` and other objects only the members that are named count. */
export type AuditedFields = Partial<EventLine>;

/** Lists must be as long as they are expected. */
export function matchesPart(actual: unknown, expected: unknown): boolean {
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((item, at) => matchesPart(actual[at], item))
    );
  }
  if (typeof expected !== 'object' || expected === null) return Object.is(actual, expected);
  if (typeof actual !== 'object' || actual === null) return false;
  return Object.entries(expected).every(([key, value]) => matchesPart(Reflect.get(actual, key), value));
}
