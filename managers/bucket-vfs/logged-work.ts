/** Work on an operation of the log, and its one truth: it was done, or it was not, and why. */
import { ManagerError } from '../manager-error.js';
import type { SpareRoom } from '../spare-room.js';
import type { StorageWAL } from '../write-ahead-log/storage-wal.js';
import type { WalExecutor } from '../write-ahead-log/wal-operations.js';
import { isFinal } from '../write-ahead-log/wal-record.js';
import { type FileDone, type FileOperations, isRetryable } from './file-operations.js';

export interface WorkEnd {
  /** Undefined: it was not done. */
  readonly done: FileDone | undefined;
  /** Why it was not done. */
  readonly error?: unknown;
  /** Nobody can try it again. */
  readonly isOver: boolean;
}

export class LoggedWork {
  /** Operations that were not done, and whose end the log has not yet: nobody may go on with them. */
  private readonly givenUp = new Set<string>();

  constructor(
    private readonly wal: StorageWAL,
    private readonly operations: FileOperations,
    private readonly spare: SpareRoom,
  ) {}

  /**
   * Never rejects. What was done counts as done also when the log could not write that down: it is found done after a
   * restart.
   */
  async run(operationId: string): Promise<WorkEnd> {
    if (this.givenUp.size > 0) await this.writeEnds();
    let done: FileDone | undefined;
    let failure: unknown;
    const execute: WalExecutor = async (record, signal, attempt) => {
      try {
        done = await this.operations.execute(record, signal, attempt);
        return done;
      } catch (error) {
        failure = error;
        throw error;
      }
    };
    try {
      const ended = await this.wal.processOperation(operationId, execute, { isRetryable });
      if (ended.state === 'completed') return { done: done ?? {}, isOver: true };
      const reason = ended.reason ?? `the operation is ${ended.state}`;
      const error = new ManagerError(ended.state === 'cancelled' ? 'cancelled' : 'not_stored', reason);
      return { done: undefined, error: failure ?? error, isOver: isFinal(ended) };
    } catch (error) {
      if (done !== undefined) return { done, isOver: false };
      this.givenUp.add(operationId);
      return { done, error, isOver: await this.writeEnds() };
    }
  }

  /**
   * Cancels what was reported as not done though the log, on a full disk for instance, could not take its end: later it
   * would be done all the same. Resolves with whether the log knows of all.
   */
  async writeEnds(): Promise<boolean> {
    for (const operationId of [...this.givenUp]) {
      try {
        const state = this.wal.findLoaded(operationId)?.state;
        if (state === 'pending' || state === 'processing' || state === 'retrying') {
          await this.spare.give();
          await this.wal.cancelOperation(operationId, 'its end could not be written down');
        }
        this.givenUp.delete(operationId);
      } catch {
        // Tried again with the next request.
      }
    }
    return this.givenUp.size === 0;
  }
}
