/** The one place where an event gets its fate: counted once, and whoever waits for it is told. */
import type { EventCounters } from './counters.js';
import { type DropReason, EventDroppedError, EventRejectedError } from './event-errors.js';
import type { LostEvents } from './lost-events.js';
import { Receipt, type Settlement } from './receipt.js';

/** One for all events: their fate is the same. */
const SENT: Settlement = { result: Object.freeze({ fate: 'sent' }) };

interface HasReceipt {
  readonly receipt: Receipt;
}

export class Fates {
  /** One receipt for all events of a fate that is known in the call: making them costs nothing. */
  private readonly shared = new Map<string, Receipt>();

  constructor(
    readonly counters: EventCounters,
    readonly lost: LostEvents,
  ) {}

  sent(events: readonly HasReceipt[]): void {
    this.counters.sent += events.length;
    for (const { receipt } of events) receipt.settle(SENT);
  }

  /** The storage refused the event for good. */
  refused(event: HasReceipt, reason: string): void {
    this.counters.countRejected(reason);
    this.lost.note(reason);
    event.receipt.reject(() => new EventRejectedError(reason, undefined, 'the storage to accept it', 'a refusal'));
  }

  /** Not serialised: a field that is looked at late is wrong, or a value is one that no rule foresaw. */
  unwritable(event: HasReceipt, error: unknown): void {
    const rejection = toRejection(error, 'unwritable');
    this.counters.countRejected(rejection.reason);
    this.lost.note(rejection.reason);
    event.receipt.reject(() => rejection);
  }

  dropped(event: HasReceipt, reason: DropReason): void {
    this.counters.countDropped(reason);
    event.receipt.reject(() => new EventDroppedError(reason));
  }

  /** Refused in the call: a field is wrong, or reading the event threw. */
  rejectedInCall(error: unknown): Receipt {
    const rejection = toRejection(error, 'unreadable');
    this.counters.countRejected(rejection.reason);
    this.lost.note(rejection.reason);
    return Receipt.settled({ fail: () => rejection });
  }

  droppedInCall(reason: DropReason): Receipt {
    this.counters.countDropped(reason);
    this.lost.note(reason);
    return this.share(`dropped ${reason}`, () => Receipt.settled({ fail: () => new EventDroppedError(reason) }));
  }

  filtered(reason: 'disabled' | 'event_type'): Receipt {
    this.counters.countFiltered(reason);
    return this.share(`filtered ${reason}`, () => Receipt.settled({ result: { fate: 'filtered', reason } }));
  }

  sampledOut(eventType: string): Receipt {
    this.counters.countSampledOut(eventType);
    return this.share('sampled_out', () =>
      Receipt.settled({ result: { fate: 'sampled_out', reason: 'the configured rate' } }),
    );
  }

  private share(key: string, make: () => Receipt): Receipt {
    let receipt = this.shared.get(key);
    if (receipt === undefined) {
      receipt = make();
      this.shared.set(key, receipt);
    }
    return receipt;
  }
}

/** What an event was refused with, whatever was thrown. */
export function toRejection(error: unknown, reason: string): EventRejectedError {
  if (error instanceof EventRejectedError) return error;
  return new EventRejectedError(reason, undefined, 'an event that can be read and written', 'an error', {
    cause: error,
  });
}
