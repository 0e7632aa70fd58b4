/** One attempt at an operation: its time, and the point from which it is waited for. */
import { ManagerError } from '../manager-error.js';

/** What an executor says of its attempt. One that says nothing has its time from the call on, and none to lose. */
export interface AttemptControl {
  /** Waiting for one's turn is not the attempt's time: the clock stands until it is started again. */
  stopClock(): void;
  startClock(): void;
  /**
   * The point of no return: throws, with the reason, when the attempt was given up; otherwise nothing ends it any more,
   * and it is reported as it ends. Whatever cannot be taken back is done after it.
   */
  commit(): void;
}

export class Attempt implements AttemptControl {
  readonly signal: AbortSignal;
  private readonly limit = new AbortController();
  private isCommitted = false;
  private timer: NodeJS.Timeout | undefined;
  private startedAt = 0;
  private spentMs = 0;

  constructor(
    private readonly limitMs: number,
    /** Aborted when the operation is cancelled. */
    stop: AbortSignal,
  ) {
    this.signal = AbortSignal.any([stop, this.limit.signal]);
  }

  get isPastReturn(): boolean {
    return this.isCommitted;
  }

  /** Rejects with what `work` rejects with, or with the reason why the attempt was given up before its `commit`. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    this.signal.throwIfAborted();
    const givenUp = new Promise<never>((_resolve, reject) => {
      this.signal.addEventListener('abort', () => reject(this.signal.reason), { once: true });
    });
    this.startClock();
    try {
      return await Promise.race([work(), givenUp]);
    } finally {
      this.stopClock();
    }
  }

  startClock(): void {
    if (this.isCommitted || this.timer !== undefined || this.signal.aborted) return;
    this.startedAt = performance.now();
    this.timer = setTimeout(
      () => this.limit.abort(new ManagerError('timeout', `the attempt took longer than ${this.limitMs} ms`)),
      Math.max(0, this.limitMs - this.spentMs),
    );
  }

  stopClock(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.spentMs += performance.now() - this.startedAt;
  }

  commit(): void {
    this.signal.throwIfAborted();
    this.stopClock();
    this.isCommitted = true;
  }
}
