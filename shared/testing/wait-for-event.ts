/** Waits for an event that work in the background makes. */
import { EventAssertionError } from '../client/record/event-assertion-error.js';
import type { MemoryAuditLogger } from '../client/record/memory-audit-logger.js';
import type { EventLine } from '../event/event.js';
import { type AuditedFields, matchesPart } from './match-event.js';

export interface WaitOptions {
  /** Milliseconds, of real time also where a test has fake timers. Default 1,000. */
  readonly timeoutMs?: number | undefined;
}

/** Taken when this module loads, before a test replaces them. */
const { setTimeout: startTimer } = globalThis;
const PAUSE_MS = 5;

/** The first event that is like `fields`, already logged or to come; rejects when the time is up. */
export async function waitForEvent(
  logger: Pick<MemoryAuditLogger, 'events'>,
  fields: AuditedFields,
  { timeoutMs = 1_000 }: WaitOptions = {},
): Promise<EventLine> {
  const endsAt = performance.now() + timeoutMs;
  for (;;) {
    const event = logger.events.find((each) => matchesPart(each, fields));
    if (event !== undefined) return event;
    if (performance.now() >= endsAt) {
      const expected = `an event with ${JSON.stringify(fields)} within ${timeoutMs} ms`;
      const got = listEvents(logger);
      throw new EventAssertionError('event_missing', { message: `expected ${expected}, got ${got}`, expected, got });
    }
    await new Promise<void>((resolve) => startTimer(resolve, PAUSE_MS));
  }
}

/** For messages: `3: vfs_operation/write/success, …`. */
export function listEvents({ events }: Pick<MemoryAuditLogger, 'events'>): string {
  const list = events.map(({ event_type, action, status }) => `${event_type}/${action}/${status}`).join(', ');
  return events.length === 0 ? 'none' : `${events.length}: ${list}`;
}
