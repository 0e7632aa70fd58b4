/** Finds secrets by the name of their column: CSV, TSV, Markdown, what databases print, `INSERT INTO`, and `.pgpass`. */
import { isPlain, isSetting, REDACTED } from './plain-value.js';
import { KeyMeaning, meaningOf } from './sensitive-key.js';
import { matchAt, type Splice, spliceText } from './splice-text.js';

const DELIMITERS = ['|', '\t', ',', ';'] as const;
const MAX_HEADER = 2_048;
const NAME_CELL = /^["'`]?[\p{L}_][\p{L}\p{M}\w .()/-]{0,47}["'`]?$/u;
/** `|---|:-:|`, `-----+-----`, `+----+` */
const RULE_LINE = /^[ \t]*[-+|:= ]*(?:---|\+--|:--)[-+|:= ]*$/;

/** The text without what stands in columns that a secret name heads. Takes time in proportion to its length. */
export function redactTables(text: string): string {
  return redactPgpass(
    redactInserts(text.includes('\n') || text.includes('\t') || text.includes('|') ? redactRows(text) : text),
  );
}

interface Columns {
  readonly delimiter: string;
  readonly cells: number;
  readonly secret: ReadonlyMap<number, number>;
}

function redactRows(text: string): string {
  const lines = text.split('\n');
  let columns: Columns | undefined;
  let changed = false;
  lines.forEach((line, at) => {
    if (columns !== undefined && !RULE_LINE.test(line)) {
      const cells = splitCells(line, columns.delimiter);
      if (cells.length === columns.cells) {
        const { secret, delimiter } = columns;
        const clean = cells.map((cell, column) => hideCell(cell, secret.get(column))).join(delimiter);
        changed ||= clean !== line;
        lines[at] = clean;
        return;
      }
      columns = undefined;
    }
    columns ??= findColumns(line, lines, at);
    const row = columns === undefined ? redactRow(line, lines[at + 1] ?? '') : line;
    changed ||= row !== line;
    lines[at] = row;
  });
  return changed ? lines.join('\n') : text;
}

/** A line of names, one of them a secret one, with a line of as many cells below. */
function findColumns(line: string, lines: readonly string[], at: number): Columns | undefined {
  if (line.length > MAX_HEADER) return undefined;
  for (const delimiter of DELIMITERS) {
    if (!line.includes(delimiter)) continue;
    const cells = splitCells(line, delimiter);
    const named = cells.map((cell) => cell.trim());
    if (!named.every((cell, column) => NAME_CELL.test(cell) || (cell === '' && isEdge(column, named.length)))) continue;
    const secret = new Map<number, number>();
    named.forEach((cell, column) => {
      const meaning = meaningOf(cell.replace(/["'`]/g, ''));
      if ((meaning & KeyMeaning.secret) !== 0) secret.set(column, meaning);
    });
    if (secret.size === 0 || secret.size === cells.length) continue;
    const below = RULE_LINE.test(lines[at + 1] ?? '') ? lines[at + 2] : lines[at + 1];
    if (below !== undefined && splitCells(below, delimiter).length === cells.length) {
      return { delimiter, cells: cells.length, secret };
    }
  }
  return undefined;
}

const isEdge = (column: number, columns: number) => column === 0 || column === columns - 1;

/** `| password | secret |` and a name and a value with a tab between. */
const ROW =
  /^(\s*\|?[ ]{0,64}["'`*]{0,2}([\p{L}\w.-]{1,64})["'`*]{0,2}[ ]{0,64}(?:\|+|\t+)[ ]{0,64})([^\s|][^\s|]{0,512})[ ]{0,64}\|?[ \t\r]*$/u;

function redactRow(line: string, next: string): string {
  if (line.length > MAX_HEADER || !/[|\t]/.test(line) || RULE_LINE.test(next)) return line;
  const [, head = '', name = '', value = ''] = ROW.exec(line) ?? [];
  const meaning = meaningOf(name);
  if (value === '' || (meaning & KeyMeaning.secretNumber) === 0 || isPlain(value) || isSetting(value, meaning))
    return line;
  return /^[a-z_-]{1,15}$/i.test(value) ? line : head + REDACTED + line.slice(head.length + value.length);
}

function hideCell(cell: string, meaning: number | undefined): string {
  if (meaning === undefined) return cell;
  const value = cell.trim();
  const quote = /^["'`]/.test(value) && value.endsWith(value.charAt(0)) && value.length > 1 ? value.charAt(0) : '';
  const inner = quote === '' ? value : value.slice(1, -1);
  if (/^[-:=+]*$/.test(inner) || isPlain(inner) || inner.includes(REDACTED) || isSetting(inner, meaning)) return cell;
  return cell.replace(value, () => quote + REDACTED + quote);
}

/** At `delimiter` outside of quotes. */
function splitCells(line: string, delimiter: string): string[] {
  if (!line.includes('"') && !line.includes("'")) return line.split(delimiter);
  const cells: string[] = [];
  let from = 0;
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const unit = line.charAt(at);
    if (quote !== '') {
      if (unit === quote) quote = '';
    } else if (unit === delimiter) {
      cells.push(line.slice(from, at));
      from = at + 1;
    } else if ((unit === '"' || unit === "'") && line.slice(from, at).trim() === '') quote = unit;
  }
  return [...cells, line.slice(from)];
}

const INSERT =
  /(?:insert|replace)\s{1,8}into\s{1,8}[^\s(]{1,128}\s{0,8}\(([^()]{1,1024})\)\s{0,8}values\s{0,8}(?=\()/gi;
const TUPLE = /\s{0,8},?\s{0,8}\((?:[^()'"]|'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S])*"|\([^()]*\))*\)?/y;

/** `INSERT INTO users (name, password) VALUES ('alice', 'x')`, with as many rows as there are. */
function redactInserts(text: string): string {
  if (!/into/i.test(text)) return text;
  return spliceText(text, INSERT, ([, names = ''], at) => redactTuples(text, names.split(','), at));
}

function redactTuples(text: string, names: readonly string[], at: number): Splice | undefined {
  const meanings = names.map((name) => meaningOf(name.trim()));
  let end = at;
  let by = '';
  for (let tuple = matchAt(text, TUPLE, end); tuple !== ''; tuple = matchAt(text, TUPLE, end)) {
    const open = tuple.indexOf('(') + 1;
    const close = tuple.endsWith(')') ? tuple.length - 1 : tuple.length;
    const cells = splitCells(tuple.slice(open, close), ',');
    by += tuple.slice(0, open);
    by += cells
      .map((cell, column) =>
        hideCell(cell, ((meanings[column] ?? 0) & KeyMeaning.secret) === 0 ? undefined : meanings[column]),
      )
      .join(',');
    by += tuple.slice(close);
    end += tuple.length;
  }
  // Also when nothing was hidden, so that no row is read twice.
  return end === at ? undefined : { from: at, to: end, by };
}

const PGPASS = /(?<=^|\n)(?:[\w.*/-]{1,253}|\[[\da-fA-F:]{2,45}\]):(?:\d{4,5}|\*):[^:\s]{1,64}:[^:\s]{1,64}:(?=[^\s])/g;
const PGPASS_SECRET = /(?:[^\s\\]|\\.)+/y;

/** `host:port:database:user:password` as a line. */
function redactPgpass(text: string): string {
  if (!/43[23]:|:\*:/.test(text)) return text;
  return spliceText(text, PGPASS, (_, at) => {
    const value = matchAt(text, PGPASS_SECRET, at);
    return value.startsWith(REDACTED) || isPlain(value) ? undefined : { from: at, to: at + value.length, by: REDACTED };
  });
}
