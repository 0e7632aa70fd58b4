/**
 * What happens between attempts to send: pauses with full jitter, bounded, which grow while an outage lasts and are cut
 * short when somebody needs an answer now. The outage is told once.
 */
import { clearTimeout, setTimeout } from '../context/real-timers.js';
import type { EventCounters } from '../fates/counters.js';

const FIRST_DELAY_MS = 200;
const MAX_DELAY_MS = 30_000;

/** Milliseconds before attempt `failures + 1`: anything from 0 to a bound that doubles up to 30 s. */
export function backoffDelayMs(failures: number, random: () => number): number {
  return random() * Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures, 20));
}

/** One sleep at a time, which `wake` ends early. */
export class Sleep {
  private timer: NodeJS.Timeout | undefined;
  private end: (() => void) | undefined;

  /** `keepsProcess` false: the sleep alone does not keep the process alive. */
  async for(ms: number, keepsProcess: boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      this.end = resolve;
      this.timer = setTimeout(resolve, ms);
      if (!keepsProcess) this.timer.unref();
    });
    this.end = undefined;
    this.timer = undefined;
  }

  wake(): void {
    if (this.timer !== undefined) clearTimeout(this.timer);
    this.end?.();
  }

  /** Somebody began to wait: from now on the sleep keeps the process alive. */
  keepProcess(): void {
    this.timer?.ref();
  }
}

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
