/** Those who wait until every event up to a sequence number has a fate, each with a deadline. */
import { withDeadline } from '../context/with-deadline.js';

interface Waiter {
  readonly seq: number;
  readonly settled: (complete: true) => void;
}

export class SettledWaiters {
  private readonly waiters = new Set<Waiter>();

  constructor(private readonly oldestUnsettled: () => number | undefined) {}

  /** True when all have a fate; false after `timeoutMs`, with some still on their way. */
  async wait(seq: number, timeoutMs: number): Promise<boolean> {
    if (this.isSettled(seq)) return true;
    let waiter: Waiter | undefined;
    const settled = () =>
      new Promise<true>((resolve) => {
        waiter = { seq, settled: resolve };
        this.waiters.add(waiter);
      });
    const complete = await withDeadline(settled, timeoutMs, () => this.isSettled(seq));
    if (waiter !== undefined) this.waiters.delete(waiter);
    return complete;
  }

  /** Events got their fates. */
  check(): void {
    for (const waiter of this.waiters) if (this.isSettled(waiter.seq)) waiter.settled(true);
  }

  private isSettled(seq: number): boolean {
    return (this.oldestUnsettled() ?? Number.POSITIVE_INFINITY) > seq;
  }
}
