/**
 * The table of fields: one row says everything about a field of the event. The order of rows is the order of a line, and
 * so part of the format: changing it changes every id. What cannot be derived from a row does not compile until it is
 * there; `docs/generated/fields.md` shows the table.
 */

import { namesOf } from '../values/names-of.js';
import { ACTOR_FIELDS } from './actor-fields.js';
import { CONTENT_FIELDS } from './content-fields.js';
import type { FieldForm, FieldOrigin, FieldRow, RedactionClass } from './field-row.js';
import { OPERATION_FIELDS } from './operation-fields.js';
import { ORIGIN_FIELDS } from './origin-fields.js';
import { RESOURCE_FIELDS } from './resource-fields.js';

export const FIELDS = {
  ...OPERATION_FIELDS,
  ...ACTOR_FIELDS,
  ...RESOURCE_FIELDS,
  ...CONTENT_FIELDS,
  ...ORIGIN_FIELDS,
} as const satisfies Record<string, FieldRow>;

type Fields = typeof FIELDS;
export type FieldName = keyof Fields;

/** Names of the fields of one form. */
export type FieldsOf<Form extends FieldForm> = {
  [Name in FieldName]: Fields[Name]['form'] extends Form ? Name : never;
}[FieldName];

export type RedactedAs<Class extends RedactionClass> = {
  [Name in FieldName]: Fields[Name]['redaction'] extends Class ? Name : never;
}[FieldName];

export type FieldsFrom<Origin extends FieldOrigin> = {
  [Name in FieldName]: Fields[Name]['origin'] extends Origin ? Name : never;
}[FieldName];

/** What index rows and links hold of an event. */
export type SummaryField = { [Name in FieldName]: Fields[Name]['summary'] extends true ? Name : never }[FieldName];
export type RequiredField = { [Name in FieldName]: Fields[Name]['required'] extends true ? Name : never }[FieldName];

/** In the order of a line. */
export const FIELD_ROWS: readonly (readonly [name: FieldName, row: FieldRow])[] = namesOf(FIELDS).map((name) => [
  name,
  FIELDS[name],
]);

export const LINE_FIELDS: readonly FieldName[] = FIELD_ROWS.map(([name]) => name);

/** Names for which a row says so, typed as the caller's filter says. */
export function listFields<Name extends FieldName>(isOne: (row: FieldRow, name: FieldName) => boolean): Name[];
export function listFields(isOne: (row: FieldRow, name: FieldName) => boolean): FieldName[] {
  return FIELD_ROWS.filter(([name, row]) => isOne(row, name)).map(([name]) => name);
}

/** Fields of free text; the others have a fixed form that no secret and no half of a surrogate pair fits. */
export const FREE_TEXT_FIELDS = listFields<RedactedAs<'text'>>(({ redaction }) => redaction === 'text');

/** Fields that whoever records an event may give. */
export type InputField = FieldsFrom<'sender' | 'context'>;
export const INPUT_FIELDS = listFields<InputField>(({ origin }) => origin === 'sender' || origin === 'context');

/** Fields that what surrounds an operation fills in. */
export type ContextField = FieldsFrom<'context'>;
export const SUMMARY_FIELDS = listFields<SummaryField>(({ summary }) => summary);
