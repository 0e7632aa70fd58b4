/** One event as one record of CSV. The order of columns is part of the interface: new ones come last. */
import type { AuditEvent } from '../event/event.js';
import type { FieldForm } from '../event/fields/field-row.js';
import { FIELD_ROWS, type FieldName } from '../event/fields/fields.js';

type Column = readonly [name: string, read: (event: AuditEvent) => unknown];

/** The columns of a field by its form: an error has one for each of its parts. */
const columnsOf = (name: FieldName, form: FieldForm): readonly Column[] =>
  form === 'error'
    ? [
        [`${name}_code`, (event) => event.error?.code],
        [`${name}_message`, (event) => event.error?.message],
      ]
    : [[name, (event) => event[name]]];

const COLUMNS: readonly Column[] = [
  ['event_id', (event) => event.event_id],
  ...[...FIELD_ROWS].sort(([, a], [, b]) => a.csv - b.csv).flatMap(([name, { form }]) => columnsOf(name, form)),
];

export const CSV_COLUMNS: readonly string[] = COLUMNS.map(([name]) => name);

/** Absent fields are empty cells; objects and lists are JSON. */
export const toCsvRecord = (event: AuditEvent): string[] => COLUMNS.map(([, read]) => toCell(read(event)));

function toCell(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
