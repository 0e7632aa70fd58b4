/** Checks of single fields, cheap enough for every call. All throw EventRejectedError. */

import { type EventError, STATUSES, type Status } from '../../event/event.js';
import { describeKind } from '../../event/values/describe-kind.js';
import { MAX_TYPE_BYTES } from '../../event/values/limits.js';
import { canonicalTimestamp } from '../../event/values/timestamp.js';
import { EventRejectedError } from '../fates/event-errors.js';

const NAME = /^[^,\p{Cc}]+$/u;
const knownStatuses: ReadonlySet<unknown> = new Set(STATUSES);
/** Names that passed, so that the same few are not matched for every event. Bounded, because names may be data. */
const goodNames = new Set<string>();
const MAX_GOOD_NAMES = 1_000;

/** A type or an action: an id without commas and control characters, because queries take comma lists of them. */
export function readName(field: string, value: unknown): string {
  if (typeof value === 'string' && goodNames.has(value)) return value;
  const name = readId(field, value);
  if (name === undefined || !NAME.test(name)) {
    throw refuse(field, 'text without commas or control characters, not empty', value);
  }
  if (goodNames.size < MAX_GOOD_NAMES && name.length <= MAX_TYPE_BYTES) goodNames.add(name);
  return name;
}

export const ID_TEXT = 'text, not empty';

/** However long: what is beyond its limit is cut when the line is written, and says so. */
export function readId(field: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (isId(value)) return value;
  throw refuse(field, ID_TEXT, value);
}

export function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0;
}

/**
 * A value of the surroundings: a header, a claim, a setting of whoever wrote the middleware. It never refuses the event of
 * somebody else: what is no text, number or boolean is as if it were not there.
 */
export function readAround(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

export function readText(field: string, value: unknown): string | undefined {
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined;
  throw refuse(field, 'text', value);
}

const TIME_TEXT = 'an ISO 8601 time with zone, not before 1970';
const SHORTEST_TIME = '2026-01-31T09:30:00Z'.length;
const LONGEST_TIME = '2026-01-31T09:30:00.123456789+01:00'.length;

/** Only whether it may be a time: to parse one takes as long as all the rest of a call. */
export function readTimestamp(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && value.length >= SHORTEST_TIME && value.length <= LONGEST_TIME) return value;
  throw refuse('timestamp', TIME_TEXT, value);
}

/** The other half of `readTimestamp`, for later. */
export function finishTimestamp(text: string): string {
  const canonical = canonicalTimestamp(text);
  if (canonical !== undefined) return canonical;
  throw refuse('timestamp', TIME_TEXT, text);
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
  if (value === 'success' || isStatus(value)) return value;
  throw refuse('status', `one of ${STATUSES.join(', ')}`, value);
}

const OPERATION_ID = /^[0-9a-f]{16}$/;
const OPERATION_ID_LENGTH = 16;
const OPERATION_ID_TEXT = '16 hexadecimal digits in lower case';

/** Only whether it may be one: what is in it is looked at later. */
export function readOperationId(field: string, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && value.length === OPERATION_ID_LENGTH) return value;
  throw refuse(field, OPERATION_ID_TEXT, value);
}

/** The other half of `readOperationId`, for later. */
export function finishOperationId(field: string, text: string | undefined): string | undefined {
  if (text === undefined || OPERATION_ID.test(text)) return text;
  throw refuse(field, OPERATION_ID_TEXT, text);
}

/** Inside an operation its own events name it as `operation_id`; it has not caused itself. */
export function readCause(value: unknown, operation: string | undefined): string | undefined {
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

export function refuse(field: string, expected: string, value: unknown): EventRejectedError {
  // A list index would make one reason of every position.
  const reason = `invalid_${field.replace(/\[\d+\]/, '')}`;
  return new EventRejectedError(reason, field, `${field} to be ${expected}`, describeKind(value));
}
