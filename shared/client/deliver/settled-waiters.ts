/** Those who wait until every event up to a sequence number has a fate, each with a deadline. */

interface Waiter {
  readonly seq: number;
  readonly finish: (complete: boolean) => void;
}

export class SettledWaiters {
  private readonly waiters = new Set<Waiter>();

  constructor(private readonly oldestUnsettled: () => number | undefined) {}

  /** True when all have a fate; false after `timeoutMs`, with some still on their way. */
  wait(seq: number, timeoutMs: number): Promise<boolean> {
    if (this.isSettled(seq)) return Promise.resolve(true);
    return new Promise((resolve) => {
      const waiter: Waiter = {
        seq,
        finish: (complete) => {
          clearTimeout(timer);
          this.waiters.delete(waiter);
          resolve(complete);
        },
      };
      // This timer keeps the process alive on purpose: somebody waits for the answer.
      const timer = setTimeout(() => waiter.finish(this.isSettled(seq)), timeoutMs);
      this.waiters.add(waiter);
    });
  }

  /** Events got their fates. */
  check(): void {
    for (const waiter of this.waiters) if (this.isSettled(waiter.seq)) waiter.finish(true);
  }

  private isSettled(seq: number): boolean {
    return (this.oldestUnsettled() ?? Number.POSITIVE_INFINITY) > seq;
  }
}
