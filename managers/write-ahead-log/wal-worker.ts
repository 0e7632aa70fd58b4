/**
 * Does what a log says is to be done: tries, waits, tries again, and gives up; never the same operation twice at once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { currentContext, restoreContext, runInContext } from '../../shared/client/context/context.js';
import { ManagerError } from '../manager-error.js';
import { Attempt } from './attempt.js';
import type { Processed, ProcessLimits, ProcessOptions, WalExecutor, WalOperations } from './wal-operations.js';
import { isWaiting, type WalOperation, withoutOrigin } from './wal-record.js';

export interface WorkerOptions {
  /** Attempts before an operation has failed. Default 3. */
  readonly maxAttempts?: number | undefined;
  /** How long to wait after so many attempts, in milliseconds. Default: 100, 200, 400, … at most 5,000. */
  readonly backoffMs?: ((attempts: number) => number) | undefined;
  /** After which an attempt that is not past its point of no return has failed. Default 60,000. */
  readonly attemptTimeoutMs?: number | undefined;
}

const MAX_BACKOFF_MS = 5_000;
const doubling = (attempts: number) => Math.min(MAX_BACKOFF_MS, 50 * 2 ** attempts);

interface RunningWork {
  readonly stop: AbortController;
  attempt?: Attempt | undefined;
  work?: Promise<WalOperation>;
  /** The transition of a cancellation, while it is being written down. */
  cancelling?: Promise<unknown>;
}

export class WalWorker {
  private readonly running = new Map<string, RunningWork>();
  private readonly options: Required<WorkerOptions>;

  constructor(
    private readonly wal: WalOperations,
    { maxAttempts = 3, backoffMs = doubling, attemptTimeoutMs = 60_000 }: WorkerOptions,
  ) {
    this.options = { maxAttempts, backoffMs, attemptTimeoutMs };
  }

  isWorkingOn(operationId: string): boolean {
    return this.running.has(operationId);
  }

  /**
   * Ends the work on the operation, if there is any, and then makes the transition. Throws `too_late` past the attempt's
   * point of no return.
   */
  async cancel(operationId: string, transition: () => Promise<WalOperation>): Promise<WalOperation> {
    const run = this.running.get(operationId);
    if (run?.attempt?.isPastReturn === true) {
      throw new ManagerError('too_late', `operation ${operationId} is being finished and cannot be cancelled any more`);
    }
    const cancelled = transition();
    if (run !== undefined) {
      run.cancelling = cancelled.catch(() => undefined);
      run.stop.abort(new ManagerError('cancelled', 'the operation was cancelled'));
    }
    return cancelled;
  }

  async processOperation(
    operationId: string,
    execute: WalExecutor,
    options: ProcessOptions = {},
  ): Promise<WalOperation> {
    const begun = this.running.get(operationId)?.work;
    if (begun !== undefined) return begun;
    const run: RunningWork = { stop: new AbortController() };
    run.work = this.inOrigin(operationId, () => this.tryUntilEnd(operationId, execute, options, run));
    this.running.set(operationId, run);
    try {
      return await run.work;
    } finally {
      this.running.delete(operationId);
    }
  }

  async processAll(
    execute: WalExecutor,
    { maxOperations = 1_000, maxDurationMs = 60_000, accepts = () => true, ...options }: ProcessLimits = {},
  ): Promise<Processed> {
    const endsAt = performance.now() + maxDurationMs;
    const ended: { completed: string[]; failed: string[]; cancelled: string[] } = {
      completed: [],
      failed: [],
      cancelled: [],
    };
    const waiting = (await this.wal.listOperations()).filter((record) => isWaiting(record) && accepts(record));
    for (const { operation_id } of waiting.slice(0, maxOperations)) {
      if (performance.now() >= endsAt) break;
      // Somebody may have ended it since it was listed.
      const now = this.wal.findLoaded(operation_id);
      if (now === undefined || !(isWaiting(now) || this.isWorkingOn(operation_id))) continue;
      const { state } = await this.processOperation(operation_id, execute, options);
      if (state === 'completed' || state === 'failed' || state === 'cancelled') ended[state].push(operation_id);
    }
    return ended;
  }

  /**
   * Runs `work` in the context in which the operation was added: what it does is in the name of whoever asked for it,
   * whoever runs it. Inside the same request what surrounds it stays.
   */
  inOrigin<T>(operationId: string, work: () => T): T {
    const origin = this.wal.findLoaded(operationId)?.origin ?? {};
    const isSameRequest =
      origin.correlation_id !== undefined && origin.correlation_id === currentContext()?.correlation_id;
    return isSameRequest ? runInContext({ ...origin, related: undefined }, work) : restoreContext(origin, work);
  }

  private find(operationId: string): WalOperation | undefined {
    const record = this.wal.findLoaded(operationId);
    return record && withoutOrigin(record);
  }

  private async tryUntilEnd(
    operationId: string,
    execute: WalExecutor,
    { isRetryable = () => true }: ProcessOptions,
    run: RunningWork,
  ): Promise<WalOperation> {
    const { maxAttempts, backoffMs, attemptTimeoutMs } = this.options;
    for (;;) {
      const begun = await this.wal.startOperation(operationId);
      const attempt = new Attempt(attemptTimeoutMs, run.stop.signal);
      run.attempt = attempt;
      const result = await tryOnce(attempt, () => execute(begun, attempt.signal, attempt));
      await run.cancelling;
      const record = this.find(operationId) ?? begun;
      // Somebody may have cancelled it meanwhile.
      if (record.state !== 'processing') return record;
      if (!('error' in result)) return this.wal.completeOperation(operationId, result);
      run.attempt = undefined;
      if (record.attempts >= maxAttempts || !isRetryable(result.error)) {
        return this.wal.failOperation(operationId, result.reason);
      }
      await this.wal.retryOperation(operationId, result.reason);
      // Cancelling ends the wait.
      await sleep(backoffMs(record.attempts), undefined, { signal: run.stop.signal }).catch(() => undefined);
      await run.cancelling;
      const waited = this.find(operationId) ?? begun;
      if (waited.state !== 'retrying') return waited;
    }
  }
}

type Tried = { readonly reason?: string } | { readonly error: unknown; readonly reason: string };

async function tryOnce(attempt: Attempt, execute: () => ReturnType<WalExecutor>): Promise<Tried> {
  try {
    return (await attempt.run(execute)) ?? {};
  } catch (error) {
    return { error, reason: error instanceof Error ? error.message : String(error) };
  }
}
