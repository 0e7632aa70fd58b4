/** The one schema of an event, from the table of fields. */
import { z } from 'zod';
import {
  ACTOR_TYPES,
  type AuditEvent,
  type EventLine,
  type FieldValue,
  type ForeignEvent,
  STATUSES,
} from '../event.js';
import type { FieldForm } from '../fields/field-row.js';
import { FIELD_ROWS, FIELDS, type FieldName, type RequiredField } from '../fields/fields.js';
import { asciiJsonBytes } from '../values/ascii-json.js';
import type { JsonObject } from '../values/json-value.js';
import { MAX_CHANGE_FIELD_BYTES, MAX_CHANGE_VALUE_BYTES, MAX_ID_BYTES, MAX_TYPE_BYTES } from '../values/limits.js';
import { isSessionHash } from '../values/session-id.js';
import { isTag } from '../values/tags.js';
import { isCanonicalTimestamp } from '../values/timestamp.js';

/** No code unit takes more than 3 bytes of UTF-8, so most texts need no counting. */
const fitsBytes = (text: string, bytes: number) => text.length * 3 <= bytes || Buffer.byteLength(text, 'utf8') <= bytes;
/** `bytes` may be infinite: what arrives may be longer than what is stored. */
const makeId = (bytes: number) => {
  if (bytes === Number.POSITIVE_INFINITY) return z.string('text, not empty').min(1, 'text, not empty');
  const expected = `text of 1 to ${bytes} bytes of UTF-8`;
  return z
    .string(expected)
    .min(1, expected)
    .max(bytes, expected)
    .refine((text) => fitsBytes(text, bytes), expected);
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
const makeError = (length: number, codeBytes: number) =>
  z.strictObject({ code: makeId(codeBytes), message: makeText(length) }, 'an object { code, message }');
const makeRelated = (most: number, id: z.ZodType<string>, role: z.ZodType<string>) =>
  z
    .array(z.strictObject({ resource_id: id, role }, 'an object { resource_id, role }'), relatedText)
    .max(most, `at most ${most} related resources`);
const makeChanges = (most: number, fieldBytes: number, valueBytes: number) => {
  const text = z
    .string(scalarText)
    .refine((value) => fitsBytes(value, valueBytes), `text of at most ${valueBytes} bytes`);
  const value = z.union([text, z.number(), z.boolean(), z.null()], scalarText).optional();
  const change = z.strictObject({ field: makeId(fieldBytes), from: value, to: value }, changeText);
  return z.array(change, changesText).max(most, `at most ${most} changes`);
};
const makeObject = (bytes: number) => {
  const fits = (value: unknown): value is JsonObject =>
    isObject(value) && (bytes === Number.POSITIVE_INFINITY || asciiJsonBytes(value) <= bytes);
  const expected = bytes === Number.POSITIVE_INFINITY ? 'an object' : `an object of at most ${bytes} bytes of JSON`;
  return z.custom<JsonObject>(fits, expected).meta({ type: 'object' });
};

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const canonicalTime = 'a time such as 2026-01-31T09:30:00.000Z: UTC, 3 to 6 fraction digits, not before 1970';
const durationText = 'a number of milliseconds, 0 or more';
const nameText = 'text without commas or control characters';
const seqText = 'a whole number, 0 or more';
const relatedText = 'a list of { resource_id, role }';
const redactionsText = 'a list of { path, rule }';

const sessionText = 's1: and 32 hexadecimal digits in lower case';
const tagText = 'text of 1 to 64 of a-z 0-9 . _ : -';
const scalarText = 'text, a number, a boolean or null';
const changeText = 'an object { field, from, to }';
const changesText = 'a list of { field, from, to }';
const cutText = 'an object { path, bytes, whole }';
const countText = 'a whole number, 0 or more';

/** How a value of a form is checked; `limit` as the row says. */
const BY_FORM: Readonly<Record<FieldForm, (limit: number) => z.ZodType>> = {
  version: () => z.literal(1, 'the number 1'),
  time: () => z.string(canonicalTime).refine(isCanonicalTimestamp, canonicalTime).meta({ format: 'date-time' }),
  duration: () => z.number(durationText).min(0, durationText),
  operation: () => matching(/^[0-9a-f]{16}$/, '16 hexadecimal digits in lower case'),
  name: (bytes) => makeId(bytes).regex(NAME, nameText),
  id: (bytes) => (bytes === MAX_ID_BYTES ? id : makeId(bytes)),
  text: makeText,
  status: () => z.enum(STATUSES, `one of ${STATUSES.join(', ')}`),
  related: (most) => makeRelated(most, id, makeId(MAX_TYPE_BYTES)),
  error: (length) => makeError(length, MAX_TYPE_BYTES),
  object: makeObject,
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
  actor: () => z.enum(ACTOR_TYPES, `one of ${ACTOR_TYPES.join(', ')}`),
  session: () => z.string(sessionText).refine(isSessionHash, sessionText),
  tags: (most) =>
    z.array(z.string(tagText).refine(isTag, tagText), 'a list of texts').max(most, `at most ${most} tags`),
  changes: (most) => makeChanges(most, MAX_CHANGE_FIELD_BYTES, MAX_CHANGE_VALUE_BYTES),
  cuts: (most) =>
    z
      .array(
        z.strictObject(
          { path: z.string('text'), bytes: z.int(countText).min(0, countText), whole: z.string('text').optional() },
          cutText,
        ),
        'a list of { path, bytes, whole }',
      )
      .max(most, `at most ${most} of them`),
};

const ANY = Number.POSITIVE_INFINITY;
/** What may arrive longer than it is stored: whoever writes the line cuts it, and says so. */
const BEFORE_CUTTING: Readonly<Partial<Record<FieldForm, () => z.ZodType>>> = {
  name: () => BY_FORM.name(ANY),
  id: () => BY_FORM.id(ANY),
  text: () => BY_FORM.text(ANY),
  related: () => makeRelated(ANY, makeId(ANY), makeId(ANY)),
  error: () => makeError(ANY, ANY),
  object: () => makeObject(ANY),
  session: () => makeId(ANY),
  tags: () => BY_FORM.tags(ANY),
  changes: () => makeChanges(ANY, ANY, ANY),
};

type Optional<Name extends FieldName> = z.ZodOptional<z.ZodType<FieldValue<Name>>>;
type LineShape = { [Name in RequiredField]: z.ZodType<FieldValue<Name>> } & {
  [Name in Exclude<FieldName, RequiredField>]: Optional<Name>;
};

type Stage = 'stored' | 'arriving';
function schemaOf<Name extends FieldName>(name: Name, stage: Stage): z.ZodType<FieldValue<Name>>;
function schemaOf(name: FieldName, stage: Stage): z.ZodType {
  const { form, limit = ANY }: { form: FieldForm; limit?: number } = FIELDS[name];
  const before = stage === 'arriving' ? BEFORE_CUTTING[form] : undefined;
  return before === undefined ? BY_FORM[form](limit) : before();
}

function buildLineShape(stage: Stage): LineShape;
function buildLineShape(stage: Stage): Readonly<Record<string, z.ZodType>> {
  return Object.fromEntries(
    FIELD_ROWS.map(([name, { required }]) => {
      const schema = schemaOf(name, stage);
      return [name, required ? schema : schema.optional()];
    }),
  );
}

const shape = buildLineShape('stored');
const arriving = buildLineShape('arriving');

/** A line as it is stored: canonical, and with all that identity needs. */
export const eventLineSchema = z
  .strictObject(shape)
  .refine((line) => line.seq !== undefined || line.external_id !== undefined, {
    path: ['seq'],
    message: 'seq, or external_id for an event without one',
  });

/** A foreign sender's event after `tolerateEvent`: long parts still, and arrival fills in what is left out. */
export const toleratedEventSchema = z
  .strictObject({
    ...arriving,
    schema_version: arriving.schema_version.optional(),
    user_id: arriving.user_id.optional(),
    producer_id: arriving.producer_id.optional(),
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
