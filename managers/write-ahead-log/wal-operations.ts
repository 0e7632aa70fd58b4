import type { ActorOptions } from '../actor-options.js';
import type { AttemptControl } from './attempt.js';
import type { WalData, WalOperation, WalRecord, WalState } from './wal-record.js';

/** What an attempt that succeeded says of itself, for the log and the trail. */
export interface Done {
  /** For instance `overtaken`: nothing was left to be done. */
  readonly reason?: string;
}

/**
 * Does what a record says; whatever it throws makes the attempt a failed one. It may be called again for work that was
 * done before, after a crash for instance. `signal` is aborted when the attempt takes too long or was cancelled; it is
 * then given up and reported so, unless it had said by `attempt.commit()` that it cannot be taken back any more.
 */
export type WalExecutor = (
  record: WalOperation,
  signal: AbortSignal,
  attempt: AttemptControl,
  // biome-ignore lint/suspicious/noConfusingVoidType: an executor that has nothing to say returns nothing.
) => Promise<Done | void>;

export interface ProcessOptions {
  /** Whether another attempt may end better. Default: always. */
  readonly isRetryable?: ((error: unknown) => boolean) | undefined;
}

export interface ProcessLimits extends ProcessOptions {
  /** Default 1,000. */
  readonly maxOperations?: number | undefined;
  /** No operation is begun after that. Default 60,000. */
  readonly maxDurationMs?: number | undefined;
  /** Which of the waiting operations this executor can do. Default: all. */
  readonly accepts?: ((record: WalOperation) => boolean) | undefined;
}

/** Ids of operations, by how they ended. */
export interface Processed {
  readonly completed: readonly string[];
  readonly failed: readonly string[];
  readonly cancelled: readonly string[];
}

export interface WalOperations {
  /** The operation is durable, as `pending`, when this resolves. */
  addOperation(
    operationType: string,
    backend: string,
    data: WalData,
    options?: ActorOptions,
  ): Promise<{ operationId: string }>;
  /** pending or retrying → processing */
  startOperation(operationId: string, options?: ActorOptions): Promise<WalOperation>;
  /** processing → completed; a reason says how, for instance `overtaken`. */
  completeOperation(
    operationId: string,
    options?: ActorOptions & { readonly reason?: string | undefined },
  ): Promise<WalOperation>;
  /** processing → failed */
  failOperation(operationId: string, reason: string, options?: ActorOptions): Promise<WalOperation>;
  /** processing → retrying, and failed → pending with all attempts again */
  retryOperation(operationId: string, reason?: string, options?: ActorOptions): Promise<WalOperation>;
  /**
   * pending, processing, retrying or failed → cancelled; work that has begun is told by its signal. Throws `too_late`
   * for work that is past its point of no return. What failed and is cancelled is not kept to be tried again.
   */
  cancelOperation(operationId: string, reason?: string, options?: ActorOptions): Promise<WalOperation>;
  /** All operations, or those in one state, in the order in which they were added. */
  listOperations(state?: WalState, options?: ActorOptions): Promise<WalOperation[]>;
  /**
   * After a restart: what the ended process was working on waits to be tried again, and the log is shortened.
   * Resolves with the number of these operations, and with that of lines which could not be read, if there are any: they
   * are in `wal.ndjson.quarantine`. Leaves alone what this process works on.
   */
  recover(options?: ActorOptions): Promise<{ recovered: number; damaged?: number }>;
  /**
   * Works on one operation until it is completed, failed or cancelled: at most `maxAttempts` attempts, waiting between
   * them. Every transition is made in the name of whoever added the operation. Does not reject for what `execute`
   * throws. Work on it that has begun already is joined, not begun again.
   */
  processOperation(operationId: string, execute: WalExecutor, options?: ProcessOptions): Promise<WalOperation>;
  /** Works on the operations that wait, one after another, each until its end, within limits of number and time. */
  processAll(execute: WalExecutor, limits?: ProcessLimits): Promise<Processed>;
  /** With who asked for it, for those who go on with it. Reads the disk in the call when nothing did before. */
  findLoaded(operationId: string): WalRecord | undefined;
  /** The highest that an operation was given; 0 before the first. Reads the disk as `findLoaded` does. */
  lastSequence(): number;
  /** Waits for what runs, and lets go of the folder. After it every operation rejects with `closed`. */
  close(): Promise<void>;
  /** As `close`. */
  [Symbol.asyncDispose](): Promise<void>;
}
