/** After a restart: finishes what an earlier process began, and sweeps what it left. */
import type { StorageWAL } from '../write-ahead-log/storage-wal.js';
import { isFinal, isWaiting, type WalRecord } from '../write-ahead-log/wal-record.js';
import type { BucketStates } from './bucket-states.js';
import { FileOperations, type FileOperationsOptions, OVERTAKEN } from './file-operations.js';
import type { FilePins } from './file-pins.js';
import type { LoggedWork } from './logged-work.js';
import type { RequestTurns } from './request-turns.js';

/** How a request of an earlier process ended. */
export interface FinishedRequest {
  /** Of a write. */
  readonly pinned?: boolean;
  readonly overtaken?: true;
  readonly contentKept?: boolean;
}

/** Lets `work` be what the request's own event is about. */
export type FinishRequest = (record: WalRecord, work: () => Promise<FinishedRequest>) => Promise<FinishedRequest>;

export interface RecoveryOptions extends Omit<FileOperationsOptions, 'files'> {
  readonly turns: RequestTurns;
  readonly work: LoggedWork;
  readonly filePins: FilePins;
}

export class Recovery {
  private readonly wal: StorageWAL;
  private readonly states: BucketStates;

  constructor(private readonly options: RecoveryOptions) {
    this.wal = options.wal;
    this.states = options.states;
  }

  /** Resolves with how many operations ended and files were pinned. */
  async finish(asRequest: FinishRequest): Promise<{ completed: number; failed: number; pinned: number }> {
    await this.options.work.writeEnds();
    const known = new Set(this.states.listNames());
    const ended = { completed: 0, failed: 0, pinned: 0 };
    for (const waiting of await this.wal.listOperations()) {
      if (!isWaiting(waiting) || !FileOperations.accepts(waiting) || !known.has(waiting.bucket)) continue;
      const { bucket, path, from = path, operation_id } = waiting;
      const result = await this.options.turns.take(bucket, [path, from], () => this.finishOne(operation_id, asRequest));
      if (result === undefined) continue;
      if ('error' in result) ended.failed += 1;
      else ended.completed += 1;
      if ('pinned' in result && result.pinned) ended.pinned += 1;
    }
    await this.sweep();
    return { ...ended, pinned: ended.pinned + (await this.pinAll()) };
  }

  /** Undefined for what this process worked on itself: that ended before its turn came. */
  private async finishOne(
    operationId: string,
    asRequest: FinishRequest,
  ): Promise<FinishedRequest | { readonly error: unknown } | undefined> {
    const now = this.wal.findLoaded(operationId);
    if (now === undefined || !isWaiting(now)) return undefined;
    return asRequest(now, () => this.finishRequest(now)).catch((error: unknown) => ({ error }));
  }

  /** Rejects when it failed, as the call would have that asked for it. */
  private async finishRequest({ operation_id, bucket, path, operation_type }: WalRecord): Promise<FinishedRequest> {
    const { done, error } = await this.options.work.run(operation_id);
    if (done === undefined) throw error;
    const { reason, contentKept } = done;
    if (reason === OVERTAKEN) return { overtaken: true };
    if (operation_type !== 'store') return contentKept ? { contentKept } : {};
    return { pinned: await this.options.filePins.pin(this.states.get(bucket), path) };
  }

  /** Takes out what no file has, here and in the backends, and forgets deletions that have nothing left to overtake. */
  private async sweep(): Promise<void> {
    const { staged, queue, removal } = this.options;
    const listOpen = async () => (await this.wal.listOperations()).filter((record) => !isFinal(record));
    await staged.keepOnly(async () => new Set((await listOpen()).map((record) => record.staged ?? '')));
    const oldest = Math.min(...(await listOpen()).map(({ sequence }) => sequence), this.wal.lastSequence());
    for (const state of this.states.listSound()) {
      await queue.run(state.bucket, async () => {
        await removal.sweep(state);
        await state.forgetDeletions(oldest);
      });
    }
    for (const { state, forget } of this.states.listGone()) {
      // Content of a backend that is gone is nobody's to remove.
      if (state.isDamaged) continue;
      const isThere = (await this.options.backends.listBackends()).includes(state.backend);
      if (!isThere || (await removal.sweep(state)).left === 0) await forget();
    }
  }

  private async pinAll(): Promise<number> {
    const { filePins, turns } = this.options;
    let pinned = 0;
    for (const state of this.states.listSound()) {
      for (const [path] of [...state.list()]) {
        if (filePins.isPinned(state, path)) continue;
        if (await turns.take(state.bucket, [path], () => filePins.pin(state, path))) pinned += 1;
      }
    }
    return pinned;
  }
}
