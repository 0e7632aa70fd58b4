/** The client's own copy of an event while it waits: checked, and out of reach of later changes by the caller. */
import type { EventError, JsonObject, Status } from '../../event/event.js';
import { normaliseJson } from '../../event/normalise/normalise.js';
import type { AuditContext } from '../context/context.js';
import type { Receipt } from '../fates/receipt.js';
import { nextMicroseconds } from './clock.js';
import {
  readCause,
  readDuration,
  readError,
  readId,
  readName,
  readOperationId,
  readStatus,
  readText,
  readTimestamp,
} from './event-fields.js';
import type { EventInput } from './event-logger.js';
import { readRelated } from './related-pairs.js';

/** One shape for all events, so that making one is a single allocation. */
export interface BufferedEvent {
  /** As it was given, or microseconds since 1970: writing a time takes longer than all the rest of a call. */
  timestamp: string | number;
  duration_ms: number | undefined;
  /** Undefined until somebody needs it, when none was given. */
  operation_id: string | undefined;
  event_type: string;
  action: string;
  status: Status;
  user_id: string;
  on_behalf_of: string | undefined;
  source_ip: string | undefined;
  user_agent: string | undefined;
  resource_id: string | undefined;
  resource_type: string | undefined;
  /** Id and role by turns; may be more than a line takes. */
  related: string[] | undefined;
  correlation_id: string | undefined;
  caused_by: string | undefined;
  error: EventError | undefined;
  details: JsonObject | undefined;
  external_id: string | undefined;
  seq: number;
  /** Roughly, in memory and as a line. */
  bytes: number;
  receipt: Receipt;
  /** The one behind it in the buffer. */
  next: BufferedEvent | undefined;
}

/**
 * Copies everything but `details`. Reads each field once, because a getter may answer differently the second time.
 * Throws EventRejectedError for the first wrong field, and whatever a hostile getter throws.
 */
export function copyEvent(
  input: EventInput,
  eventType: string,
  context: AuditContext | undefined,
  receipt: Receipt,
): BufferedEvent {
  const operation = readOperationId('operation_id', input.operation_id);
  return {
    timestamp: readTimestamp(input.timestamp) ?? nextMicroseconds(),
    duration_ms: readDuration(input.duration_ms),
    operation_id: operation,
    event_type: eventType,
    action: readName('action', input.action),
    status: readStatus(input.status),
    user_id: readId('user_id', input.user_id ?? context?.user_id) ?? 'system',
    on_behalf_of: readId('on_behalf_of', input.on_behalf_of ?? context?.on_behalf_of),
    source_ip: readId('source_ip', input.source_ip ?? context?.source_ip),
    user_agent: readText('user_agent', input.user_agent ?? context?.user_agent),
    resource_id: readId('resource_id', input.resource_id),
    resource_type: readId('resource_type', input.resource_type),
    related: readRelated(input.related, context?.related),
    correlation_id: readId('correlation_id', input.correlation_id ?? context?.correlation_id),
    caused_by: readCause(input.caused_by ?? context?.operation_id, operation),
    error: readError(input.error),
    details: undefined,
    external_id: readId('external_id', input.external_id),
    seq: 0,
    bytes: 0,
    receipt,
    next: undefined,
  };
}

/**
 * Gives `event` its details, as plain JSON of whatever was handed over, and its size. What is no object becomes
 * `{ value }`, so that nothing is lost.
 */
export function addDetails(event: BufferedEvent, details: unknown): void {
  event.bytes = estimateBytes(event);
  if (details === undefined || details === null) return;
  const copy = normaliseJson(details, event);
  if (copy === undefined || copy === null) return;
  event.details = typeof copy === 'object' && !Array.isArray(copy) ? copy : { value: copy };
}

/** The objects and the short fields of any event. */
const FIXED_BYTES = 400;

/**
 * How much memory an event takes without its `details`, which are measured while they are copied. Roughly: close enough
 * to bound a buffer, and cheap enough for every call.
 */
function estimateBytes(event: BufferedEvent): number {
  let bytes = FIXED_BYTES;
  if (event.resource_id !== undefined) bytes += event.resource_id.length;
  if (event.user_agent !== undefined) bytes += event.user_agent.length;
  if (event.error !== undefined) bytes += event.error.message.length;
  if (event.related !== undefined) bytes += event.related.length * 50;
  return bytes;
}
