/**
 * The query parameters. A request hands over text, or a list of texts when a parameter was repeated; every message says
 * what was expected, because the router answers with it.
 */
import { z } from 'zod';
import { ACTOR_TYPES, STATUSES } from '../../event/event.js';
import { CUT_TAIL_BYTES, cutId, type IdField } from '../../event/line/cut-id.js';
import { MAX_ID_BYTES } from '../../event/values/limits.js';
import { namesOf } from '../../event/values/names-of.js';
import { type Instant, parseTimestamp } from '../../event/values/timestamp.js';
import { EXPORT_FORMATS, type ExportFormat } from '../answers/export-formats.js';

const PARTS = /^(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,18}))?)?(?:([Zz])|([+\- ])(\d\d)(?::?(\d\d))?)$/;

/**
 * The instant of a time, or undefined. What is finer than a microsecond is cut off, as it was from the events: so a
 * range from an event's own time, as its sender wrote it, has the event in it. A blank before the zone is read as `+`,
 * because that is what an unescaped `+` in an address becomes.
 */
export function readInstant(text: string): Instant | undefined {
  const match = PARTS.exec(text);
  if (match === null) return undefined;
  const [, day, minute, second = '00', fraction = '', utc, sign, hours, minutes = '00'] = match;
  const zone = utc !== undefined ? 'Z' : `${sign === '-' ? '-' : '+'}${hours}:${minutes}`;
  return parseTimestamp(`${day}T${minute}:${second}.${fraction.slice(0, 6).padEnd(6, '0')}${zone}`);
}

/** Values of one parameter: each of a person's ids is a range of keys of its own to read. */
export const MAX_VALUES = 50;
export const MAX_PAGE_EVENTS = 1_000;
export const DEFAULT_PAGE_EVENTS = 50;

const toList = (given: string | string[]): string[] => (typeof given === 'string' ? [given] : given);
/** Not trimmed: a name may begin with a blank, and dropping it would answer another question. */
const toWords = (given: string | string[]): string[] => toList(given).flatMap((text) => text.split(','));
const unique = <T>(values: T[]): T[] => [...new Set(values)];

const oneOrMore = (expected: string) => z.union([z.string(), z.array(z.string())], expected);
const listOf = <T extends z.ZodType<string, string>>(item: T) =>
  z.array(item).max(MAX_VALUES, `at most ${MAX_VALUES} values`);

const idExpected = 'an id of one or more characters';
const id = z.string(`${idExpected}, given once`).min(1, idExpected);

/**
 * Ids may hold commas: several are given by repeating the parameter. One of any length is asked for as a whole; a line
 * has it cut, so the filter has too.
 */
export const idsParameter = (field: IdField) =>
  oneOrMore(idExpected)
    .transform(toList)
    .pipe(listOf(id))
    .transform((ids) => unique(ids.map((text) => cutId(field, text))));
export const idParameter = (field: IdField) => id.transform((text) => cutId(field, text));

const wordExpected = 'a name, or several with commas between them';
const word = z.string(wordExpected).min(1, wordExpected);
export const wordsParameter = (field: IdField) =>
  oneOrMore(wordExpected)
    .transform(toWords)
    .pipe(listOf(word))
    .transform((words) => unique(words.map((text) => cutId(field, text))));

/** As they are given: for what is hashed or compared otherwise than by a line's own text. */
export const textsParameter = oneOrMore(idExpected).transform(toList).pipe(listOf(id)).transform(unique);

const operationExpected = 'an operation_id: 16 hexadecimal digits';
export const operationsParameter = oneOrMore(operationExpected)
  .transform(toList)
  .pipe(listOf(z.string(operationExpected).regex(/^[0-9a-fA-F]{16}$/, operationExpected)))
  .transform((ids) => unique(ids.map((text) => text.toLowerCase())));

/**
 * Beginnings of ids. An id beyond its limit is cut, and a beginning that is longer than what is left of it finds
 * nothing: said, and not answered with an empty page.
 */
export const prefixesParameter = (field: IdField) => {
  const most = MAX_ID_BYTES - CUT_TAIL_BYTES;
  const expected = `the beginning of a ${field}, 1 to ${most} bytes of UTF-8: of longer ids no more is kept as text`;
  const prefix = id.refine((text) => Buffer.byteLength(text, 'utf8') <= most, expected);
  return oneOrMore(expected).transform(toList).pipe(listOf(prefix)).transform(unique);
};

const textExpected = 'a text of 1 to 256 characters, given once';
export const textParameter = z.string(textExpected).min(1, textExpected).max(256, textExpected);

const durationExpected = 'a number of milliseconds, 0 or more, given once';
export const durationParameter = z
  .string(durationExpected)
  .regex(/^[0-9]{1,12}(\.[0-9]{1,6})?$/, durationExpected)
  .transform(Number);

const actorExpected = `one of ${ACTOR_TYPES.join(', ')}`;
export const actorTypesParameter = oneOrMore(actorExpected)
  .transform(toWords)
  .pipe(z.array(z.enum(ACTOR_TYPES, actorExpected)))
  .transform(unique);

const statusExpected = `one of ${STATUSES.join(', ')}`;
export const statusesParameter = oneOrMore(statusExpected)
  .transform(toWords)
  .pipe(z.array(z.enum(STATUSES, statusExpected)))
  .transform((statuses) => unique(statuses));

const instantExpected = 'an ISO 8601 time with zone from 1970 on, such as 2026-01-31T09:30:00Z, given once';
export const instantParameter = z.string(instantExpected).transform((text, context) => {
  const instant = readInstant(text);
  if (instant !== undefined) return instant;
  context.addIssue({ code: 'custom', message: instantExpected, input: text });
  return z.NEVER;
});

const limitExpected = `a whole number from 1 to ${MAX_PAGE_EVENTS}, given once`;
export const limitParameter = z
  .string(limitExpected)
  .regex(/^[0-9]{1,9}$/, limitExpected)
  .transform(Number)
  .pipe(z.number().min(1, limitExpected).max(MAX_PAGE_EVENTS, limitExpected));

const ORDERS = ['desc', 'asc'] as const;
export const orderParameter = z.enum(ORDERS, `one of ${ORDERS.join(', ')}, given once`);

const cursorExpected = 'the next_cursor of the page before, given once';
export const cursorParameter = z.string(cursorExpected).min(1, cursorExpected);

export const FORMAT_NAMES = namesOf(EXPORT_FORMATS);
export const formatParameter = z.enum(FORMAT_NAMES, `one of ${FORMAT_NAMES.join(', ')}, given once`);

/** Programs that read CSV in their own way. */
export const EXPORT_TARGETS = ['excel'] as const;
export type ExportTarget = (typeof EXPORT_TARGETS)[number];
const targetExpected = `${EXPORT_TARGETS.join(', ')}, given once, beside format=csv`;
export const targetParameter = z.enum(EXPORT_TARGETS, targetExpected);
/** A target is a form of CSV. */
export const hasCsv = (input: { format: ExportFormat; for?: ExportTarget | undefined }): boolean =>
  input.for === undefined || input.format === 'csv';
export const withoutCsv = { path: ['for'], message: targetExpected };

const instantText = 'ISO 8601 time with zone, an instant, inclusive.';
export const from = instantParameter.optional().meta({
  format: 'date-time',
  description: `Start of the range. ${instantText}`,
});
export const to = instantParameter.optional().meta({
  format: 'date-time',
  description: `End of the range. ${instantText} Without it: everything, what is dated after now too; a list of events ends two minutes after its first page and says what is ahead.`,
});
export const limit = limitParameter.default(DEFAULT_PAGE_EVENTS).meta({
  type: 'integer',
  minimum: 1,
  maximum: MAX_PAGE_EVENTS,
  default: DEFAULT_PAGE_EVENTS,
  description: `Events of a page, 1 to ${MAX_PAGE_EVENTS}; ${DEFAULT_PAGE_EVENTS} without it. A page may be shorter.`,
});
export const cursor = cursorParameter.optional().meta({
  description: 'next_cursor of the page before; every other parameter but limit must be the same again.',
});

/** What `from` and `to` must keep to, wherever a route takes both. */
export const inOrder = (range: { from?: Instant | undefined; to?: Instant | undefined }): boolean =>
  range.from === undefined ||
  range.to === undefined ||
  range.from.ms < range.to.ms ||
  (range.from.ms === range.to.ms && range.from.us <= range.to.us);
export const outOfOrder = { path: ['from'], message: 'a time that is not after `to`' };
