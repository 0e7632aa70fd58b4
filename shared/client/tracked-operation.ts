/** One call of a tracked method, from before it runs until its event is handed to the logger: exactly once. */
import { types } from 'node:util';
import { startOperation } from './clock.js';
import { type AuditContext, currentContext, restoreContext } from './context.js';
import type { EventLogger } from './event-logger.js';
import type { Method, TrackedRow } from './read-policy.js';
import { RowValues } from './row-values.js';
import { nameError, warnOnce } from './tracking-warning.js';
import { judgeError, judgeResult, type Verdict } from './verdict.js';

/** What is known of a tracked method before any call. */
export interface TrackedMethod {
  readonly className: string;
  readonly key: PropertyKey;
  readonly row: TrackedRow;
}

let judging = false;

/** True while functions of a policy run and while a logger takes an event: tracked methods make no events there. */
export function isJudging(): boolean {
  return judging;
}

/** `fn` is never asynchronous: what it starts and does not wait for is tracked as ever. */
function judge<T>(fn: () => T): T {
  const before = judging;
  judging = true;
  try {
    return fn();
  } finally {
    judging = before;
  }
}

export class TrackedOperation {
  private readonly values: RowValues;
  private readonly start: ReturnType<typeof startOperation>;
  /** What the method runs in. */
  private readonly context: AuditContext;
  private isRecorded = false;
  /** What the logger gave for the event, when it is made. */
  receipt: unknown;

  /** Never throws. */
  constructor(
    private readonly method: TrackedMethod,
    private readonly logger: EventLogger,
    readonly instance: unknown,
    private readonly args: readonly unknown[],
    private readonly surrounding: AuditContext | undefined,
  ) {
    this.values = judge(() => new RowValues(method.row, String(method.key), instance, args));
    this.start = startOperation();
    const { operation_id } = this.start;
    this.context = {
      ...surrounding,
      user_id: this.values.userId ?? surrounding?.user_id,
      correlation_id: surrounding?.correlation_id ?? operation_id,
      operation_id,
      tracked: true,
      call: { instance, key: method.key },
    };
  }

  /** Runs part of the operation: the method itself, a step of its generator. */
  run(fn: Method, instance: unknown, args: readonly unknown[]): unknown {
    return restoreContext(this.context, Reflect.apply, fn, instance, args);
  }

  /** Whether the caller has to wait for the receipt, because there is one and the logger wants it. */
  get mustWait(): boolean {
    return this.receipt !== undefined && this.logger.awaitReceipts === true;
  }

  /** Each of the following makes the event, the first of them alone, and never throws. */
  returned(value: unknown): void {
    this.record(() => judgeResult(this.values, this.method.row.outcome, value, this.args));
  }

  threw(error: unknown): void {
    this.record(() => judgeError(error));
  }

  /** The consumer of a stream or generator wanted no more of it: what it got is not the whole. */
  endedEarly(): void {
    this.record(() => ({ status: 'partial' }));
  }

  /** The end cannot be seen. */
  unobservable(problem: string): void {
    this.record(() => {
      this.values.note('outcome', problem);
      return { status: 'unknown' };
    });
  }

  private record(verdict: () => Verdict): void {
    if (this.isRecorded) return;
    this.isRecorded = true;
    const durationMs = Math.round((performance.now() - this.start.startedAt) * 1_000) / 1_000;
    const log = () => judge(() => this.log(durationMs, verdict()));
    try {
      // Streams and generators end wherever their consumer is; the event belongs where the operation was started.
      if (currentContext() === this.surrounding) log();
      else restoreContext(this.surrounding, log);
    } catch (error) {
      const name = `${this.method.className}.${String(this.method.key)}`;
      warnOnce(`logger ${name}`, `The audit logger failed (${nameError(error)}): a call of ${name} made no event.`);
    }
  }

  private log(durationMs: number, { status, error }: Verdict): void {
    const { values, surrounding } = this;
    this.receipt = this.logger.logEvent({
      event_type: values.eventType,
      action: values.action,
      status,
      timestamp: this.start.timestamp,
      duration_ms: durationMs,
      operation_id: this.start.operation_id,
      user_id: this.context.user_id ?? 'system',
      on_behalf_of: surrounding?.on_behalf_of,
      source_ip: surrounding?.source_ip,
      user_agent: surrounding?.user_agent,
      resource_id: values.resourceId,
      resource_type: values.resourceType,
      related: values.related,
      correlation_id: this.context.correlation_id,
      caused_by: surrounding?.operation_id,
      error,
      details: values.allDetails(),
    });
    // The caller of the operation has no part in it; a receipt that is no promise must not be touched, or it hurries.
    if (types.isPromise(this.receipt)) this.receipt.then(undefined, () => undefined);
  }
}
