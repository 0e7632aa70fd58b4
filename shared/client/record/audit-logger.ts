/** The one class that managers and applications record with. */
import { AUDIT_EVENT_TYPE } from '../../event/catalogue.js';
import { type AuditConfig, type CompleteAuditConfig, completeConfig } from '../../settings/audit-config.js';
import { AuditConfigError } from '../../settings/audit-config-error.js';
import { checkSettings } from '../../settings/check-settings.js';
import { createDelivery, type DeliverySettings } from '../deliver/create-delivery.js';
import type { Delivery } from '../deliver/delivery.js';
import { EventBuffer } from '../deliver/event-buffer.js';
import { buildFlushReport, type FlushReport } from '../deliver/flush-report.js';
import { SampledOut } from '../deliver/sampled-out.js';
import { admitEvent } from '../event/admit-event.js';
import { addDetails, type BufferedEvent, copyEvent } from '../event/buffered-event.js';
import { readName } from '../event/event-fields.js';
import type { EventInput, EventLogger } from '../event/event-logger.js';
import { nextOperationId } from '../event/operation-start.js';
import { type Counters, EventCounters } from '../fates/counters.js';
import { Fates } from '../fates/fates.js';
import { type LossReport, LostEvents } from '../fates/lost-events.js';
import { Receipt } from '../fates/receipt.js';
import type { EnvelopeSender } from '../senders/envelope-sender.js';
import { flushBeforeExit } from './flush-before-exit.js';
import { Recording } from './recording.js';
import { keepsOperation, maySampleOut } from './sampling.js';

/** Replaces parts of a logger, for tests and unusual hosts. */
export interface AuditLoggerDependencies extends Partial<DeliverySettings> {
  /** Instead of the one that `storage` names. */
  readonly sender?: EnvelopeSender | undefined;
  /** Told once an outage that events are not accepted; the default is a warning of the process. */
  readonly warn?: ((text: string) => void) | undefined;
}

const DEFAULT_FLUSH_TIMEOUT_MS = 10_000;
const DEFAULT_CLOSE_TIMEOUT_MS = 5_000;
const BYTES_PER_MB = 1_024 * 1_024;
const BUFFERED = Receipt.settled({ result: { fate: 'buffered' } });

export class AuditLogger extends Recording implements EventLogger {
  /** True for `async: false`: tracked operations wait for their receipt before they return. */
  readonly awaitReceipts: boolean;
  private readonly config: CompleteAuditConfig;
  private readonly eventTypes: ReadonlySet<string> | undefined;
  /** Only the types that are sampled at all. */
  private readonly rates: ReadonlyMap<string, number>;
  private readonly counts = new EventCounters();
  private readonly lost = new LostEvents();
  private readonly fates = new Fates(this.counts, this.lost);
  private readonly sampledOut = new SampledOut();
  private readonly buffer: EventBuffer;
  private readonly delivery: Delivery;
  private readonly closeSender: () => Promise<void>;
  private seq = 0;
  private closing: Promise<FlushReport> | undefined;

  /**
   * Reads no file and no variable: `loadAuditConfig()` of `trailkeeper/config` does. Throws AuditConfigError that names
   * every setting that is unknown or wrong. Opens no connection before the first flush.
   */
  constructor(config: AuditConfig = {}, dependencies: AuditLoggerDependencies = {}) {
    super();
    const problems = checkSettings(config);
    if (problems.length > 0) throw new AuditConfigError(problems);
    this.config = completeConfig(config);
    this.awaitReceipts = !this.config.async;
    const types = this.config.event_types;
    this.eventTypes = types === undefined ? undefined : new Set([...types, AUDIT_EVENT_TYPE]);
    this.rates = new Map(Object.entries(this.config.sampling).filter(([, rate]) => rate < 1));
    this.buffer = new EventBuffer({
      maxEvents: this.config.max_buffered_events,
      maxBytes: this.config.max_buffered_mb * BYTES_PER_MB,
    });
    const { delivery, closeSender } = createDelivery(this.config, dependencies, {
      buffer: this.buffer,
      sampledOut: this.sampledOut,
      fates: this.fates,
      onAccepted: () => this.reportLosses(),
    });
    this.delivery = delivery;
    this.closeSender = closeSender;
    flushBeforeExit(this);
  }

  /**
   * Takes a copy of the event and returns at once: never throws, never blocks, sends nothing in the call. Later
   * changes to what was handed over are not recorded. The event is safe when the receipt resolves, not earlier; with
   * the default durability that is when the storage has accepted it. Awaiting a receipt starts a flush.
   */
  logEvent(input: EventInput): Receipt {
    this.counts.attempted++;
    try {
      return this.accept(input);
    } catch (error) {
      return this.fates.rejectedInCall(error);
    }
  }

  /**
   * Sends what is waiting. Resolves when every event logged before has a fate, or after `timeoutMs` (default 10 s)
   * with `complete: false`; it never rejects, and what is pending goes on being sent.
   */
  async flush({ timeoutMs = DEFAULT_FLUSH_TIMEOUT_MS }: { timeoutMs?: number } = {}): Promise<FlushReport> {
    const before = this.counters();
    const complete = await this.delivery.flush(timeoutMs);
    return buildFlushReport(before, this.counters(), complete);
  }

  /**
   * Flushes for at most `timeoutMs` (default 5 s), then drops what is left, counted. Events logged afterwards are
   * dropped. Calling it again gives the same promise.
   */
  close({ timeoutMs = DEFAULT_CLOSE_TIMEOUT_MS }: { timeoutMs?: number } = {}): Promise<FlushReport> {
    this.closing ??= this.shutDown(timeoutMs);
    return this.closing;
  }

  /** What became of every event so far. */
  counters(): Counters {
    return this.counts.snapshot({ buffered: this.buffer.length, in_flight: this.delivery.inFlight });
  }

  private accept(input: EventInput): Receipt {
    if (!this.config.enabled) return this.fates.filtered('disabled');
    if (this.closing !== undefined) return this.fates.droppedInCall('closed');
    const eventType = readName('event_type', input.event_type);
    if (this.eventTypes !== undefined && !this.eventTypes.has(eventType)) return this.fates.filtered('event_type');
    if (!this.buffer.hasRoomFor(0)) return this.fates.droppedInCall('buffer_full');
    const receipt = this.config.durability === 'memory' ? BUFFERED : new Receipt(this.delivery);
    const event = admitEvent(input, eventType, receipt);
    const rate = this.rates.size === 0 ? undefined : this.rates.get(eventType);
    if (rate !== undefined && this.mayLeaveOut(event, rate)) return this.leaveOut(eventType);
    addDetails(event, input.details, input.ext);
    if (!this.buffer.hasRoomFor(event.bytes)) return this.fates.droppedInCall('buffer_full');
    this.enter(event);
    return receipt;
  }

  private enter(event: BufferedEvent): void {
    event.seq = ++this.seq;
    this.buffer.push(event);
    this.delivery.entered(event.seq);
  }

  private mayLeaveOut(event: BufferedEvent, rate: number): boolean {
    if (!maySampleOut(event.event_type, event.action, event.status)) return false;
    event.operation_id ??= nextOperationId();
    return !keepsOperation(event.operation_id, rate);
  }

  /** Uses up a number that an envelope will list, so that what sampling left out is no gap. */
  private leaveOut(eventType: string): Receipt {
    if (this.sampledOut.note(eventType, this.seq + 1)) this.seq++;
    else this.lost.note('sampled_out_unlisted');
    return this.fates.sampledOut(eventType);
  }

  private reportLosses(): void {
    if (this.lost.isEmpty) return;
    for (const report of this.lost.takeReports()) {
      if (!this.reportLoss(report)) this.lost.putBack(report);
    }
  }

  private reportLoss(report: LossReport): boolean {
    const receipt = new Receipt();
    const gap: EventInput = { event_type: AUDIT_EVENT_TYPE, action: 'gap', status: 'failure' };
    const event = copyEvent(gap, AUDIT_EVENT_TYPE, undefined, receipt);
    addDetails(event, report);
    if (!this.buffer.hasRoomFor(event.bytes)) return false;
    receipt.then(undefined, () => this.lost.putBack(report));
    this.counts.attempted++;
    this.enter(event);
    return true;
  }

  private async shutDown(timeoutMs: number): Promise<FlushReport> {
    const before = this.counters();
    const deadline = performance.now() + timeoutMs;
    const remainingMs = () => Math.max(0, deadline - performance.now());
    this.reportLosses();
    let complete = await this.delivery.flush(timeoutMs);
    // What was accepted may have made room for reports of losses; they go too, while there is time.
    if (complete) complete = await this.delivery.flush(remainingMs());
    if (complete) await this.delivery.sendSampledOut(remainingMs());
    this.delivery.stop();
    await this.closeSender();
    return buildFlushReport(before, this.counters(), complete);
  }
}
