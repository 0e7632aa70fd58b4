/**
 * The query parameters. A request hands over text, or a list of texts when a parameter was repeated; every message says
 * what was expected, because the router answers with it.
 */
import { z } from 'zod';
import { STATUSES } from '../../event/event.js';
import { cutId, type IdField } from '../../event/line/cut-id.js';
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
  description: `End of the range. ${instantText} Without it: the time of the first page's request.`,
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

const repeated = 'Repeated: any of them.';
export const filters = {
  user_id: idsParameter('user_id')
    .optional()
    .meta({ description: `Who did it. ${repeated}` }),
  resource_id: idsParameter('resource_id')
    .optional()
    .meta({ description: `What it was done to. ${repeated}` }),
  event_type: wordsParameter('event_type')
    .optional()
    .meta({
      description: `${repeated} May be a comma list. What the trail records about itself, under the type audit, comes only when asked for here.`,
    }),
  action: wordsParameter('action')
    .optional()
    .meta({ description: `${repeated} May be a comma list.` }),
  status: statusesParameter.optional().meta({
    description: `${repeated} May be a comma list. Each is one of ${STATUSES.join(', ')}.`,
  }),
  correlation_id: idsParameter('correlation_id')
    .optional()
    .meta({ description: `The request it belongs to. ${repeated}` }),
  from,
  to,
};

/** What `from` and `to` must keep to, wherever a route takes both. */
export const inOrder = (range: { from?: Instant | undefined; to?: Instant | undefined }): boolean =>
  range.from === undefined ||
  range.to === undefined ||
  range.from.ms < range.to.ms ||
  (range.from.ms === range.to.ms && range.from.us <= range.to.us);
export const outOfOrder = { path: ['from'], message: 'a time that is not after `to`' };
