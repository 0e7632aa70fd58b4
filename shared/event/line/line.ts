/**
 * Writes the line of an event. Its bytes are its identity, so the order of steps and of fields is part of the format.
 */

import type { EventLine } from '../event.js';
import { type FieldsOf, listFields } from '../fields/fields.js';
import { redactEvent } from '../redact/redact.js';
import { hashSessionId } from '../values/session-id.js';
import { cutEvent } from './cut.js';
import { mapIds } from './map-ids.js';
import { serialiseLine } from './serialise-line.js';

export { serialiseLine } from './serialise-line.js';

/**
 * The last steps that every line written here takes: hashed sessions → well-formed ids → redact → cut → serialise.
 * `event` must be the caller's own copy, already normalised: it is changed in place. The result is ASCII and at most
 * `MAX_LINE_BYTES` long.
 */
export function composeLine(event: EventLine): string {
  for (const field of SESSIONS) {
    const session = event[field];
    if (session !== undefined) event[field] = hashSessionId(session);
  }
  // Half a surrogate pair has no UTF-8, so as part of a key it would be stored as U+FFFD and never found again under its
  // own name: the line says U+FFFD from the start. Inside `details` it is kept, escaped.
  mapIds(event, makeWellFormed);
  redactEvent(event);
  cutEvent(event);
  return serialiseLine(event);
}

const SESSIONS = listFields<FieldsOf<'session'>>(({ form }) => form === 'session');
const makeWellFormed = (text: string) => (text.isWellFormed() ? text : text.toWellFormed());
