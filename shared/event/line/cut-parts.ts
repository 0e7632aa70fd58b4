/** Brings every part of an event within its own limit, whatever room the line has. */
import { createHash } from 'node:crypto';
import type { Change, ChangeValue, Cut, EventLine } from '../event.js';
import type { FieldRow } from '../fields/field-row.js';
import { FIELDS, type FieldsOf, listFields } from '../fields/fields.js';
import { asciiJsonBytes } from '../values/ascii-json.js';
import { MAX_CHANGE_VALUE_BYTES, MAX_CUTS } from '../values/limits.js';
import { fitsId, hasCutForm, shortenId } from './cut-id.js';
import { fitObject, shortenText } from './fit-json.js';
import { formatIdPath, mapIds } from './map-ids.js';
import { serialiseLine } from './serialise-line.js';

/** Wholes of ids are kept up to this much, in bytes of UTF-8. */
const WHOLES_BYTES = 8_192;
/** Longest possible ` [1234567890 more characters]`, and a mark that would be halved. */
const MARKER_LENGTH = 48;

/** What was cut from one event; the hash of the whole is made before the first cut. */
export class Cuts {
  private readonly entries: Cut[];
  private wholesBytes = 0;
  private whole: string | undefined;
  /** Something is not in the line, also not beside what was cut. */
  private isLost = false;

  constructor(private readonly event: EventLine) {
    this.entries = event.cut === undefined ? [] : [...event.cut];
  }

  has(path: string): boolean {
    return this.entries.some((entry) => entry.path === path);
  }

  /** Before `event` is changed at `path`. */
  note(path: string, bytes: number, whole?: string): void {
    this.whole ??= createHash('sha256').update(serialiseLine(this.event)).digest('hex');
    const keeps = whole !== undefined && this.wholesBytes + bytes <= WHOLES_BYTES;
    if (keeps) this.wholesBytes += bytes;
    else this.isLost = true;
    if (this.entries.length >= MAX_CUTS || this.has(path)) return;
    this.entries.push(keeps ? { path, bytes, whole } : { path, bytes });
  }

  dropWholes(): void {
    for (const [at, { path, bytes, whole }] of this.entries.entries()) {
      if (whole === undefined) continue;
      this.entries[at] = { path, bytes };
      this.isLost = true;
    }
    this.finish();
  }

  /** Writes into the event what was cut from it. */
  finish(): void {
    if (this.whole === undefined) return;
    this.event.cut = this.entries;
    if (this.isLost) this.event.truncated = true;
    this.event.whole_sha256 ??= this.whole;
  }
}

/** Changes `event` in place; `cuts` is told first of each part. */
export function cutParts(event: EventLine, cuts: Cuts): void {
  mapIds(event, (text, bytes, field, at, part) => {
    if (fitsId(text, bytes) && !(bytes !== Number.POSITIVE_INFINITY && hasCutForm(text))) return text;
    const path = formatIdPath(field, at, part);
    // A short id that looks cut and is not would be found by the whole id of another.
    if (fitsId(text, bytes) && cuts.has(path)) return text;
    cuts.note(path, Buffer.byteLength(text, 'utf8'), text);
    return shortenId(text, bytes);
  });
  for (const field of TEXT_FIELDS) {
    const text = event[field];
    if (text !== undefined) event[field] = cutText(text, FIELDS[field].limit, field, cuts);
  }
  for (const field of ERROR_FIELDS) {
    const error = event[field];
    if (error === undefined || error.message.length <= FIELDS[field].limit) continue;
    const message = cutText(error.message, FIELDS[field].limit, `${field}.message`, cuts);
    event[field] = { ...error, message };
  }
  for (const field of RELATED_FIELDS) {
    if (event[field] !== undefined) event[field] = cutList(event[field], FIELDS[field].limit, field, cuts);
  }
  for (const field of TAG_FIELDS) {
    if (event[field] !== undefined) event[field] = cutList(event[field], FIELDS[field].limit, field, cuts);
  }
  for (const field of CHANGES_FIELDS) {
    if (event[field] === undefined) continue;
    event[field] = cutList(event[field], FIELDS[field].limit, field, cuts).map((change, at) =>
      cutChange(change, `${field}[${at}]`, cuts),
    );
  }
  for (const field of OBJECT_FIELDS) {
    const value = event[field];
    const { limit }: FieldRow = FIELDS[field];
    if (value === undefined || limit === undefined || asciiJsonBytes(value) <= limit) continue;
    cuts.note(field, asciiJsonBytes(value));
    event[field] = fitObject(value, limit) ?? {};
  }
}

const OBJECT_FIELDS = listFields<FieldsOf<'object'>>(({ form }) => form === 'object');
const TEXT_FIELDS = listFields<FieldsOf<'text'>>(({ form }) => form === 'text');
const ERROR_FIELDS = listFields<FieldsOf<'error'>>(({ form }) => form === 'error');
const RELATED_FIELDS = listFields<FieldsOf<'related'>>(({ form }) => form === 'related');
const TAG_FIELDS = listFields<FieldsOf<'tags'>>(({ form }) => form === 'tags');
const CHANGES_FIELDS = listFields<FieldsOf<'changes'>>(({ form }) => form === 'changes');

/** The beginning of a text, and how much is missing; `maxLength` in characters. */
export function cutText(text: string, maxLength: number, path: string, cuts: Cuts): string {
  if (text.length <= maxLength) return text;
  cuts.note(path, Buffer.byteLength(text, 'utf8'));
  return shortenText(text, endBeforeMark(text, maxLength - MARKER_LENGTH));
}

const MARK = '[redacted]';

/** Half a mark would be taken for a new secret: it stays as a whole. */
function endBeforeMark(text: string, end: number): number {
  const from = text.lastIndexOf(MARK, end - 1);
  return from !== -1 && from + MARK.length > end ? from + MARK.length : end;
}

function cutList<T extends object | string>(list: T[], most: number, path: string, cuts: Cuts): T[] {
  if (list.length <= most) return list;
  cuts.note(path, asciiJsonBytes(list));
  return list.slice(0, most);
}

function cutChange(change: Change, path: string, cuts: Cuts): Change {
  const { from, to } = change;
  if (fitsChange(from) && fitsChange(to)) return change;
  const short: Change = { ...change };
  if (typeof from === 'string') short.from = cutChangeText(from, `${path}.from`, cuts);
  if (typeof to === 'string') short.to = cutChangeText(to, `${path}.to`, cuts);
  return short;
}

const fitsChange = (value: ChangeValue | undefined) =>
  typeof value !== 'string' || fitsId(value, MAX_CHANGE_VALUE_BYTES);

function cutChangeText(text: string, path: string, cuts: Cuts): string {
  if (fitsChange(text)) return text;
  cuts.note(path, Buffer.byteLength(text, 'utf8'));
  return shortenId(text, MAX_CHANGE_VALUE_BYTES);
}
