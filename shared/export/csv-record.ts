/** One event as one record of CSV. The order of columns is part of the interface: new ones come last. */
import { type AnsweredEvent, isWhole, type TrailEntry } from '../api/answers/answers.js';
import type { FieldForm } from '../event/fields/field-row.js';
import { FIELD_ROWS, type FieldName } from '../event/fields/fields.js';

type Column = readonly [name: string, read: (event: AnsweredEvent) => unknown];

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
  ['arrived_at', (event) => event.arrived_at],
  ['sender', (event) => event.sender ?? undefined],
];

/** What became of an event that is not there as it was written: empty on all others. */
const LOST_COLUMNS = ['erased', 'damaged'] as const;

export const CSV_COLUMNS: readonly string[] = [...COLUMNS.map(([name]) => name), ...LOST_COLUMNS];

/** Absent fields are empty cells; objects and lists are JSON. Of what is erased or damaged there is the id alone. */
export function toCsvRecord(entry: TrailEntry): string[] {
  if (isWhole(entry)) return [...COLUMNS.map(([, read]) => toCell(read(entry))), ...LOST_COLUMNS.map(() => '')];
  const lost: Readonly<Record<string, string>> = { ...entry };
  return CSV_COLUMNS.map((name) => lost[name] ?? '');
}

function toCell(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
