/**
 * Does what a log says is to be done: tries, waits, tries again, and gives up; never the same operation twice at once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { currentContext, restoreContext, runInContext } from '../../shared/client/context/context.js';
import { ManagerError } from '../manager-error.js';
import type { Processed, ProcessLimits, ProcessOptions, WalExecutor, WalOperations } from './wal-operations.js';
import { type WalOperation, withoutOrigin } from './wal-record.js';

export interface WorkerOptions {
  /** Attempts before an operation has failed. Default 3. */
  readonly maxAttempts?: number | undefined;
  /** How long to wait after so many attempts, in milliseconds. Default: 100, 200, 400, … at most 5,000. */
  readonly backoffMs?: ((attempts: number) => number) | undefined;
  /** After which an attempt has failed. Default 60,000. */
  readonly attemptTimeoutMs?: number | undefined;
}

const MAX_BACKOFF_MS = 5_000;
const doubling = (attempts: number) => Math.min(MAX_BACKOFF_MS, 50 * 2 ** attempts);

export class WalWorker {
  private readonly running = new Map<
    string,
    { readonly work: Promise<WalOperation>; readonly stop: AbortController }
  >();
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

  stop(operationId: string): void {
    this.running.get(operationId)?.stop.abort(new ManagerError('cancelled', 'the operation was cancelled'));
  }

  async processOperation(
    operationId: string,
    execute: WalExecutor,
    options: ProcessOptions = {},
  ): Promise<WalOperation> {
    const begun = this.running.get(operationId);
    if (begun !== undefined) return begun.work;
    const stop = new AbortController();
    const work = this.inOrigin(operationId, () => this.tryUntilEnd(operationId, execute, options, stop.signal));
    this.running.set(operationId, { work, stop });
    try {
      return await work;
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
    stop: AbortSignal,
  ): Promise<WalOperation> {
    const { maxAttempts, backoffMs } = this.options;
    for (;;) {
      const begun = await this.wal.startOperation(operationId);
      const failure = await this.attempt(execute, begun, stop);
      const record = this.find(operationId) ?? begun;
      // Somebody may have cancelled it meanwhile.
      if (record.state !== 'processing') return record;
      if (failure === undefined) return this.wal.completeOperation(operationId);
      if (record.attempts >= maxAttempts || !isRetryable(failure.error)) {
        return this.wal.failOperation(operationId, failure.reason);
      }
      await this.wal.retryOperation(operationId, failure.reason);
      // Cancelling ends the wait.
      await sleep(backoffMs(record.attempts), undefined, { signal: stop }).catch(() => undefined);
      const waited = this.find(operationId) ?? begun;
      if (waited.state !== 'retrying') return waited;
    }
  }

  /** Undefined when it did what it should. An executor that ignores its signal is not waited for beyond the limit. */
  private async attempt(
    execute: WalExecutor,
    record: WalOperation,
    stop: AbortSignal,
  ): Promise<{ readonly error: unknown; readonly reason: string } | undefined> {
    const { attemptTimeoutMs } = this.options;
    const limit = new AbortController();
    const signal = AbortSignal.any([stop, limit.signal]);
    const timer = setTimeout(
      () => limit.abort(new ManagerError('timeout', `the attempt took longer than ${attemptTimeoutMs} ms`)),
      attemptTimeoutMs,
    );
    const aborted = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    try {
      await Promise.race([execute(record, signal), aborted]);
      return undefined;
    } catch (error) {
      return { error, reason: error instanceof Error ? error.message : String(error) };
    } finally {
      clearTimeout(timer);
    }
  }
}

const isWaiting = ({ state }: WalOperation): boolean => state === 'pending' || state === 'retrying';
