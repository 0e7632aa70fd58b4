/** Reads lines and foreign events, or says why they can never be stored. */
import type { z } from 'zod';
import type { EventLine, ForeignEvent } from '../event.js';
import { eventLineSchema, toleratedEventSchema } from '../schema/audit-event.js';
import { foreignEventSchema } from '../schema/foreign-event.js';
import { tolerateEvent } from '../tolerate/tolerate-event.js';
import { describeKind } from '../values/describe-kind.js';
import { describeIssues, type FieldProblem } from '../values/field-problem.js';
import { MAX_CUTS, MAX_DEPTH, MAX_LINE_BYTES } from '../values/limits.js';
import { isAsWritten } from './as-written.js';
import { isCanonicalLine } from './canonical-line.js';

/** Stable codes, as quarantine and its metrics name them. */
export type RefusalReason =
  | 'not_json'
  | 'not_an_event'
  | 'event_id_given'
  | 'newer_schema_version'
  | 'line_too_long'
  | 'not_as_written';

export interface Refusal {
  readonly reason: RefusalReason;
  readonly problems: readonly FieldProblem[];
}

export type LineReading<T> = { readonly event: T } | { readonly refusal: Refusal };

/**
 * A line of an envelope: canonical, and stored as it is. So it has to be, byte for byte, what would be written here for
 * what it says; one that says something valid in other bytes is refused as `not_as_written`.
 */
export function readLine(line: string): LineReading<EventLine> {
  const bytes = Buffer.byteLength(line, 'utf8');
  if (bytes > MAX_LINE_BYTES) {
    return refuse('line_too_long', '$', `a line of at most ${MAX_LINE_BYTES} bytes`, `${bytes} bytes`);
  }
  const value = parseJson(line);
  if (value === undefined) return refuse('not_json', '$', 'JSON', `${bytes} bytes of text`);
  const reading = isCanonicalLine(value) ? { event: value } : check(eventLineSchema, value);
  if ('refusal' in reading || isAsWritten(line, reading.event)) return reading;
  return refuse('not_as_written', '$', AS_WRITTEN, 'the same said in other bytes');
}

const AS_WRITTEN = `ASCII JSON without white space, fields in their order, each key once, shortest numbers and at most ${MAX_DEPTH} levels`;

/** An event of a foreign sender, already parsed from JSON, in whatever form is tolerated; brought to its one form. */
export function readForeignEvent(value: unknown): LineReading<ForeignEvent> {
  const reading = check(foreignEventSchema, value);
  if ('refusal' in reading) return reading;
  const { event, leftOut } = tolerateEvent(reading.event);
  if (leftOut.length === 0) return check(toleratedEventSchema, event);
  const cut = leftOut.slice(0, MAX_CUTS).map((path) => ({ path, bytes: 0 }));
  return check(toleratedEventSchema, { ...event, truncated: true, cut: event.cut ?? cut });
}

/** Undefined for text that is not JSON; `undefined` itself is no JSON value. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const useExternalId = 'no event_id: it follows from the content; use external_id for an id of your own';

function check<T>(schema: z.ZodType<T>, value: unknown): LineReading<T> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('not_an_event', '$', 'an event: a JSON object', describeKind(value));
  }
  if ('schema_version' in value && typeof value.schema_version === 'number' && value.schema_version > 1) {
    return refuse('newer_schema_version', 'schema_version', 'a version this deployment knows: 1', 'a newer one');
  }
  if (Object.hasOwn(value, 'event_id')) return refuse('event_id_given', 'event_id', useExternalId, 'an event_id');
  const result = schema.safeParse(value);
  if (result.success) return { event: result.data };
  return { refusal: { reason: 'not_an_event', problems: describeIssues(result.error.issues, value) } };
}

function refuse(reason: RefusalReason, field: string, expected: string, got: string): { refusal: Refusal } {
  return { refusal: { reason, problems: [{ field, expected, got }] } };
}
