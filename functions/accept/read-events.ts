/** Takes the body of `POST /v1/events` apart, and names what in it is no event. */
import { ProblemError, type ProblemField } from '../../shared/api/answers/problem.js';
import { readPlainEvents } from '../../shared/event/envelope/plain-events.js';
import type { ForeignEvent } from '../../shared/event/event.js';
import { readForeignEvent } from '../../shared/event/line/line-reader.js';
import { findReservedClaim } from '../../shared/event/reserved.js';
import { MAX_ENVELOPE_EVENTS } from '../../shared/event/values/limits.js';
import { BodyProblems, invalid } from './body-problems.js';

export interface ReceivedEvent {
  /** Its JSON value as it came. */
  readonly received: unknown;
  readonly event: ForeignEvent;
}

export type ReceivedBody =
  | {
      readonly kind: 'events';
      readonly events: readonly ReceivedEvent[];
      /** Named by the service that wrapped them; undefined when none did. */
      readonly producerId: string | undefined;
    }
  | { readonly kind: 'envelope'; readonly body: string };

/**
 * The events, in their order, or the envelope that a service wrapped. Throws ProblemError: 400 with the index (from 0)
 * and the fields of the first bad events, or 413 when there are more than fit one message.
 */
export function readEvents(body: string): ReceivedBody {
  const reading = readPlainEvents(body);
  if (reading.kind === 'envelope') return reading;
  if (reading.kind === 'unreadable') {
    const { expected, got } = reading;
    throw invalid([{ field: '$', expected, got }]);
  }
  const { parts, producerId } = reading;
  if (parts.length > MAX_ENVELOPE_EVENTS) {
    throw new ProblemError('too-large', `expected at most ${MAX_ENVELOPE_EVENTS} events, got ${parts.length}`);
  }
  const events: ReceivedEvent[] = [];
  const problems = new BodyProblems();
  for (const [index, { value }] of parts.entries()) {
    const read = value === undefined ? NOT_JSON : readForeignEvent(value);
    if ('refusal' in read) {
      problems.add(index, read.refusal.problems);
      continue;
    }
    const given = read.event.producer_id ?? '';
    const claim = findReservedClaim({ ...read.event, producer_id: given }, given);
    if (claim !== undefined) problems.add(index, [describeClaim(claim)]);
    events.push({ received: value, event: read.event });
  }
  problems.throwIfAny();
  return { kind: 'events', events, producerId };
}

const NOT_JSON = { refusal: { problems: [{ field: '$', expected: 'JSON', got: 'other text' }] } };

export function describeClaim(field: string): ProblemField {
  return { field, expected: 'no name of the trail itself', got: 'one' };
}
