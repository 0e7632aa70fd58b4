/**
 * The query parameters. A request hands over text, or a list of texts when a parameter was repeated; every message says
 * what was expected, because the router answers with it.
 */
import { z } from 'zod';
import { STATUSES } from '../event/event.js';
import { MAX_ID_BYTES } from '../event/values/limits.js';
import { readInstant } from './instant-parameter.js';

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

const idExpected = `an id of 1 to ${MAX_ID_BYTES} bytes of UTF-8`;
const id = z
  .string(`${idExpected}, given once`)
  .min(1, idExpected)
  .refine((text) => Buffer.byteLength(text, 'utf8') <= MAX_ID_BYTES, idExpected);

/** Ids may hold commas: several are given by repeating the parameter. */
export const idsParameter = oneOrMore(idExpected).transform(toList).pipe(listOf(id)).transform(unique);
export const idParameter = id;

const wordExpected = `a name of 1 to ${MAX_ID_BYTES} bytes, or several with commas between them`;
const word = z
  .string(wordExpected)
  .min(1, wordExpected)
  .refine((text) => Buffer.byteLength(text, 'utf8') <= MAX_ID_BYTES, wordExpected);
export const wordsParameter = oneOrMore(wordExpected).transform(toWords).pipe(listOf(word)).transform(unique);

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

export const EXPORT_FORMATS = ['ndjson', 'json', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
export const formatParameter = z.enum(EXPORT_FORMATS, `one of ${EXPORT_FORMATS.join(', ')}, given once`);
