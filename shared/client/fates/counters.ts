/** What became of every event that this logger was handed. */

/**
 * At every moment: attempted = sum of `filtered` + sum of `sampled_out` + sum of `rejected` + sum of `dropped` + sent
 * + buffered + in_flight. The logger's own `gap` events count like any other.
 */
export interface Counters {
  readonly attempted: number;
  /** Left out by `enabled` (`disabled`) or `event_types` (`event_type`). */
  readonly filtered: Readonly<Record<string, number>>;
  /** Left out by sampling, by event type. */
  readonly sampled_out: Readonly<Record<string, number>>;
  /** Could never be stored, by reason. */
  readonly rejected: Readonly<Record<string, number>>;
  /** Good events that this process could not keep, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  /** Accepted by the storage. */
  readonly sent: number;
  /** Waiting in memory. */
  readonly buffered: number;
  /** Serialised, and not yet accepted. */
  readonly in_flight: number;
  /** Text of the latest failure to send; absent while all goes well. */
  readonly last_failure?: string;
}

export class EventCounters {
  attempted = 0;
  sent = 0;
  lastFailure: string | undefined;
  private readonly filtered = new Map<string, number>();
  private readonly sampledOut = new Map<string, number>();
  private readonly rejected = new Map<string, number>();
  private readonly dropped = new Map<string, number>();

  countFiltered(reason: string): void {
    add(this.filtered, reason);
  }

  countSampledOut(eventType: string): void {
    add(this.sampledOut, eventType);
  }

  countRejected(reason: string): void {
    add(this.rejected, reason);
  }

  countDropped(reason: string): void {
    add(this.dropped, reason);
  }

  snapshot(waiting: { buffered: number; in_flight: number }): Counters {
    return {
      attempted: this.attempted,
      filtered: Object.fromEntries(this.filtered),
      sampled_out: Object.fromEntries(this.sampledOut),
      rejected: Object.fromEntries(this.rejected),
      dropped: Object.fromEntries(this.dropped),
      sent: this.sent,
      ...waiting,
      ...(this.lastFailure === undefined ? {} : { last_failure: this.lastFailure }),
    };
  }
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
