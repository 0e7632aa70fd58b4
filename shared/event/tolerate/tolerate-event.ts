/**
 * What a foreign sender may write, brought to the one form that is checked and stored. What the schema of foreign events
 * takes, this reads; it refuses nothing.
 */
import type { FieldForm } from '../fields/field-row.js';
import { FIELD_ROWS } from '../fields/fields.js';
import { normaliseTags } from '../values/tags.js';
import { formatTimestamp } from '../values/timestamp.js';
import { readEventTime } from './event-time.js';
import { readStatusWord } from './status-words.js';

/** Names what was left out, for instance `related[2]`. */
type LeaveOut = (path: string) => void;
/** Undefined: as if the field were not there. */
type Reader = (value: unknown, leaveOut: LeaveOut) => unknown;

/** What stands in the place of a role, or of an error's code, that a sender does not know. */
export const UNKNOWN_ROLE = 'other';
export const UNKNOWN_CODE = 'unknown';

/** Null and empty text are what other languages write for a value that is not there. */
export const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === '';

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Numbers and booleans in place of text, as JSON writes them. */
const readText: Reader = (value) =>
  typeof value === 'number' || typeof value === 'boolean' ? JSON.stringify(value) : value;

const asWritten: Reader = (value) => value;

const readTime: Reader = (value) => {
  const instant = typeof value === 'string' || typeof value === 'number' ? readEventTime(value) : undefined;
  return instant === undefined ? value : formatTimestamp(instant);
};

const readStatus: Reader = (value) => {
  const text = readText(value, () => {});
  return typeof text === 'string' ? (readStatusWord(text) ?? text) : text;
};

const readNumber: Reader = (value) => (typeof value === 'string' ? Number(value) : value);

const readRelated: Reader = (value, leaveOut) => {
  if (!Array.isArray(value)) return value;
  const entries = value.flatMap((entry: unknown, at) => {
    if (isObject(entry) && !isAbsent(Reflect.get(entry, 'resource_id'))) return [readRelatedEntry(entry)];
    leaveOut(`related[${at}]`);
    return [];
  });
  return entries.length === 0 ? undefined : entries;
};

const readRelatedEntry = (entry: object) => {
  const role: unknown = Reflect.get(entry, 'role');
  return {
    resource_id: readText(Reflect.get(entry, 'resource_id'), () => {}),
    role: isAbsent(role) ? UNKNOWN_ROLE : readText(role, () => {}),
  };
};

const readError: Reader = (value) => {
  if (!isObject(value)) return { code: UNKNOWN_CODE, message: readText(value, () => {}) };
  const code: unknown = Reflect.get(value, 'code');
  const message: unknown = Reflect.get(value, 'message');
  return {
    code: isAbsent(code) ? UNKNOWN_CODE : readText(code, () => {}),
    message: isAbsent(message) ? '' : readText(message, () => {}),
  };
};

/** What is no object is kept as the one value of one. */
const readDetails: Reader = (value) => (isObject(value) ? value : { value });

const readChanges: Reader = (value) => {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.map((entry: unknown) =>
    isObject(entry) ? { ...entry, field: readText(Reflect.get(entry, 'field'), () => {}) } : entry,
  );
};

const READERS: Readonly<Record<FieldForm, Reader>> = {
  version: asWritten,
  time: readTime,
  duration: readNumber,
  operation: asWritten,
  name: readText,
  id: readText,
  text: readText,
  status: readStatus,
  related: readRelated,
  error: readError,
  object: readDetails,
  redactions: asWritten,
  flag: asWritten,
  hash: asWritten,
  counter: asWritten,
  actor: asWritten,
  session: readText,
  tags: (value) => normaliseTags(Array.isArray(value) ? value : [value]),
  changes: readChanges,
  cuts: asWritten,
};

/**
 * The event with times, statuses and texts in their one form, and what is null or empty left away. `leftOut` names parts
 * that could not be kept. Whatever is of no form that the schema takes stays as it is.
 */
export function tolerateEvent(event: object): { event: Record<string, unknown>; leftOut: string[] } {
  const leftOut: string[] = [];
  const result: Record<string, unknown> = {};
  for (const [field, { form }] of FIELD_ROWS) {
    const value: unknown = Object.hasOwn(event, field) ? Reflect.get(event, field) : undefined;
    if (isAbsent(value)) continue;
    const read = READERS[form](value, (path) => leftOut.push(path));
    if (read !== undefined) result[field] = read;
  }
  return { event: result, leftOut };
}
