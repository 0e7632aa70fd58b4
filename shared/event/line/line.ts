/**
 * Writes the line of an event. Its bytes are its identity, so the order of steps and of fields is part of the format.
 */

import type { EventLine, RelatedResource } from '../event.js';
import { type FieldName, FREE_TEXT_FIELDS } from '../fields/fields.js';
import { redactEvent } from '../redact/redact.js';
import { escapeToAscii } from '../values/ascii-json.js';
import { cutEvent } from './cut.js';

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
  if (event.related?.some(isBroken)) {
    event.related = event.related.map(({ resource_id, role }) => ({
      resource_id: resource_id.toWellFormed(),
      role: role.toWellFormed(),
    }));
  }
  if (event.error !== undefined) {
    event.error = { code: event.error.code.toWellFormed(), message: event.error.message.toWellFormed() };
  }
}

const isBroken = ({ resource_id, role }: RelatedResource) => !(resource_id.isWellFormed() && role.isWellFormed());

/** ASCII-escaped JSON of the fields in the order of their table; undefined fields are left out. */
export function serialiseLine(event: EventLine): string {
  // Written out, because an object that is filled in a loop takes as long to make as to write.
  const ordered: Record<FieldName, unknown> = {
    schema_version: event.schema_version,
    timestamp: event.timestamp,
    duration_ms: event.duration_ms,
    operation_id: event.operation_id,
    event_type: event.event_type,
    action: event.action,
    status: event.status,
    user_id: event.user_id,
    on_behalf_of: event.on_behalf_of,
    source_ip: event.source_ip,
    user_agent: event.user_agent,
    resource_id: event.resource_id,
    resource_type: event.resource_type,
    related: event.related,
    correlation_id: event.correlation_id,
    caused_by: event.caused_by,
    error: event.error,
    details: event.details,
    redactions: event.redactions,
    truncated: event.truncated,
    details_sha256: event.details_sha256,
    producer_id: event.producer_id,
    seq: event.seq,
    external_id: event.external_id,
  };
  return escapeToAscii(JSON.stringify(ordered));
}
