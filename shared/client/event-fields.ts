/** Checks of single fields, cheap enough for every call. All throw EventRejectedError. */
import { describeKind } from '../event/describe-kind.js';
import { type EventError, type RelatedResource, STATUSES, type Status } from '../event/event.js';
import { MAX_ID_BYTES, MAX_RELATED } from '../event/limits.js';
import { canonicalTimestamp } from './canonical-timestamp.js';
import { EventRejectedError } from './event-errors.js';
import type { EventInput } from './event-logger.js';

const NAME = /^[^,\p{Cc}]+$/u;
const OPERATION_ID = /^[0-9a-f]{16}$/;
const knownStatuses: ReadonlySet<unknown> = new Set(STATUSES);
/** Names that passed, so that the same few are not matched for every event. Bounded, because names may be data. */
const goodNames = new Set<string>();
const MAX_GOOD_NAMES = 1_000;

/** A type or an action: an id without commas and control characters, because queries take comma lists of them. */
export function readName(field: string, value: unknown): string {
  if (typeof value === 'string' && goodNames.has(value)) return value;
  const name = readId(field, value);
  if (name === undefined || !NAME.test(name)) {
    throw refuse(field, `text of 1 to ${MAX_ID_BYTES} bytes without commas or control characters`, value);
  }
  if (goodNames.size < MAX_GOOD_NAMES) goodNames.add(name);
  return name;
}

export function readId(field: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  // No code unit takes more than 3 bytes of UTF-8, so most ids need no counting.
  if (typeof value === 'string' && value.length > 0) {
    if (value.length * 3 <= MAX_ID_BYTES || Buffer.byteLength(value, 'utf8') <= MAX_ID_BYTES) return value;
  }
  throw refuse(field, `text of 1 to ${MAX_ID_BYTES} bytes of UTF-8`, value);
}

export function readText(field: string, value: unknown): string | undefined {
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined;
  throw refuse(field, 'text', value);
}

export function readTimestamp(value: unknown): string {
  const canonical = typeof value === 'string' ? canonicalTimestamp(value) : undefined;
  if (canonical !== undefined) return canonical;
  throw refuse('timestamp', 'an ISO 8601 time with zone, not before 1970', value);
}

export function readDuration(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY) return value;
  throw refuse('duration_ms', 'a number of milliseconds, 0 or more', value);
}

function isStatus(value: unknown): value is Status {
  return knownStatuses.has(value);
}

export function readStatus(value: unknown): Status {
  if (isStatus(value)) return value;
  throw refuse('status', `one of ${STATUSES.join(', ')}`, value);
}

export function readOperationId(field: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && OPERATION_ID.test(value)) return value;
  throw refuse(field, '16 hexadecimal digits in lower case', value);
}

/** Inside an operation its own events name it as `operation_id`; it has not caused itself. */
export function readCause(value: unknown, operation: string): string | undefined {
  const cause = readOperationId('caused_by', value);
  return cause === operation ? undefined : cause;
}

export function readError(value: unknown): EventError | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object' && 'code' in value && 'message' in value) {
    const code = readId('error.code', value.code);
    const message = readText('error.message', value.message);
    if (code !== undefined && message !== undefined) return { code, message };
  }
  throw refuse('error', 'an object { code, message }', value);
}

export function readRelated(
  own: unknown,
  surrounding: readonly RelatedResource[] | undefined,
): RelatedResource[] | undefined {
  if ((own === undefined || own === null) && surrounding === undefined) return undefined;
  const related = own === undefined || own === null ? [] : readList(own);
  for (const { resource_id, role } of surrounding ?? []) {
    const known = related.some((one) => one.resource_id === resource_id && one.role === role);
    if (!known) related.push(readRelatedResource({ resource_id, role }, 'related'));
  }
  return related.length === 0 ? undefined : related;
}

function readList(value: unknown): RelatedResource[] {
  if (!Array.isArray(value)) throw refuse('related', 'a list of { resource_id, role }', value);
  if (value.length > MAX_RELATED) throw refuse('related', `at most ${MAX_RELATED} related resources`, value);
  return value.map((one: unknown, at) => readRelatedResource(one, `related[${at}]`));
}

function readRelatedResource(value: unknown, path: string): RelatedResource {
  if (typeof value === 'object' && value !== null && 'resource_id' in value && 'role' in value) {
    const resource_id = readId(`${path}.resource_id`, value.resource_id);
    const role = readId(`${path}.role`, value.role);
    if (resource_id !== undefined && role !== undefined) return { resource_id, role };
  }
  throw refuse(path, 'an object { resource_id, role }', value);
}

function refuse(field: string, expected: string, value: unknown): EventRejectedError {
  // A list index would make one reason of every position.
  const reason = `invalid_${field.replace(/\[\d+\]/, '')}`;
  return new EventRejectedError(reason, field, `${field} to be ${expected}`, describeKind(value));
}

const INPUT_FIELDS: ReadonlySet<string> = new Set<keyof EventInput>([
  'event_type',
  'action',
  'status',
  'timestamp',
  'duration_ms',
  'operation_id',
  'user_id',
  'on_behalf_of',
  'source_ip',
  'user_agent',
  'resource_id',
  'resource_type',
  'related',
  'correlation_id',
  'caused_by',
  'error',
  'details',
  'external_id',
]);

/** A misspelt field would be lost in silence, and ids are never the caller's to give. */
export function refuseUnknownFields(input: object): void {
  for (const field in input) {
    if (INPUT_FIELDS.has(field)) continue;
    const value: unknown = Reflect.get(input, field);
    if (value !== undefined)
      throw new EventRejectedError(
        'unknown_field',
        field,
        NO_SUCH_FIELD[field] ?? `no field ${field}`,
        describeKind(value),
      );
  }
}

const filledIn = 'which the logger fills in';
const NO_SUCH_FIELD: Readonly<Record<string, string>> = {
  event_id: 'no event_id: it follows from the content; use external_id for an id of your own',
  producer_id: `no producer_id, ${filledIn}`,
  seq: `no seq, ${filledIn}`,
};
