/** A logger for tests: keeps the events, sends nothing. */
import type { EventLine } from '../../event/event.js';
import { buildFlushReport, type FlushReport } from '../deliver/flush-report.js';
import { admitEvent } from '../event/admit-event.js';
import { addDetails, composeBufferedLine } from '../event/buffered-event.js';
import { readName } from '../event/event-fields.js';
import type { EventInput, EventLogger } from '../event/event-logger.js';
import { type Counters, EventCounters } from '../fates/counters.js';
import type { EventRejectedError } from '../fates/event-errors.js';
import { Fates, toRejection } from '../fates/fates.js';
import { LostEvents } from '../fates/lost-events.js';
import { Receipt } from '../fates/receipt.js';
import { EventAssertionError } from './event-assertion-error.js';
import { Recording } from './recording.js';

const KEPT = Receipt.settled({ result: { fate: 'buffered' } });

/**
 * `events` holds what the trail would hold: filled from the context, redacted, cut to its limits. An event that the
 * trail would refuse is in `rejected` instead. All else is as with `AuditLogger`, but that nothing is sent: `run`, `bind`,
 * `wrap`, `lambda`, `flush`, `close`, `counters`. What the trail records about itself (`audit`/`start` and its kin) is not
 * among `events`.
 */
export class MemoryAuditLogger extends Recording implements EventLogger {
  /** In the order of their end, as they were logged; an operation comes after those that it caused. */
  readonly events: EventLine[] = [];
  readonly rejected: EventRejectedError[] = [];
  private readonly counts = new EventCounters();
  private readonly fates = new Fates(this.counts, new LostEvents());
  private isClosed = false;

  /** With `awaitReceipts`, tracked operations behave as with `async: false`. */
  constructor(readonly awaitReceipts = false) {
    super();
  }

  /** Never throws; the receipt of an event that the trail would refuse rejects. */
  logEvent(input: EventInput): Receipt {
    this.counts.attempted++;
    if (this.isClosed) return this.fates.droppedInCall('closed');
    try {
      this.events.push(this.readBack(input, new Receipt()));
      this.counts.sent++;
      return KEPT;
    } catch (error) {
      const rejection = toRejection(error, 'unreadable');
      this.rejected.push(rejection);
      return this.fates.rejectedInCall(rejection);
    }
  }

  /** At once: nothing is on its way. */
  async flush(_options: { timeoutMs?: number } = {}): Promise<FlushReport> {
    const now = this.counters();
    return buildFlushReport(now, now, true);
  }

  /** Events that are logged afterwards are dropped, as by the real one. */
  close(_options: { timeoutMs?: number } = {}): Promise<FlushReport> {
    this.isClosed = true;
    return this.flush();
  }

  /** Of all events so far, those that `clear` took away among them. */
  counters(): Counters {
    return this.counts.snapshot({ buffered: 0, in_flight: 0 });
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
    const event = admitEvent(input, readName('event_type', input.event_type), receipt);
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
