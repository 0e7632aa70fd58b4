/**
 * Whether a line is, byte for byte, what would be written here for what it says. Whoever stores other people's bytes
 * answers with them: a blank, a key twice or a number in another spelling is one thing to one reader and another to the
 * next.
 */
import type { EventLine } from '../event.js';
import type { FieldForm } from '../fields/field-row.js';
import { FIELD_ROWS, type FieldName } from '../fields/fields.js';
import { escapeToAscii } from '../values/ascii-json.js';
import { MAX_DEPTH } from '../values/limits.js';
import { hasCutForm } from './cut-id.js';
import { formatIdPath, mapIds } from './map-ids.js';
import { serialiseLine } from './serialise-line.js';

/**
 * `event` is what `line` says, and has passed the schema. Free is only the order of keys inside fields of any content:
 * whoever reads and writes a line again moves keys that look like numbers.
 */
export function isAsWritten(line: string, event: EventLine): boolean {
  for (const name of ANY_CONTENT) if (isDeeperThan(MAX_DEPTH, event[name])) return false;
  if (!PARTS.every(([name, keys]) => hasKeysInOrder(event[name], keys))) return false;
  if (line.includes(CUT_MARK) && !namesCutIds(event)) return false;
  return serialiseLine(event) === line || (hasFieldsInOrder(event) && hasTokensAsWritten(line));
}

/** `…` as a line spells it. */
const CUT_MARK = '\\u2026';

/** A short id that looks cut would be found by the whole id of another, so `cut` has to name it. */
function namesCutIds(event: EventLine): boolean {
  const named = new Set(event.cut?.map(({ path }) => path));
  let all = true;
  mapIds({ ...event }, (text, bytes, field, at, part) => {
    if (bytes !== Number.POSITIVE_INFINITY && hasCutForm(text)) all &&= named.has(formatIdPath(field, at, part));
    return text;
  });
  return all;
}

const ANY_CONTENT = namesOf('object');

/** Keys of the parts of a field, in the order in which they are written. */
const KEYS_OF_PARTS: Readonly<Partial<Record<FieldForm, readonly string[]>>> = {
  related: ['resource_id', 'role'],
  error: ['code', 'message'],
  redactions: ['path', 'rule'],
  changes: ['field', 'from', 'to'],
  cuts: ['path', 'bytes', 'whole'],
};
const PARTS: readonly (readonly [name: FieldName, keys: readonly string[]])[] = FIELD_ROWS.flatMap(
  ([name, { form }]) => {
    const keys = KEYS_OF_PARTS[form];
    return keys === undefined ? [] : [[name, keys] as const];
  },
);

function namesOf(form: FieldForm): FieldName[] {
  return FIELD_ROWS.filter(([, row]) => row.form === form).map(([name]) => name);
}

/** Goes no deeper than the limit, so that no depth ends the stack. */
function isDeeperThan(levels: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const key in value) if (isDeeperThan(levels - 1, Reflect.get(value, key))) return true;
  return false;
}

/** Of one part, or of each in a list. */
function hasKeysInOrder(value: unknown, order: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every((entry) => hasKeysInOrder(entry, order));
  let place = -1;
  return Object.keys(value).every((key) => {
    const before = place;
    place = order.indexOf(key);
    return place > before;
  });
}

const placeOf: ReadonlyMap<string, number> = new Map(FIELD_ROWS.map(([name], at) => [name, at]));

function hasFieldsInOrder(event: EventLine): boolean {
  let place = -1;
  return Object.keys(event).every((name) => {
    const before = place;
    place = placeOf.get(name) ?? -1;
    return place > before;
  });
}

/** One token of JSON behind another, and nothing between them. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[{}[\]:,]/y;

/** `line` is JSON; each string and number is spelt as it is written here, and no object has a key twice. */
function hasTokensAsWritten(line: string): boolean {
  /** Keys of the objects around the token; undefined stands for a list. */
  const around: (Set<string> | undefined)[] = [];
  let at = 0;
  while (at < line.length) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(line)?.[0];
    if (token === undefined) return false;
    at += token.length;
    if (token === '{') around.push(new Set());
    else if (token === '[') around.push(undefined);
    else if (token === '}' || token === ']') around.pop();
    else if (!isTokenAsWritten(token)) return false;
    // Within valid JSON a text before a colon is a key.
    if (token.startsWith('"') && line[at] === ':') {
      const keys = around.at(-1);
      if (keys?.has(token)) return false;
      keys?.add(token);
    }
  }
  return true;
}

function isTokenAsWritten(token: string): boolean {
  const first = token.charCodeAt(0);
  const isTextOrNumber = first === 0x22 || first === 0x2d || (first >= 0x30 && first <= 0x39);
  return !isTextOrNumber || escapeToAscii(JSON.stringify(JSON.parse(token))) === token;
}
