/** Takes the body of `POST /v1/events` apart, and names everything in it that is no event. */
import { ProblemError, type ProblemField, summariseErrors } from '../../shared/api/answers/problem.js';
import type { ForeignEvent } from '../../shared/event/event.js';
import { readForeignEvent } from '../../shared/event/line/line-reader.js';
import { parseForeignJson } from '../../shared/event/values/foreign-json.js';
import { MAX_ENVELOPE_EVENTS } from '../../shared/event/values/limits.js';

export type BodyType = 'application/json' | 'application/x-ndjson';

/** Undefined for a content type that is not taken; parameters such as the charset do not count. */
export function findBodyType(contentType: string | undefined): BodyType | undefined {
  const essence = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  return essence === 'application/json' || essence === 'application/x-ndjson' ? essence : undefined;
}

/**
 * The events, in their order. Throws ProblemError: 400 with every bad event's index (from 0) and fields, or 413 when
 * there are more than fit one message.
 */
export function readEvents(body: string, type: BodyType): ForeignEvent[] {
  const values = type === 'application/json' ? splitJson(body) : splitLines(body);
  if (values.length === 0) throw invalid([{ field: '$', expected: 'at least one event', got: 'none' }]);
  if (values.length > MAX_ENVELOPE_EVENTS) {
    throw new ProblemError('too-large', `expected at most ${MAX_ENVELOPE_EVENTS} events, got ${values.length}`);
  }
  const events: ForeignEvent[] = [];
  const errors: ProblemField[] = [];
  for (const [index, value] of values.entries()) {
    const outcome = value === undefined ? NOT_JSON : readForeignEvent(value);
    if ('event' in outcome) events.push(outcome.event);
    else errors.push(...outcome.refusal.problems.map((problem) => ({ ...problem, index })));
  }
  if (errors.length > 0) throw invalid(errors);
  return events;
}

const NOT_JSON = { refusal: { problems: [{ field: '$', expected: 'JSON', got: 'other text' }] } };

/** One event, a list of events, or `{ "events": [...] }`. */
function splitJson(body: string): unknown[] {
  const value = parseForeignJson(body);
  if (value === undefined) throw invalid([{ field: '$', expected: 'JSON', got: 'other text' }]);
  if (Array.isArray(value)) return value;
  const isWrapped = typeof value === 'object' && value !== null && 'events' in value && Object.keys(value).length === 1;
  return isWrapped && Array.isArray(value.events) ? value.events : [value];
}

/** One event a line; blank lines do not count. */
function splitLines(body: string): unknown[] {
  return body
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parseForeignJson);
}

/** Errors of this request, as the 400 that answers it. */
export function invalid(errors: readonly ProblemField[]): ProblemError {
  return new ProblemError('invalid-request', summariseErrors(errors), { errors });
}
