/** The one schema of an event. `event.ts` says the same as interfaces; the end of this file checks that both agree. */
import { z } from 'zod';
import { type AuditEvent, type EventLine, type ForeignEvent, type JsonObject, STATUSES } from '../event.js';
import { MAX_ID_BYTES, MAX_REDACTIONS, MAX_RELATED, MAX_TEXT_LENGTH } from '../values/limits.js';
import { isCanonicalTimestamp, parseTimestamp } from '../values/timestamp.js';

/** No code unit takes more than 3 bytes of UTF-8, so most ids need no counting. */
const fitsId = (text: string) => text.length * 3 <= MAX_ID_BYTES || Buffer.byteLength(text, 'utf8') <= MAX_ID_BYTES;

const idText = `text of 1 to ${MAX_ID_BYTES} bytes of UTF-8`;
const id = z.string(idText).min(1, idText).max(MAX_ID_BYTES, idText).refine(fitsId, idText).meta({ id: 'Id' });

const nameText = `text of 1 to ${MAX_ID_BYTES} bytes without commas or control characters`;
/** Queries take comma lists of types and actions, so a name holds none. */
// Control characters by number: the pattern goes into the JSON Schema, and Python does not know `\p{Cc}`.
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is what it is for.
const name = id.regex(/^[^,\u0000-\u001f\u007f-\u009f]+$/u, nameText);

const canonicalTime = 'a time such as 2026-01-31T09:30:00.000Z: UTC, 3 to 6 fraction digits, not before 1970';
const anyTime = 'an ISO 8601 time with zone, such as 2026-01-31T09:30:00Z, not before 1970';
const shortText = `text of at most ${MAX_TEXT_LENGTH} characters`;
const statusText = `one of ${STATUSES.join(', ')}`;
const durationText = 'a number of milliseconds, 0 or more';
const seqText = 'a whole number, 0 or more';
const hashText = '64 hexadecimal digits in lower case';
const operationText = '16 hexadecimal digits in lower case';

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fields = {
  duration_ms: z.number(durationText).min(0, durationText).optional(),
  operation_id: z
    .string(operationText)
    .regex(/^[0-9a-f]{16}$/, operationText)
    .optional(),
  event_type: name,
  action: name,
  status: z.enum(STATUSES, statusText),
  on_behalf_of: id.optional(),
  source_ip: id.optional(),
  resource_id: id.optional(),
  resource_type: id.optional(),
  related: z
    .array(
      z.strictObject({ resource_id: id, role: id }, 'an object { resource_id, role }'),
      'a list of { resource_id, role }',
    )
    .max(MAX_RELATED, `at most ${MAX_RELATED} related resources`)
    .optional(),
  correlation_id: id.optional(),
  caused_by: z
    .string(operationText)
    .regex(/^[0-9a-f]{16}$/, operationText)
    .optional(),
  details: z.custom<JsonObject>(isObject, 'an object').meta({ type: 'object' }).optional(),
  redactions: z
    .array(
      z.strictObject({ path: z.string('text'), rule: z.string('text') }, 'an object { path, rule }'),
      'a list of { path, rule }',
    )
    .max(MAX_REDACTIONS, `at most ${MAX_REDACTIONS} redactions`)
    .optional(),
  truncated: z.literal(true, 'true, or leave it out').optional(),
  details_sha256: z
    .string(hashText)
    .regex(/^[0-9a-f]{64}$/, hashText)
    .optional(),
  seq: z.number(seqText).int(seqText).min(0, seqText).optional(),
  external_id: id.optional(),
};

const versionText = 'the number 1';

/** A line as it is stored: canonical, and with all that identity needs. */
export const eventLineSchema = z
  .strictObject({
    schema_version: z.literal(1, versionText),
    timestamp: z.string(canonicalTime).refine(isCanonicalTimestamp, canonicalTime).meta({ format: 'date-time' }),
    ...fields,
    user_id: id,
    user_agent: z.string(shortText).max(MAX_TEXT_LENGTH, shortText).optional(),
    error: z
      .strictObject(
        { code: id, message: z.string(shortText).max(MAX_TEXT_LENGTH, shortText) },
        'an object { code, message }',
      )
      .optional(),
    producer_id: id,
  })
  .refine((line) => line.seq !== undefined || line.external_id !== undefined, {
    path: ['seq'],
    message: 'seq, or external_id for an event without one',
  });

/** A foreign sender's event after `tolerateEvent`: long texts still, and arrival fills in what is left out. */
export const toleratedEventSchema = z
  .strictObject({
    schema_version: z.literal(1, versionText).optional(),
    timestamp: z
      .string(anyTime)
      .refine((text) => parseTimestamp(text) !== undefined, anyTime)
      .meta({ format: 'date-time' }),
    ...fields,
    user_id: id.optional(),
    user_agent: z.string('text').optional(),
    error: z.strictObject({ code: id, message: z.string('text') }, 'an object { code, message }').optional(),
    producer_id: id.optional(),
  })
  .refine((event) => (event.producer_id === undefined) === (event.seq === undefined), {
    path: ['producer_id'],
    message: 'producer_id and seq together, or neither',
  });

/** An event as every answer gives it. */
export const auditEventSchema = z.strictObject({ event_id: z.uuid(), ...eventLineSchema.shape });

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
/** Compiles only while schema and interfaces say the same, both ways. */
export const SCHEMA_AGREES: [
  Same<z.infer<typeof eventLineSchema>, EventLine>,
  Same<z.infer<typeof toleratedEventSchema>, ForeignEvent>,
  Same<z.infer<typeof auditEventSchema>, AuditEvent>,
] = [true, true, true];
