/** One call of a tracked method, from before it runs until its event is handed to the logger: exactly once. */
import { types } from 'node:util';
import { type AuditContext, currentContext, type RunningCall, restoreContext } from '../context/context.js';
import { withDeadline } from '../context/with-deadline.js';
import type { EventLogger } from '../event/event-logger.js';
import { startOperation } from '../event/operation-start.js';
import { continueContext } from './continued-context.js';
import { type Ending, judgeError, judgeResult } from './ending.js';
import type { FollowedOperation } from './observe/followed-operation.js';
import { isMethod, type Method } from './observe/method.js';
import { RowValues } from './row-values.js';
import type { TrackedRow } from './tracked-row.js';
import { nameError, warnOnce } from './tracking-warning.js';

/** What is known of a tracked method before any call. */
export interface TrackedMethod {
  readonly className: string;
  readonly key: PropertyKey;
  /** The prototype, or for a static method the class, that the wrapper is on. */
  readonly holder: object;
  readonly row: TrackedRow;
}

/** Says how the operation ended, from its result or its error. */
type Judge = (operation: TrackedOperation, value: unknown) => Ending;

const judgeReturn: Judge = (operation, value) =>
  judgeResult(operation.values, operation.method.row.outcome, value, operation.args);
const judgeThrow: Judge = (_operation, error) => judgeError(error);
const judgePart: Judge = () => ({ status: 'partial' });
const judgeUnseen: Judge = (operation, problem) => {
  operation.values.note('outcome', String(problem));
  return { status: 'unknown' };
};

let judging = false;

/**
 * True while functions of a policy run and while a logger takes an event: tracked methods make no events there. What
 * they start and do not wait for is tracked as ever.
 */
export function isJudging(): boolean {
  return judging;
}

export class TrackedOperation implements FollowedOperation {
  readonly values: RowValues;
  private readonly start: ReturnType<typeof startOperation>;
  /** What the method runs in. */
  private readonly context: AuditContext;
  private readonly surrounding: AuditContext | undefined;
  private readonly call: RunningCall;
  /** What the logger gave for the event, when it is made. */
  private receipt: unknown;

  /** Reads the row. Throws only when the process is at its limits, of the stack for instance. */
  constructor(
    readonly method: TrackedMethod,
    private readonly logger: EventLogger,
    readonly instance: unknown,
    readonly args: readonly unknown[],
    callersContext: AuditContext | undefined,
  ) {
    const before = judging;
    judging = true;
    try {
      this.values = new RowValues(method.row, String(method.key), instance, args);
    } finally {
      judging = before;
    }
    const { continued } = this.values;
    const surrounding = continued === undefined ? callersContext : continueContext(callersContext, continued);
    this.surrounding = surrounding;
    if (surrounding?.scope?.isOver === true) warnOfEndedContext(method);
    this.start = startOperation();
    const { operation_id } = this.start;
    this.call = {
      instance,
      key: method.key,
      holder: method.holder,
      args: method.row.joins ? args : undefined,
      isOver: false,
    };
    this.context = {
      ...surrounding,
      user_id: this.values.userId ?? surrounding?.user_id,
      correlation_id: surrounding?.correlation_id ?? operation_id,
      operation_id,
      tracked: true,
      call: this.call,
    };
  }

  run(fn: Method, instance: unknown, args: readonly unknown[]): unknown {
    return restoreContext(this.context, Reflect.apply, fn, instance, args);
  }

  /** For `async: false`: an operation settles when its event is safe, or when waiting any longer would harm it. */
  untilSafe(): Promise<void> | undefined {
    if (this.receipt === undefined || this.logger.awaitReceipts !== true) return undefined;
    return waitForReceipt(this.receipt);
  }

  returned(value: unknown): void {
    this.record(judgeReturn, value);
  }

  threw(error: unknown): void {
    this.record(judgeThrow, error);
  }

  /** What was returned at once says nothing where a function was handed over that may say it later. */
  returnedNothing(): void {
    const reportsLater = this.method.row.outcome === undefined && isMethod(this.args.at(-1));
    if (reportsLater) this.unobservable('it may report by the function that it was handed');
    else this.returned(undefined);
  }

  endedEarly(): void {
    this.record(judgePart, undefined);
  }

  unobservable(problem: string): void {
    this.record(judgeUnseen, problem);
  }

  private record(judge: Judge, value: unknown): void {
    if (this.call.isOver) return;
    this.call.isOver = true;
    this.call.args = undefined;
    const durationMs = Math.round((performance.now() - this.start.startedAt) * 1_000) / 1_000;
    const before = judging;
    judging = true;
    try {
      // Streams and generators end wherever their consumer is; the event belongs where the operation was started.
      if (currentContext() === this.surrounding) this.log(durationMs, judge(this, value));
      else restoreContext(this.surrounding, () => this.log(durationMs, judge(this, value)));
    } catch (error) {
      const name = `${this.method.className}.${String(this.method.key)}`;
      warnOnce(`logger ${name}`, `The audit logger failed (${nameError(error)}): a call of ${name} made no event.`);
    } finally {
      judging = before;
    }
  }

  private log(durationMs: number, { status, error }: Ending): void {
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
      changes: values.changes,
      reason: values.reason,
      tags: values.tags,
      correlation_id: this.context.correlation_id,
      caused_by: surrounding?.operation_id,
      error,
      details: values.allDetails(),
    });
    // The caller of the operation has no part in it; a receipt that is no promise must not be touched, or it hurries.
    if (types.isPromise(this.receipt)) this.receipt.then(undefined, () => undefined);
  }
}

const MAX_WAIT_MS = 10_000;

/** Resolves when the receipt settles either way, after `maxMs` at the latest; never rejects. */
export function waitForReceipt(receipt: unknown, maxMs = MAX_WAIT_MS): Promise<void> {
  const goOn = () => undefined;
  const onLate = () =>
    warnOnce('receipt', `An audit receipt did not settle within ${maxMs} ms: operations go on without it.`);
  return withDeadline(() => receipt, maxMs, onLate).then(goOn, goOn);
}

/** Only in development are contexts known to be over. */
function warnOfEndedContext({ className, key }: TrackedMethod): void {
  const name = `${className}.${String(key)}`;
  const text =
    `${name} runs in the context of an audit.run that is over, and names its user. ` +
    'Where a queue, a pool or a batcher runs it, hand it over with audit.bind(fn) or use audit.wrap(queue).';
  warnOnce(`ended ${name}`, text);
}
