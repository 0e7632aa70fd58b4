import type { EventLine } from '../event.js';
import type { FieldName } from '../fields/fields.js';
import { escapeToAscii } from '../values/ascii-json.js';

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
    actor_type: event.actor_type,
    user_role: event.user_role,
    on_behalf_of: event.on_behalf_of,
    session_id: event.session_id,
    source_ip: event.source_ip,
    user_agent: event.user_agent,
    resource_id: event.resource_id,
    resource_type: event.resource_type,
    related: event.related,
    correlation_id: event.correlation_id,
    caused_by: event.caused_by,
    reason: event.reason,
    tags: event.tags,
    changes: event.changes,
    error: event.error,
    details: event.details,
    ext: event.ext,
    redactions: event.redactions,
    truncated: event.truncated,
    cut: event.cut,
    whole_sha256: event.whole_sha256,
    producer_id: event.producer_id,
    seq: event.seq,
    external_id: event.external_id,
  };
  return escapeToAscii(JSON.stringify(ordered));
}
