/** Writes the line of an event. Its bytes are its identity, so the order of steps and of fields is part of the format. */
import { escapeToAscii } from './ascii-json.js';
import { cutEvent } from './cut.js';
import { type EventLine, FREE_TEXT_FIELDS, LINE_FIELDS } from './event.js';
import { redactEvent } from './redact.js';

/**
 * The last steps that every line written here takes: well-formed ids → redact → cut → serialise. `event` must be the
 * caller's own copy, already normalised: it is changed in place. The result is ASCII and at most `MAX_LINE_BYTES` long.
 */
export function composeLine(event: EventLine): string {
  makeIdsWellFormed(event);
  redactEvent(event);
  cutEvent(event);
  return serialiseLine(event);
}

/**
 * Half a surrogate pair has no UTF-8, so as part of a key it would be stored as U+FFFD and never found again under its
 * own name: the line says U+FFFD from the start. Inside `details` it is kept, escaped.
 */
function makeIdsWellFormed(event: EventLine): void {
  for (const field of FREE_TEXT_FIELDS) {
    const text = event[field];
    if (text !== undefined && !text.isWellFormed()) event[field] = text.toWellFormed();
  }
  if (event.related !== undefined) {
    event.related = event.related.map(({ resource_id, role }) => ({
      resource_id: resource_id.toWellFormed(),
      role: role.toWellFormed(),
    }));
  }
  if (event.error !== undefined) {
    event.error = { code: event.error.code.toWellFormed(), message: event.error.message.toWellFormed() };
  }
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
