/** The matcher `expect(logger).toHaveAudited({ action: 'create', status: 'success' })`, for every runner alike. */
import { EventAssertionError } from '../client/record/event-assertion-error.js';
import { MemoryAuditLogger } from '../client/record/memory-audit-logger.js';
import { type AuditedFields, matchesPart } from './match-event.js';
import { listEvents } from './wait-for-event.js';

export interface MatcherAnswer {
  readonly pass: boolean;
  message(): string;
}

/** What `expect` of vitest and of jest have in common. */
export interface ExtendableExpect {
  extend(matchers: Readonly<Record<string, (received: unknown, fields: AuditedFields) => MatcherAnswer>>): void;
}

export function toHaveAudited(received: unknown, fields: AuditedFields): MatcherAnswer {
  if (!isLogger(received)) {
    return { pass: false, message: () => 'toHaveAudited: expected a MemoryAuditLogger, got something else' };
  }
  const pass = received.events.some((event) => matchesPart(event, fields));
  const wanted = JSON.stringify(fields);
  return {
    pass,
    message: () => `expected ${pass ? 'no event' : 'an event'} with ${wanted}, got ${listEvents(received)}`,
  };
}

/** By its events: the ES module and the CommonJS copy of the class are two. */
const isLogger = (value: unknown): value is Pick<MemoryAuditLogger, 'events'> =>
  value instanceof MemoryAuditLogger ||
  (typeof value === 'object' && value !== null && 'events' in value && Array.isArray(value.events));

/** Throws where the runner's `expect` is nowhere to be found: then it is to be handed over. */
export function registerWith(found: unknown, runner: string): void {
  if (!canExtend(found)) {
    const got = `no expect of ${runner} found`;
    const expected = `call register(expect) of trailkeeper/testing/${runner} with it`;
    throw new EventAssertionError('runner_missing', { message: `${got}: ${expected}`, expected, got });
  }
  found.extend({ toHaveAudited });
}

const canExtend = (value: unknown): value is ExtendableExpect =>
  (typeof value === 'function' || typeof value === 'object') && value !== null && 'extend' in value;
