/** The one schema of an event, from the table of fields. */
import { z } from 'zod';
import { type AuditEvent, type EventLine, type FieldValue, type ForeignEvent, STATUSES } from '../event.js';
import type { FieldForm } from '../fields/field-row.js';
import { FIELD_ROWS, FIELDS, type FieldName, type RequiredField } from '../fields/fields.js';
import type { JsonObject } from '../values/json-value.js';
import { MAX_ID_BYTES } from '../values/limits.js';
import { isCanonicalTimestamp } from '../values/timestamp.js';

const makeId = (bytes: number) => {
  const expected = `text of 1 to ${bytes} bytes of UTF-8`;
  /** No code unit takes more than 3 bytes of UTF-8, so most ids need no counting. */
  const fits = (text: string) => text.length * 3 <= bytes || Buffer.byteLength(text, 'utf8') <= bytes;
  return z.string(expected).min(1, expected).max(bytes, expected).refine(fits, expected);
};
const id = makeId(MAX_ID_BYTES).meta({ id: 'Id' });

// Control characters by number: the pattern goes into the JSON Schema, and Python does not know `\p{Cc}`.
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is what it is for.
const NAME = /^[^,\u0000-\u001f\u007f-\u009f]+$/u;

const makeText = (length: number) => {
  const expected = length === Number.POSITIVE_INFINITY ? 'text' : `text of at most ${length} characters`;
  return length === Number.POSITIVE_INFINITY ? z.string(expected) : z.string(expected).max(length, expected);
};
const matching = (pattern: RegExp, expected: string) => z.string(expected).regex(pattern, expected);
const makeError = (length: number) =>
  z.strictObject({ code: id, message: makeText(length) }, 'an object { code, message }');

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const canonicalTime = 'a time such as 2026-01-31T09:30:00.000Z: UTC, 3 to 6 fraction digits, not before 1970';
const durationText = 'a number of milliseconds, 0 or more';
const nameText = `text of 1 to ${MAX_ID_BYTES} bytes without commas or control characters`;
const seqText = 'a whole number, 0 or more';
const relatedText = 'a list of { resource_id, role }';
const redactionsText = 'a list of { path, rule }';

/** How a value of a form is checked; `limit` as the row says. */
const BY_FORM: Readonly<Record<FieldForm, (limit: number) => z.ZodType>> = {
  version: () => z.literal(1, 'the number 1'),
  time: () => z.string(canonicalTime).refine(isCanonicalTimestamp, canonicalTime).meta({ format: 'date-time' }),
  duration: () => z.number(durationText).min(0, durationText),
  operation: () => matching(/^[0-9a-f]{16}$/, '16 hexadecimal digits in lower case'),
  name: () => id.regex(NAME, nameText),
  id: (bytes) => (bytes === MAX_ID_BYTES ? id : makeId(bytes)),
  text: makeText,
  status: () => z.enum(STATUSES, `one of ${STATUSES.join(', ')}`),
  related: (most) =>
    z
      .array(z.strictObject({ resource_id: id, role: id }, 'an object { resource_id, role }'), relatedText)
      .max(most, `at most ${most} related resources`),
  error: makeError,
  object: () => z.custom<JsonObject>(isObject, 'an object').meta({ type: 'object' }),
  redactions: (most) =>
    z
      .array(
        z.strictObject({ path: z.string('text'), rule: z.string('text') }, 'an object { path, rule }'),
        redactionsText,
      )
      .max(most, `at most ${most} redactions`),
  flag: () => z.literal(true, 'true, or leave it out'),
  hash: () => matching(/^[0-9a-f]{64}$/, '64 hexadecimal digits in lower case'),
  counter: () => z.number(seqText).int(seqText).min(0, seqText),
};

type Optional<Name extends FieldName> = z.ZodOptional<z.ZodType<FieldValue<Name>>>;
type LineShape = { [Name in RequiredField]: z.ZodType<FieldValue<Name>> } & {
  [Name in Exclude<FieldName, RequiredField>]: Optional<Name>;
};

/** The value of a field, without its limit when a sender may exceed it. */
function schemaOf<Name extends FieldName>(name: Name, limit?: number): z.ZodType<FieldValue<Name>>;
function schemaOf(name: FieldName, limit?: number): z.ZodType {
  const row: { form: FieldForm; limit?: number } = FIELDS[name];
  return BY_FORM[row.form](limit ?? row.limit ?? Number.POSITIVE_INFINITY);
}

function buildLineShape(): LineShape;
function buildLineShape(): Readonly<Record<string, z.ZodType>> {
  return Object.fromEntries(
    FIELD_ROWS.map(([name, { required }]) => [name, required ? schemaOf(name) : schemaOf(name).optional()]),
  );
}

const shape = buildLineShape();

/** A line as it is stored: canonical, and with all that identity needs. */
export const eventLineSchema = z
  .strictObject(shape)
  .refine((line) => line.seq !== undefined || line.external_id !== undefined, {
    path: ['seq'],
    message: 'seq, or external_id for an event without one',
  });

/** A foreign sender's event after `tolerateEvent`: long texts still, and arrival fills in what is left out. */
export const toleratedEventSchema = z
  .strictObject({
    ...shape,
    schema_version: schemaOf('schema_version').optional(),
    user_id: schemaOf('user_id').optional(),
    user_agent: schemaOf('user_agent', Number.POSITIVE_INFINITY).optional(),
    error: schemaOf('error', Number.POSITIVE_INFINITY).optional(),
    producer_id: schemaOf('producer_id').optional(),
  })
  .refine((event) => (event.producer_id === undefined) === (event.seq === undefined), {
    path: ['producer_id'],
    message: 'producer_id and seq together, or neither',
  });

/** An event as every answer gives it. */
export const auditEventSchema = z.strictObject({ event_id: z.uuid(), ...shape });

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
/** Compiles only while schema and interfaces say the same, both ways. */
export const SCHEMA_AGREES: [
  Same<z.infer<typeof eventLineSchema>, EventLine>,
  Same<z.infer<typeof toleratedEventSchema>, ForeignEvent>,
  Same<z.infer<typeof auditEventSchema>, AuditEvent>,
] = [true, true, true];
