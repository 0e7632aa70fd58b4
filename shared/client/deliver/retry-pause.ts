/** What happens between attempts to send: pauses that grow while an outage lasts, which is told once. */

import type { EventCounters } from '../fates/counters.js';
import { backoffDelayMs, Sleep } from './backoff.js';

export class RetryPause {
  private readonly sleep = new Sleep();
  private failures = 0;

  constructor(
    private readonly random: () => number,
    private readonly counters: EventCounters,
    private readonly onFailing: (failure: string) => void,
  ) {}

  /** Without a failure at once. `keepsProcess` true: the process does not end meanwhile. */
  async after(failure: string | undefined, keepsProcess: boolean): Promise<void> {
    const isNew = failure !== undefined && this.counters.lastFailure === undefined;
    this.counters.lastFailure = failure;
    if (failure === undefined) return;
    if (isNew) this.onFailing(failure);
    await this.sleep.for(backoffDelayMs(this.failures++, this.random), keepsProcess);
  }

  /** Something was accepted: the next pauses are short. */
  reset(): void {
    this.failures = 0;
  }

  /** Somebody needs an answer now: this pause ends, and the next ones are short. */
  end(): void {
    this.failures = 0;
    this.sleep.wake();
  }

  keepProcess(): void {
    this.sleep.keepProcess();
  }
}
