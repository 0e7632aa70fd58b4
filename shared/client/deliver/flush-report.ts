/** What a flush brought, in numbers. */
import type { Counters } from '../fates/counters.js';

export interface FlushReport {
  /** Whether every event logged before has a fate now. */
  readonly complete: boolean;
  /** Events that got this fate meanwhile. */
  readonly sent: number;
  readonly rejected: number;
  readonly dropped: number;
  /** Events without a fate at the end. */
  readonly pending: number;
}

export function buildFlushReport(before: Counters, now: Counters, complete: boolean): FlushReport {
  return {
    complete,
    sent: now.sent - before.sent,
    rejected: sum(now.rejected) - sum(before.rejected),
    dropped: sum(now.dropped) - sum(before.dropped),
    pending: now.buffered + now.in_flight,
  };
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
