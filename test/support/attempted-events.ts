/** Random events as their senders know them, and what every query over them should answer, said as plainly as possible. */
import fc from 'fast-check';
import type { AuditEvent, ForeignEvent } from '../../shared/event/event.js';
import { STATUSES } from '../../shared/event/event.js';
import { parseTimestamp } from '../../shared/event/values/timestamp.js';

/** An event with a number of its own in `details`, by which an answer is compared with what was attempted. */
export type AttemptedEvent = ForeignEvent & { details: { number: number } };

export const USERS = ['alice', 'bob', 'system', 'carol,with,commas', '0#0#tricky', 'ü/日本'] as const;
export const RESOURCES = ['bucket-123', 'bucket-123:/file,1.txt', 'backend-s3', 'T#ahead', 'ü/日本'] as const;
const TYPES = ['backend_operation', 'vfs_operation', 'wal_operation', 'my own type'] as const;
const ACTIONS = ['create', 'write', 'delete'] as const;
const CORRELATIONS = ['request-1', 'request,2'] as const;

const maybe = <T>(...values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });

/** Few instants for many events, so that ties are the rule; whole seconds, milliseconds and microseconds. */
const fractions = ['', '.000', '.001', '.001500', '.001501'] as const;

/** Events between `day` 00:00:00 and 00:00:03, UTC. */
export function arbitraryEvents(day: string): fc.Arbitrary<AttemptedEvent[]> {
  const event = fc.record({
    timestamp: fc
      .tuple(fc.integer({ min: 0, max: 2 }), fc.constantFrom(...fractions))
      .map(([second, fraction]) => `${day}T00:00:0${second}${fraction}Z`),
    event_type: fc.constantFrom(...TYPES),
    action: fc.constantFrom(...ACTIONS),
    status: fc.constantFrom(...STATUSES),
    user_id: maybe(...USERS),
    resource_id: maybe(...RESOURCES),
    related: fc.option(
      fc
        .uniqueArray(fc.constantFrom(...RESOURCES), { maxLength: 3 })
        .map((ids) => ids.map((resource_id) => ({ resource_id, role: 'bucket' }))),
      { nil: undefined },
    ),
    correlation_id: maybe(...CORRELATIONS),
  });
  return fc
    .array(event, { minLength: 1, maxLength: 40 })
    .map((events) => events.map((one, number) => ({ ...one, details: { number } })));
}

export interface Question {
  user_id?: string[] | undefined;
  resource_id?: string[] | undefined;
  event_type?: string[] | undefined;
  action?: string[] | undefined;
  status?: string[] | undefined;
  correlation_id?: string[] | undefined;
  from: string;
  to: string;
}

const some = <T extends string>(values: readonly T[]) =>
  fc.option(fc.uniqueArray(fc.constantFrom<string>(...values, 'nobody'), { minLength: 1, maxLength: 2 }), {
    nil: undefined,
    freq: 2,
  });

export function arbitraryQuestion(day: string): fc.Arbitrary<Question> {
  const bound = (digit: number) => fc.constantFrom(`${day}T00:00:0${digit}.001Z`, `${day}T00:00:0${digit}.001500Z`);
  const question = fc.record({
    user_id: some(USERS),
    resource_id: some(RESOURCES),
    event_type: some(TYPES),
    action: some(ACTIONS),
    status: fc.option(fc.uniqueArray(fc.constantFrom<string>(...STATUSES), { minLength: 1, maxLength: 2 }), {
      nil: undefined,
    }),
    correlation_id: some(CORRELATIONS),
    from: fc.oneof(fc.constant(`${day}T00:00:00Z`), bound(0), bound(1)),
    to: fc.oneof(fc.constant(`${day}T23:59:59Z`), bound(1), bound(2)),
  });
  return question.filter(({ from, to }) => micros(from) <= micros(to));
}

/** Whether an attempted event answers a question. */
export function answers(event: AttemptedEvent, question: Question): boolean {
  const oneOf = (values: readonly string[] | undefined, value: string | undefined) =>
    values === undefined || (value !== undefined && values.includes(value));
  return (
    oneOf(question.user_id, event.user_id ?? 'system') &&
    oneOf(question.resource_id, event.resource_id) &&
    oneOf(question.event_type, event.event_type) &&
    oneOf(question.action, event.action) &&
    oneOf(question.status, event.status) &&
    oneOf(question.correlation_id, event.correlation_id) &&
    micros(event.timestamp) >= micros(question.from) &&
    micros(event.timestamp) <= micros(question.to)
  );
}

/** Whether an attempted event belongs on the timeline of a resource. */
export function touches(event: AttemptedEvent, resourceId: string): boolean {
  return event.resource_id === resourceId || (event.related ?? []).some((one) => one.resource_id === resourceId);
}

export function micros(timestamp: string): bigint {
  const instant = parseTimestamp(timestamp);
  if (instant === undefined) throw new Error(`not a time: ${timestamp}`);
  return BigInt(instant.ms) * 1_000n + BigInt(instant.us);
}

export const numbersOf = (events: readonly { details?: unknown }[]): number[] =>
  events.map(({ details }) =>
    Number(typeof details === 'object' && details !== null && Reflect.get(details, 'number')),
  );

/** Whether the stored event says what was attempted: the same instant, and every other field that was given. */
export function saysTheSame(stored: AuditEvent, attempted: AttemptedEvent): boolean {
  return Object.entries(attempted).every(([field, value]) => {
    const said: unknown = Reflect.get(stored, field);
    if (field === 'timestamp') return micros(stored.timestamp) === micros(attempted.timestamp);
    // An empty list says nothing, and the client leaves it out.
    if (value === undefined || (Array.isArray(value) && value.length === 0)) return isNothing(said);
    return JSON.stringify(said) === JSON.stringify(value);
  });
}

const isNothing = (said: unknown) =>
  said === undefined || said === 'system' || (Array.isArray(said) && said.length === 0);
