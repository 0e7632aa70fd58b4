/**
 * A record of CSV as Excel takes it without changing a text: what it would read as a number, a date, a truth value or an
 * error begins with `'`, as formulas do, and no cell is longer than one of Excel's.
 */
import { guardCell, needsGuard } from '../api/answers/csv-cell.js';
import type { FieldForm } from '../event/fields/field-row.js';
import { FIELD_ROWS } from '../event/fields/fields.js';
import { CSV_COLUMNS } from './csv-record.js';

/** A cell of Excel holds 32,767 UTF-16 units; these and a `'` stay below. */
export const MAX_PART_LENGTH = 32_765;

const formed = (forms: readonly FieldForm[]): ReadonlySet<string> =>
  new Set(FIELD_ROWS.filter(([, { form }]) => forms.includes(form)).map(([name]) => name));

/** Forms of JSON that only the limit of a line bounds. A line is shorter than two parts, so two hold any of them. */
const LONG_COLUMNS = formed(['object', 'related', 'redactions', 'changes', 'cuts']);
/** Never text: a spreadsheet may calculate with these. */
const NUMBER_COLUMNS = formed(['duration', 'counter', 'version', 'flag']);
/** Ids of events and times as the trail writes them are nothing that Excel knows. */
const OWN_FORM = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6}Z)$/;
/** Excel keeps this many digits of a number. */
const MAX_DIGITS = 15;

/** The second half of a long column stands behind all others, so that the order of those is that of every CSV. */
export const EXCEL_COLUMNS: readonly string[] = [
  ...CSV_COLUMNS,
  ...CSV_COLUMNS.filter((name) => LONG_COLUMNS.has(name)).map((name) => `${name}_2`),
];

/** Cells for `EXCEL_COLUMNS`, guarded, from the unguarded ones for `CSV_COLUMNS`. */
export function toExcelRecord(record: readonly string[]): string[] {
  const cells: string[] = [];
  const rests: string[] = [];
  for (const [at, name] of CSV_COLUMNS.entries()) {
    const text = record[at] ?? '';
    const end = LONG_COLUMNS.has(name) ? findEnd(text) : text.length;
    cells.push(isKept(name, text) ? guardCell(text) : toExcelCell(text.slice(0, end)));
    if (LONG_COLUMNS.has(name)) rests.push(toExcelCell(text.slice(end)));
  }
  return [...cells, ...rests];
}

const isKept = (name: string, text: string): boolean =>
  OWN_FORM.test(text) || (NUMBER_COLUMNS.has(name) && text.length <= MAX_DIGITS);

/** Where the first part ends: never within a surrogate pair, whose halves no file can hold. */
function findEnd(text: string): number {
  if (text.length <= MAX_PART_LENGTH) return text.length;
  return /[\uD800-\uDBFF]/.test(text.charAt(MAX_PART_LENGTH - 1)) ? MAX_PART_LENGTH - 1 : MAX_PART_LENGTH;
}

const toExcelCell = (text: string): string => (needsGuard(text) || isChanged(text) ? `'${text}` : text);

/** True and false as Excel calls them, which it takes in the language that it runs in. */
const TRUTH = new Set(
  (
    'true false wahr falsch vrai faux verdadero falso vero verdadeiro waar onwaar sant falskt sand falsk sann usann ' +
    'tosi epätosi prawda fałsz pravda nepravda igaz hamis doğru yanlış yanliş истина ложь'
  ).split(' '),
);
/** A number, a date or a time has fewer words than this; words of one or two letters are units or exponents. */
const SURE_WORDS = 3;

/** Whether Excel could make something else of it. Rather once too often: the `'` comes off again. */
function isChanged(text: string): boolean {
  if (text.startsWith('#') || TRUTH.has(text.trim().toLocaleLowerCase('en'))) return true;
  if (/^[[{]/.test(text) || !/\p{N}/u.test(text)) return false;
  return (text.match(/\p{L}{3,}/gu) ?? []).length < SURE_WORDS;
}
