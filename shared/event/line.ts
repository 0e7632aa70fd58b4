/** Writes the line of an event. Its bytes are its identity, so the order of steps and of fields is part of the format. */
import { cutEvent } from './cut.js';
import { type EventLine, LINE_FIELDS } from './event.js';
import { redactEvent } from './redact.js';

/**
 * The last steps that every line written here takes: redact → cut → serialise. `event` must be the caller's own copy,
 * already normalised: it is changed in place. The result is ASCII and at most `MAX_LINE_BYTES` long.
 */
export function composeLine(event: EventLine): string {
  redactEvent(event);
  cutEvent(event);
  return serialiseLine(event);
}

/** ASCII-escaped JSON of the fields in `LINE_FIELDS` order; undefined fields are left out. */
export function serialiseLine(event: EventLine): string {
  const ordered: Record<string, unknown> = {};
  for (const field of LINE_FIELDS) {
    const value = event[field];
    if (value !== undefined) ordered[field] = value;
  }
  return escapeToAscii(JSON.stringify(ordered));
}

const NOT_ASCII = /[^\x20-\x7e]/;
const EACH_NOT_ASCII = /[^\x20-\x7e]/g;

/**
 * JSON text in printable ASCII: SQS refuses characters such as U+FFFF that `JSON.stringify` leaves as they are, and
 * ASCII is the one spelling that every language hashes alike.
 */
export function escapeToAscii(json: string): string {
  if (!NOT_ASCII.test(json)) return json;
  return json.replace(EACH_NOT_ASCII, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
