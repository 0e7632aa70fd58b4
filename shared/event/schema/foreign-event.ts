/**
 * What a foreign sender may write, as the one schema that is checked at arrival and published as JSON Schema: all that it
 * says, JSON Schema can say, so that a sender's own check and this service agree.
 */
import { z } from 'zod';
import type { ForeignEvent } from '../event.js';
import { EPOCH_PATTERN, MAX_EPOCH, TIME_PATTERN } from '../tolerate/event-time.js';
import { STATUS_PATTERN } from '../tolerate/status-words.js';
import { isAbsent } from '../tolerate/tolerate-event.js';
import { MAX_REDACTIONS, MAX_RELATED } from '../values/limits.js';

/** Queries take comma lists of types and actions, so a name holds none. Control characters by number, for Python. */
const NAME = '^[^,\\u0000-\\u001f\\u007f-\\u009f]+$';
const HEX_16 = '^[0-9a-f]{16}$';
const HEX_64 = '^[0-9a-f]{64}$';
const NUMERIC = '^[0-9]+(?:[.][0-9]+)?$';

/** The end of the text and nothing before it: Python's `$` also stands before a last line end. */
const END = '(?!\n)';
const pattern = (source: string, expected: string) =>
  z.string(expected).regex(new RegExp(`${source}${END}`, 'u'), expected);
/** Null and empty text are as if the field were not there. */
const optional = (expected: string, ...schemas: z.ZodType[]) =>
  z.union([...schemas, z.null(), z.literal('')], expected).optional();

const scalarText = 'text, a number or a boolean';
const scalars = [z.string(), z.number(), z.boolean()];
const text = optional(scalarText, ...scalars);
const nameText = 'text without commas or control characters, not empty';
const name = z.union([pattern(NAME, nameText), z.number(), z.boolean()], nameText);
const operationText = '16 hexadecimal digits in lower case';
const operation = optional(operationText, pattern(HEX_16, operationText));
const hashText = '64 hexadecimal digits in lower case';
const timeText =
  'a time such as 2026-01-31T09:30:00Z, in any form of RFC 3339, or a number of seconds or milliseconds, not before 1970';
const statusText = 'success, failure, denied, partial, attempted, unknown, or one of their published synonyms';
const durationText = 'a number of milliseconds, 0 or more';
const relatedText = `a list of at most ${MAX_RELATED} { resource_id, role }`;
const entryText = 'an object { resource_id, role }';
const errorText = 'an object { code, message }, or text';
const redactionsText = `a list of at most ${MAX_REDACTIONS} { path, rule }`;
const seqText = 'a whole number, 0 or more';

const inner = z.union([...scalars, z.null()], scalarText).optional();

const fields = {
  schema_version: optional('the number 1', z.literal(1, 'the number 1')),
  timestamp: z.union(
    [
      pattern(TIME_PATTERN, timeText),
      pattern(EPOCH_PATTERN, timeText),
      z.number(timeText).min(0, timeText).lt(MAX_EPOCH, timeText),
    ],
    timeText,
  ),
  duration_ms: optional(durationText, z.number(durationText).min(0, durationText), pattern(NUMERIC, durationText)),
  operation_id: operation,
  event_type: name,
  action: name,
  status: z.union(
    [pattern(STATUS_PATTERN, statusText), z.boolean(), z.int(statusText).min(100, statusText).max(599, statusText)],
    statusText,
  ),
  user_id: text,
  on_behalf_of: text,
  source_ip: text,
  user_agent: text,
  resource_id: text,
  resource_type: text,
  related: optional(
    relatedText,
    z
      .array(
        z.union([z.strictObject({ resource_id: inner, role: inner }, entryText), z.null()], entryText),
        relatedText,
      )
      .max(MAX_RELATED, relatedText),
  ),
  correlation_id: text,
  caused_by: operation,
  error: optional(errorText, z.strictObject({ code: inner, message: inner }, errorText), ...scalars),
  details: z.unknown().optional(),
  redactions: optional(
    redactionsText,
    z
      .array(
        z.strictObject({ path: z.string('text'), rule: z.string('text') }, 'an object { path, rule }'),
        redactionsText,
      )
      .max(MAX_REDACTIONS, redactionsText),
  ),
  truncated: optional('true, or leave it out', z.literal(true, 'true, or leave it out')),
  details_sha256: optional(hashText, pattern(HEX_64, hashText)),
  producer_id: text,
  seq: optional(seqText, z.number(seqText).int(seqText).min(0, seqText)),
  external_id: text,
} satisfies Record<keyof ForeignEvent, z.ZodType>;

export const foreignEventSchema = z
  .strictObject(fields)
  .refine((event) => isAbsent(event.producer_id) === isAbsent(event.seq), {
    path: ['producer_id'],
    message: 'producer_id and seq together, or neither',
  });
