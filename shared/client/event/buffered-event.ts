/** The client's own copy of an event while it waits: checked, and out of reach of later changes by the caller. */
import type { EventLine, FieldValue, JsonObject } from '../../event/event.js';
import type { ContextField, FieldName, InputField, RequiredField } from '../../event/fields/fields.js';
import { composeLine } from '../../event/line/line.js';
import { normaliseJson } from '../../event/normalise/normalise.js';
import type { AuditContext } from '../context/context.js';
import type { Receipt } from '../fates/receipt.js';
import { readActorType, readChanges, readTags } from './compound-fields.js';
import {
  finishOperationId,
  finishTimestamp,
  readAround,
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
import { formatMicroseconds, nextMicroseconds, nextOperationId } from './operation-start.js';
import { readRelated, toResources } from './related-pairs.js';

type CopiedField = Exclude<InputField, 'timestamp' | 'related'>;
/** A field that is copied as it is; the compiler asks for every one that the table of fields lets a sender give. */
type CopiedFields = { [Name in CopiedField & RequiredField]: FieldValue<Name> } & {
  [Name in Exclude<CopiedField, RequiredField>]: FieldValue<Name> | undefined;
};

/** One shape for all events, so that making one is a single allocation. */
export interface BufferedEvent extends CopiedFields {
  /** As it was given, or microseconds since 1970: writing a time takes longer than all the rest of a call. */
  timestamp: string | number;
  /** Id and role by turns; may be more than a line takes. */
  related: string[] | undefined;
  seq: number;
  /** Roughly, in memory and as a line. */
  bytes: number;
  /** Something of the details was too deep or too much to be copied. */
  isCut: boolean;
  receipt: Receipt;
  /** The one behind it in the buffer. */
  next: BufferedEvent | undefined;
}

/**
 * Copies everything but `details` and `ext`. Reads each field once, because a getter may answer differently the second time.
 * Throws EventRejectedError for the first wrong field, and whatever a hostile getter throws.
 */
export function copyEvent(
  input: EventInput,
  eventType: string,
  context: AuditContext | undefined,
  receipt: Receipt,
): BufferedEvent {
  const operation = readOperationId('operation_id', input.operation_id);
  const around = {
    user_id: context?.user_id,
    actor_type: context?.actor_type,
    user_role: context?.user_role,
    session_id: context?.session_id,
    on_behalf_of: context?.on_behalf_of,
    source_ip: context?.source_ip,
    user_agent: context?.user_agent,
    related: context?.related,
    correlation_id: context?.correlation_id,
    caused_by: context?.operation_id,
    reason: context?.reason,
    tags: context?.tags,
  } satisfies Record<ContextField, unknown>;
  return {
    timestamp: readTimestamp(input.timestamp) ?? nextMicroseconds(),
    duration_ms: readDuration(input.duration_ms),
    operation_id: operation,
    event_type: eventType,
    action: readName('action', input.action),
    status: readStatus(input.status),
    user_id: readId('user_id', input.user_id) ?? readAround(around.user_id) ?? 'system',
    actor_type: readActorType(input.actor_type, around.actor_type),
    user_role: readId('user_role', input.user_role) ?? readAround(around.user_role),
    on_behalf_of: readId('on_behalf_of', input.on_behalf_of) ?? readAround(around.on_behalf_of),
    session_id: readId('session_id', input.session_id) ?? readAround(around.session_id),
    source_ip: readId('source_ip', input.source_ip) ?? readAround(around.source_ip),
    user_agent: readText('user_agent', input.user_agent) ?? readAround(around.user_agent),
    resource_id: readId('resource_id', input.resource_id),
    resource_type: readId('resource_type', input.resource_type),
    related: readRelated(input.related, around.related),
    correlation_id: readId('correlation_id', input.correlation_id) ?? readAround(around.correlation_id),
    caused_by: readCause(input.caused_by ?? around.caused_by, operation),
    reason: readText('reason', input.reason) ?? readAround(around.reason),
    tags: readTags(input.tags, around.tags),
    changes: readChanges(input.changes),
    error: readError(input.error),
    details: undefined,
    ext: undefined,
    external_id: readId('external_id', input.external_id),
    seq: 0,
    bytes: 0,
    isCut: false,
    receipt,
    next: undefined,
  };
}

/**
 * Gives `event` its details and what is kept free, as plain JSON of whatever was handed over, and its size. What is no object becomes
 * `{ value }`, so that nothing is lost.
 */
export function addDetails(event: BufferedEvent, details: unknown, ext?: unknown): void {
  event.bytes = estimateBytes(event);
  event.details = copyObject(details, event);
  if (ext !== undefined) event.ext = copyObject(ext, event);
}

function copyObject(value: unknown, event: BufferedEvent): JsonObject | undefined {
  if (value === undefined || value === null) return undefined;
  const copy = normaliseJson(value, event);
  if (copy === undefined || copy === null) return undefined;
  return typeof copy === 'object' && !Array.isArray(copy) ? copy : { value: copy };
}

/**
 * The line of an event: the checks that are too slow for a call, and the last steps before it leaves. Throws
 * EventRejectedError for a time or an operation id that is none.
 */
export function composeBufferedLine(event: BufferedEvent, producerId: string): string {
  const line: EventLine & Record<FieldName, unknown> = {
    schema_version: 1,
    timestamp:
      typeof event.timestamp === 'number' ? formatMicroseconds(event.timestamp) : finishTimestamp(event.timestamp),
    duration_ms: event.duration_ms,
    operation_id: finishOperationId('operation_id', event.operation_id) ?? nextOperationId(),
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
    related: event.related && toResources(event.related),
    correlation_id: event.correlation_id,
    caused_by: finishOperationId('caused_by', event.caused_by),
    reason: event.reason,
    tags: event.tags,
    changes: event.changes,
    error: event.error,
    details: event.details,
    ext: event.ext,
    redactions: undefined,
    truncated: event.isCut ? true : undefined,
    cut: undefined,
    whole_sha256: undefined,
    producer_id: producerId,
    seq: event.seq,
    external_id: event.external_id,
  };
  return composeLine(line);
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
  if (event.reason !== undefined) bytes += event.reason.length;
  if (event.changes !== undefined) bytes += event.changes.length * 100;
  if (event.error !== undefined) bytes += event.error.message.length;
  if (event.related !== undefined) bytes += event.related.length * 50;
  return bytes;
}
