/** The fixed mixed set as callers hand it over. */
import type { EventInput } from '../../shared/client/event/event-logger.js';
import type { EventLine } from '../../shared/event/event.js';
import { makeMixedEvents } from '../support/mixed-events.js';

/** As tracked operations do it: with their time and id, and every field in its place, also where there is no value. */
export function makeTrackedInputs(count: number): EventInput[] {
  return makeMixedEvents(count).map(asTracked);
}

function asTracked(event: EventLine): EventInput {
  return {
    event_type: event.event_type,
    action: event.action,
    status: event.status,
    timestamp: event.timestamp,
    duration_ms: event.duration_ms,
    operation_id: event.operation_id,
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
  };
}

/** As callers write them by hand, who leave time and id to the logger and name only what they know. */
export function makeBareInputs(count: number): EventInput[] {
  return makeMixedEvents(count).map(asWrittenByHand);
}

function asWrittenByHand(event: EventLine): EventInput {
  const { event_type, action, status, user_id, resource_id, related, correlation_id, error, details } = event;
  const { source_ip, resource_type, duration_ms } = event;
  if (error !== undefined) {
    return { event_type, action, status, user_id, source_ip, resource_id, resource_type, correlation_id, error };
  }
  if (details !== undefined) {
    return { event_type, action, status, duration_ms, user_id, resource_id, resource_type, correlation_id, details };
  }
  return related === undefined
    ? { event_type, action, status, user_id, source_ip, resource_id, resource_type, correlation_id }
    : { event_type, action, status, user_id, source_ip, resource_id, resource_type, related, correlation_id };
}
