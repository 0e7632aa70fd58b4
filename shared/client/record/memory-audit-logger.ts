/** A logger for tests: keeps the events, sends nothing. */
import type { EventLine } from '../../event/event.js';
import { currentContext } from '../context/context.js';
import { addDetails, composeBufferedLine, copyEvent } from '../event/buffered-event.js';
import { readName } from '../event/event-fields.js';
import type { EventInput, EventLogger } from '../event/event-logger.js';
import { EventRejectedError } from '../fates/event-errors.js';
import { Receipt } from '../fates/receipt.js';
import { EventAssertionError } from './event-assertion-error.js';

const KEPT = Receipt.settled({ result: { fate: 'buffered' } });

/**
 * `events` holds what the trail would hold: filled from the context, redacted, cut to its limits. An event that the
 * trail would refuse is in `rejected` instead.
 */
export class MemoryAuditLogger implements EventLogger {
  /** In the order of their end, as they were logged; an operation comes after those that it caused. */
  readonly events: EventLine[] = [];
  readonly rejected: EventRejectedError[] = [];

  /** With `awaitReceipts`, tracked operations behave as with `async: false`. */
  constructor(readonly awaitReceipts = false) {}

  logEvent(input: EventInput): Receipt {
    const receipt = new Receipt();
    try {
      this.events.push(this.readBack(input, receipt));
      return KEPT;
    } catch (error) {
      if (!(error instanceof EventRejectedError)) throw error;
      this.rejected.push(error);
      receipt.reject(() => error);
      return receipt;
    }
  }

  /** The first event with these values, or undefined. */
  find(fields: Partial<EventLine>): EventLine | undefined {
    return this.events.find((event) => matches(event, fields));
  }

  /** The only event with these values; throws when there is none or there are several. */
  get(fields: Partial<EventLine>): EventLine {
    const [first, ...more] = this.list(fields);
    if (first !== undefined && more.length === 0) return first;
    const found = this.events.map((event) => `${event.event_type}/${event.action}/${event.status}`).join(', ');
    const expected = `one event with ${JSON.stringify(fields)}`;
    const got = `${first ? more.length + 1 : 0} of ${this.events.length}: ${found}`;
    throw new EventAssertionError('event_missing', { message: `expected ${expected}, got ${got}`, expected, got });
  }

  list(fields: Partial<EventLine> = {}): EventLine[] {
    return this.events.filter((event) => matches(event, fields));
  }

  clear(): void {
    this.events.length = 0;
    this.rejected.length = 0;
  }

  /** By the same steps as an event that is sent, and back. */
  private readBack(input: EventInput, receipt: Receipt): EventLine {
    const event = copyEvent(input, readName('event_type', input.event_type), currentContext(), receipt);
    addDetails(event, input.details, input.ext);
    event.seq = this.events.length + 1;
    const line: EventLine = JSON.parse(composeBufferedLine(event, 'memory'));
    return line;
  }
}

function matches(event: EventLine, fields: Partial<EventLine>): boolean {
  const actual: Record<string, unknown> = { ...event };
  return Object.entries(fields).every(([field, value]) => actual[field] === value);
}
