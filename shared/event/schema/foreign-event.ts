/**
 * What a foreign sender may write, as the one schema that is checked at arrival and published as JSON Schema: all that it
 * says, JSON Schema can say, so that a sender's own check and this service agree.
 */
import { z } from 'zod';
import { ACTOR_TYPES } from '../event.js';
import type { FieldForm } from '../fields/field-row.js';
import { FIELD_ROWS, type FieldName } from '../fields/fields.js';
import { EPOCH_PATTERN, MAX_EPOCH, TIME_PATTERN } from '../tolerate/event-time.js';
import { STATUS_PATTERN } from '../tolerate/status-words.js';
import { isAbsent } from '../tolerate/tolerate-event.js';

/** Queries take comma lists of types and actions, so a name holds none. Control characters by number, for Python. */
const NAME = '^[^,\\u0000-\\u001f\\u007f-\\u009f]+$';
const HEX_16 = '^[0-9a-f]{16}$';
const HEX_64 = '^[0-9a-f]{64}$';
const NUMERIC = '^[0-9]+(?:[.][0-9]+)?$';

/** The end of the text and nothing before it: Python's `$` also stands before a last line end. */
const END = '(?!\n)';
const pattern = (source: string, expected: string) =>
  z.string(expected).regex(new RegExp(`${source}${END}`, 'u'), expected);
/** Null and empty text are as if the field were not there. */
const optional = (expected: string, ...schemas: z.ZodType[]) =>
  z.union([...schemas, z.null(), z.literal('')], expected).optional();

const scalarText = 'text, a number or a boolean';
const scalars = [z.string(), z.number(), z.boolean()];
const nameText = 'text without commas or control characters, not empty';
const operationText = '16 hexadecimal digits in lower case';
const hashText = '64 hexadecimal digits in lower case';
const timeText =
  'a time such as 2026-01-31T09:30:00Z, in any form of RFC 3339, or a number of seconds or milliseconds, not before 1970';
const statusText = 'success, failure, denied, partial, attempted, unknown, or one of their published synonyms';
const durationText = 'a number of milliseconds, 0 or more';
const entryText = 'an object { resource_id, role }';
const errorText = 'an object { code, message }, or text';
const actorText = 'user, service or system';
const tagsText = 'a list of texts, of which a-z 0-9 . _ : - is kept';
const changeText = 'an object { field, from, to }';
const changesText = 'a list of { field, from, to }';
const cutText = 'an object { path, bytes, whole }';
const seqText = 'a whole number, 0 or more';

const inner = z.union([...scalars, z.null()], scalarText).optional();

/** What may stand for a value of a form; `limit` as the row says. */
const BY_FORM: Readonly<
  Record<FieldForm, (limit: number) => readonly [expected: string, ...alternatives: z.ZodType[]]>
> = {
  version: () => ['the number 1', z.literal(1, 'the number 1')],
  time: () => [
    timeText,
    pattern(TIME_PATTERN, timeText),
    pattern(EPOCH_PATTERN, timeText),
    z.number(timeText).min(0, timeText).lt(MAX_EPOCH, timeText),
  ],
  duration: () => [durationText, z.number(durationText).min(0, durationText), pattern(NUMERIC, durationText)],
  operation: () => [operationText, pattern(HEX_16, operationText)],
  name: () => [nameText, pattern(NAME, nameText), z.number(), z.boolean()],
  id: () => [scalarText, ...scalars],
  text: () => [scalarText, ...scalars],
  status: () => [
    statusText,
    pattern(STATUS_PATTERN, statusText),
    z.boolean(),
    z.int(statusText).min(100, statusText).max(599, statusText),
  ],
  related: (most) => {
    const expected = `a list of at most ${most} { resource_id, role }`;
    const entry = z.union([z.strictObject({ resource_id: inner, role: inner }, entryText), z.null()], entryText);
    return [expected, z.array(entry, expected).max(most, expected)];
  },
  error: () => [errorText, z.strictObject({ code: inner, message: inner }, errorText), ...scalars],
  object: () => ['any value', z.unknown()],
  redactions: (most) => {
    const expected = `a list of at most ${most} { path, rule }`;
    const entry = z.strictObject({ path: z.string('text'), rule: z.string('text') }, 'an object { path, rule }');
    return [expected, z.array(entry, expected).max(most, expected)];
  },
  flag: () => ['true, or leave it out', z.literal(true, 'true, or leave it out')],
  hash: () => [hashText, pattern(HEX_64, hashText)],
  actor: () => [actorText, z.enum(ACTOR_TYPES, actorText)],
  session: () => [scalarText, ...scalars],
  tags: () => [tagsText, z.array(z.union([...scalars, z.null()], scalarText), tagsText), ...scalars],
  changes: () => {
    const value = z.union([...scalars, z.null()], scalarText).optional();
    const entry = z.strictObject(
      { field: z.union([z.string().min(1), z.number()], changeText), from: value, to: value },
      changeText,
    );
    return [changesText, z.array(entry, changesText)];
  },
  cuts: (most) => {
    const expected = `a list of at most ${most} { path, bytes, whole }`;
    const bytes = z.int(seqText).min(0, seqText);
    const entry = z.strictObject({ path: z.string('text'), bytes, whole: z.string('text').optional() }, cutText);
    return [expected, z.array(entry, expected).max(most, expected)];
  },
  counter: () => [seqText, z.number(seqText).int(seqText).min(0, seqText)],
};

/** Filled in at arrival when a sender leaves them out. */
const FILLED: ReadonlySet<FieldName> = new Set(['schema_version', 'user_id', 'producer_id']);

const fields = Object.fromEntries(
  FIELD_ROWS.map(([name, { form, limit = Number.POSITIVE_INFINITY, required, meaning, example }]) => {
    const [expected, ...alternatives] = BY_FORM[form](limit);
    const schema =
      required && !FILLED.has(name) ? z.union(alternatives, expected) : optional(expected, ...alternatives);
    return [name, schema.meta({ description: meaning, examples: [example] })];
  }),
);

export const foreignEventSchema = z
  .strictObject(fields)
  .refine((event) => isAbsent(event.producer_id) === isAbsent(event.seq), {
    path: ['producer_id'],
    message: 'producer_id and seq together, or neither',
  });
