/** Waiting between attempts: full jitter, bounded, and cut short when somebody needs an answer now. */

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
