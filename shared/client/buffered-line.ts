/** The line of a buffered event: the last steps before it leaves the process. */
import type { EventLine } from '../event/event.js';
import { MAX_RELATED } from '../event/limits.js';
import { composeLine } from '../event/line.js';
import type { BufferedEvent } from './buffered-event.js';

export function composeBufferedLine(event: BufferedEvent, producerId: string): string {
  const line: EventLine = {
    schema_version: 1,
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
    producer_id: producerId,
    seq: event.seq,
    external_id: event.external_id,
  };
  if (event.related !== undefined && event.related.length > MAX_RELATED) {
    // The contexts around an operation named more than an event can: the event says that some are left out.
    line.related = event.related.slice(0, MAX_RELATED);
    line.redactions = [{ path: 'related', rule: 'too-many' }];
  }
  return composeLine(line);
}
