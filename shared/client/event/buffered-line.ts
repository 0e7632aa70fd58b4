/** The line of a buffered event: the checks that are too slow for a call, and the last steps before it leaves. */
import type { EventLine } from '../../event/event.js';
import { composeLine } from '../../event/line/line.js';
import { MAX_RELATED } from '../../event/values/limits.js';
import type { BufferedEvent } from './buffered-event.js';
import { formatMicroseconds, nextOperationId } from './clock.js';
import { finishOperationId, finishTimestamp } from './event-fields.js';
import { toResources } from './related-pairs.js';

/** Throws EventRejectedError for a time or an operation id that is none. */
export function composeBufferedLine(event: BufferedEvent, producerId: string): string {
  const line: EventLine = {
    schema_version: 1,
    timestamp:
      typeof event.timestamp === 'number' ? formatMicroseconds(event.timestamp) : finishTimestamp(event.timestamp),
    duration_ms: event.duration_ms,
    operation_id: finishOperationId('operation_id', event.operation_id) ?? nextOperationId(),
    event_type: event.event_type,
    action: event.action,
    status: event.status,
    user_id: event.user_id,
    on_behalf_of: event.on_behalf_of,
    source_ip: event.source_ip,
    user_agent: event.user_agent,
    resource_id: event.resource_id,
    resource_type: event.resource_type,
    related: event.related && toResources(event.related),
    correlation_id: event.correlation_id,
    caused_by: finishOperationId('caused_by', event.caused_by),
    error: event.error,
    details: event.details,
    producer_id: producerId,
    seq: event.seq,
    external_id: event.external_id,
  };
  if (line.related !== undefined && line.related.length > MAX_RELATED) {
    // The contexts around an operation named more than an event can: the event says that some are left out.
    line.related = line.related.slice(0, MAX_RELATED);
    line.redactions = [{ path: 'related', rule: 'too-many' }];
  }
  return composeLine(line);
}
