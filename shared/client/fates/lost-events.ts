/** What is missing from the trail and not yet said in it: told by `audit`/`gap` events as soon as one can be sent. */

export interface LossReport {
  readonly reason: string;
  readonly count: number;
  /** Times of the first and the last loss, ISO 8601. */
  readonly since: string;
  readonly until: string;
}

interface Loss {
  count: number;
  sinceMs: number;
  untilMs: number;
}

export class LostEvents {
  private readonly losses = new Map<string, Loss>();

  get isEmpty(): boolean {
    return this.losses.size === 0;
  }

  note(reason: string, nowMs: number = Date.now()): void {
    const loss = this.losses.get(reason);
    if (loss === undefined) {
      this.losses.set(reason, { count: 1, sinceMs: nowMs, untilMs: nowMs });
      return;
    }
    loss.count++;
    loss.untilMs = nowMs;
  }

  /** One report a reason; they are noted no more. */
  takeReports(): LossReport[] {
    const reports = [...this.losses].map(([reason, { count, sinceMs, untilMs }]) => ({
      reason,
      count,
      since: new Date(sinceMs).toISOString(),
      until: new Date(untilMs).toISOString(),
    }));
    this.losses.clear();
    return reports;
  }

  /** Back again, because the event that was to report it is lost as well. */
  putBack(report: LossReport): void {
    const sinceMs = Date.parse(report.since);
    const untilMs = Date.parse(report.until);
    const loss = this.losses.get(report.reason);
    if (loss === undefined) {
      this.losses.set(report.reason, { count: report.count, sinceMs, untilMs });
      return;
    }
    loss.count += report.count;
    loss.sinceMs = Math.min(loss.sinceMs, sinceMs);
    loss.untilMs = Math.max(loss.untilMs, untilMs);
  }
}
