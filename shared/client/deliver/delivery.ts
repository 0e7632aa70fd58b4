/** Takes buffered events to the storage: serialises in slices, sends, and sends again until each event has a fate. */
import { runUnaudited } from '../context/context.js';
import { clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } from '../context/real-timers.js';
import type { Fates } from '../fates/fates.js';
import type { EnvelopeSender, SendOutcome } from '../senders/envelope-sender.js';
import { describeFailure, sendWithin } from '../senders/send-within.js';
import type { EventBuffer } from './event-buffer.js';
import { fillOutbox, MAX_PACKS } from './fill-outbox.js';
import { Outbox } from './outbox.js';
import type { Pack, Packing } from './packing.js';
import { RetryPause } from './retry-pause.js';
import type { SampledOut } from './sampled-out.js';
import { SettledWaiters } from './settled-waiters.js';

export interface DeliveryParts {
  readonly buffer: EventBuffer;
  readonly packing: Packing;
  readonly sampledOut: SampledOut;
  readonly sender: EnvelopeSender;
  readonly fates: Fates;
  readonly producerId: string;
  readonly batchSize: number;
  readonly flushIntervalMs: number;
  readonly sendTimeoutMs: number;
  readonly random: () => number;
  /** Something was accepted: what could not be said before may be said now. */
  readonly onAccepted: () => void;
  /** Sending began to fail. Called once, until it works again. */
  readonly onFailing: (failure: string) => void;
}

/** As long as a timer can be. */
const LONG_MS = 2 ** 31 - 1;

export class Delivery {
  private readonly outbox = new Outbox();
  private readonly pause: RetryPause;
  private readonly waiters = new SettledWaiters(() => this.oldestUnsettled);
  private readonly timer: NodeJS.Timeout;
  /** Keeps the process alive while somebody waits for an event: neither timers nor connections of an attempt do. */
  private readonly alive = setInterval(() => undefined, LONG_MS).unref();
  private timerArmed = false;
  private scheduled = false;
  private running = false;
  private stopped = false;
  private sending: AbortController | undefined;
  /** Sequence numbers: the last that entered, the last that has to leave now, the last that somebody waits for. */
  private lastSeq = 0;
  private demandedSeq = 0;
  private awaitedSeq = 0;

  constructor(private readonly parts: DeliveryParts) {
    this.pause = new RetryPause(parts.random, parts.fates.counters, parts.onFailing);
    this.timer = setTimeout(() => this.onInterval(), parts.flushIntervalMs).unref();
  }

  /** Events that are serialised and have no fate yet. */
  get inFlight(): number {
    return this.outbox.events + this.parts.packing.length;
  }

  /** An event entered the buffer. Next to nothing is done in the call itself. */
  entered(seq: number): void {
    this.lastSeq = seq;
    if (this.parts.buffer.length >= this.parts.batchSize) {
      this.demand();
    } else if (!this.timerArmed) {
      this.timerArmed = true;
      this.timer.refresh();
    }
  }

  /** Somebody waits for an event: all leave now, and a pause between attempts keeps the process alive. */
  awaited(): void {
    this.awaitedSeq = this.lastSeq;
    this.alive.ref();
    this.pause.keepProcess();
    this.demand();
  }

  /** True when every event that entered before has a fate, false after `timeoutMs`. Ends a pause between attempts. */
  flush(timeoutMs: number): Promise<boolean> {
    this.demand();
    this.pause.end();
    return this.waiters.wait(this.lastSeq, timeoutMs);
  }

  /** No more attempts; what has no fate yet is dropped. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    clearInterval(this.alive);
    this.sending?.abort(new Error('the audit logger was closed'));
    this.pause.end();
    const { buffer, packing, fates } = this.parts;
    for (const event of [...this.outbox.takeAll(), ...packing.takeWaiting()]) fates.dropped(event, 'close_deadline');
    for (let event = buffer.shift(); event !== undefined; event = buffer.shift()) {
      fates.dropped(event, 'close_deadline');
    }
    this.waiters.check();
  }

  /** Tells of sampled-out numbers that no event follows; one attempt, for the end of a logger. */
  async sendSampledOut(timeoutMs: number): Promise<void> {
    const pack = this.stopped ? undefined : this.parts.packing.writeSampledOut();
    if (pack !== undefined) await sendWithin(this.parts.sender, [pack.body], timeoutMs, new AbortController());
  }

  private get oldestUnsettled(): number | undefined {
    const candidates = [this.outbox.firstSeq, this.parts.packing.firstSeq, this.parts.buffer.peek()?.seq];
    const known = candidates.filter((seq) => seq !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  /** Whether somebody waits for an event that has no fate yet. */
  private get isAwaited(): boolean {
    return (this.oldestUnsettled ?? Number.POSITIVE_INFINITY) <= this.awaitedSeq;
  }

  private onInterval(): void {
    this.timerArmed = false;
    if (this.parts.buffer.length > 0) this.demand();
  }

  /** What is buffered now has to leave, from the next turn of the event loop on. */
  private demand(): void {
    this.demandedSeq = this.lastSeq;
    if (this.scheduled || this.running || this.stopped) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      // Otherwise it would send in the context of whichever operation came last, and be tracked as a part of it.
      void runUnaudited(() => this.run());
    });
  }

  private get hasWork(): boolean {
    const { buffer, packing, batchSize } = this.parts;
    if (this.outbox.packs.length > 0 || packing.length > 0) return true;
    return buffer.length >= batchSize || (buffer.peek()?.seq ?? Number.POSITIVE_INFINITY) <= this.demandedSeq;
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    while (!this.stopped && this.hasWork) {
      let failure: string | undefined;
      try {
        await fillOutbox(this.outbox, this.parts, () => this.stopped);
        failure = await this.sendOnce();
      } catch (error) {
        failure = describeFailure(error);
      }
      this.waiters.check();
      if (!this.isAwaited) this.alive.unref();
      if (!this.stopped) await this.pause.after(failure, this.isAwaited);
    }
    this.running = false;
    if (!this.stopped && this.parts.buffer.length > 0) this.entered(this.lastSeq);
  }

  /** One attempt with all bodies that are ready. The failure of the last one that has to be sent again, if any. */
  private async sendOnce(): Promise<string | undefined> {
    const packs = this.outbox.packs.slice(0, MAX_PACKS);
    if (this.stopped || packs.length === 0) return undefined;
    this.sending = new AbortController();
    const bodies = packs.map((pack) => pack.body);
    const outcomes = await sendWithin(this.parts.sender, bodies, this.parts.sendTimeoutMs, this.sending);
    if (this.stopped) return undefined;
    const left = packs.flatMap((pack, at) => this.settle(pack, outcomes[at]));
    this.outbox.replace([...left, ...this.outbox.packs.slice(packs.length)]);
    if (outcomes.some(({ outcome }) => outcome === 'accepted')) {
      this.pause.reset();
      this.parts.onAccepted();
    }
    return outcomes.find((outcome) => outcome.outcome === 'retry')?.reason;
  }

  /** Gives the events of a body their fate; what is returned has to be sent again. */
  private settle(pack: Pack, outcome: SendOutcome | undefined): Pack[] {
    const { fates, packing, sampledOut } = this.parts;
    if (outcome === undefined || outcome.outcome === 'retry') return [pack];
    if (outcome.outcome === 'accepted') {
      fates.sent(pack.events);
      return [];
    }
    if (outcome.outcome === 'divide' && pack.events.length > 1) return packing.divide(pack);
    for (const event of pack.events) fates.refused(event, outcome.reason);
    sampledOut.putBack(pack.sampledOut);
    return [];
  }
}
