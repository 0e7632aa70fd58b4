/** What a caller of `logEvent` gets: a promise that is only made when somebody looks. */
import type { EventDroppedError, EventRejectedError } from './event-errors.js';

/**
 * `sent`: the storage has accepted the event. `buffered`: it is in memory (`durability: memory`). `filtered` and
 * `sampled_out`: the configuration leaves it out, on purpose.
 */
export type Fate = 'sent' | 'buffered' | 'spooled' | 'filtered' | 'sampled_out';

export interface ReceiptResult {
  readonly fate: Fate;
  /** Why, for `filtered` and `sampled_out`. */
  readonly reason?: string;
}

/** Whoever settles a receipt, told that somebody waits for it. */
export interface ReceiptOwner {
  awaited(receipt: Receipt): void;
}

export type Settlement =
  | { readonly result: ReceiptResult }
  | { readonly fail: () => EventRejectedError | EventDroppedError };

/**
 * Resolves at the moment the configured durability holds for the event, not earlier; rejects with EventRejectedError
 * or EventDroppedError when it never will. Waiting for one starts a flush. A rejection that nobody waits for is not
 * an unhandled one: no promise exists before `then` is called. All of them can be ignored: the counters tell the same.
 */
export class Receipt implements PromiseLike<ReceiptResult> {
  private settlement: Settlement | undefined;
  private waiting: Deferred | undefined;

  constructor(private readonly owner?: ReceiptOwner) {}

  get isSettled(): boolean {
    return this.settlement !== undefined;
  }

  /** Whether somebody waits. */
  get isAwaited(): boolean {
    return this.waiting !== undefined;
  }

  // biome-ignore lint/suspicious/noThenProperty: being awaitable without a promise a call is what this class is for
  then<A = ReceiptResult, B = never>(
    onFulfilled?: ((result: ReceiptResult) => A | PromiseLike<A>) | null,
    onRejected?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.wait().then(onFulfilled, onRejected);
  }

  private wait(): Promise<ReceiptResult> {
    if (this.waiting !== undefined) return this.waiting.promise;
    this.waiting = new Deferred();
    if (this.settlement === undefined) this.owner?.awaited(this);
    else this.waiting.settle(this.settlement);
    return this.waiting.promise;
  }

  /** Called once by the owner; a second settlement changes nothing. */
  resolve(result: ReceiptResult): void {
    this.settle({ result });
  }

  /** The error is only made when somebody looks: a full buffer must not cost a stack trace an event. */
  reject(fail: () => EventRejectedError | EventDroppedError): void {
    this.settle({ fail });
  }

  settle(settlement: Settlement): void {
    if (this.settlement !== undefined) return;
    this.settlement = settlement;
    this.waiting?.settle(settlement);
  }

  static settled(settlement: Settlement): Receipt {
    const receipt = new Receipt();
    receipt.settlement = settlement;
    return receipt;
  }
}

class Deferred {
  private readonly resolvePromise: (result: ReceiptResult) => void;
  private readonly rejectPromise: (error: Error) => void;
  readonly promise: Promise<ReceiptResult>;

  constructor() {
    let resolvePromise: (result: ReceiptResult) => void = () => undefined;
    let rejectPromise: (error: Error) => void = () => undefined;
    this.promise = new Promise((resolve, reject) => {
      resolvePromise = resolve;
      rejectPromise = reject;
    });
    this.resolvePromise = resolvePromise;
    this.rejectPromise = rejectPromise;
  }

  settle(settlement: Settlement): void {
    if ('result' in settlement) this.resolvePromise(settlement.result);
    else this.rejectPromise(settlement.fail());
  }
}
