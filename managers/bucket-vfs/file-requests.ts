/** What a caller wants done to a file, from the log to the pin: the log has it before anything is changed. */
import { createHash } from 'node:crypto';
import { runInContext } from '../../shared/client/index.js';
import { KeyedQueue } from '../keyed-queue.js';
import { ManagerError } from '../manager-error.js';
import { computeCid } from '../pin/content-id.js';
import type { PinManager } from '../pin/pin-manager.js';
import type { Done, WalExecutor } from '../write-ahead-log/wal-operations.js';
import { isFinal, isWaiting, type WalData, type WalOperation } from '../write-ahead-log/wal-record.js';
import type { BucketState, StoredFile } from './bucket-state.js';
import { FileOperations, type FileOperationsOptions, isRetryable, keyOf, OVERTAKEN } from './file-operations.js';
import { nameFile } from './file-path.js';

export interface WrittenFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  readonly sha256: string;
  readonly cid: string;
  /** false: it is stored, and could not be pinned. */
  readonly pinned: boolean;
  /** A later operation on the file, logged after this one, was done before it: the file holds what that one wrote. */
  readonly overtaken?: true;
}

export interface RequestOptions extends FileOperationsOptions {
  readonly pins: PinManager;
}

export class FileRequests {
  private readonly operations: FileOperations;
  /** What is asked of one file is done in the order in which it was asked. */
  private readonly turns = new KeyedQueue();

  constructor(private readonly options: RequestOptions) {
    this.operations = new FileOperations(options);
  }

  /** `find` throws when the file must not be written; it is asked at the request's turn. */
  write(bucket: string, path: string, bytes: Buffer, find: () => Promise<BucketState>): Promise<WrittenFile> {
    return this.inTurn(bucket, path, async () => {
      const state = await find();
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const file = { path, size: bytes.length, sha256, cid: computeCid(bytes) };
      const name = this.options.staged.makeName();
      try {
        await this.options.staged.put(name, bytes);
        const { reason } = await this.process('store', state, { path, size: file.size, sha256, bucket, staged: name });
        if (reason === OVERTAKEN) return { ...file, pinned: false, overtaken: true };
      } finally {
        this.options.staged.release(name);
      }
      return { ...file, pinned: await this.pin(state, bytes) };
    });
  }

  /** `find` throws when there is no such file; it is asked at the request's turn. */
  delete(
    bucket: string,
    path: string,
    find: () => Promise<{ readonly state: BucketState; readonly file: StoredFile }>,
  ): Promise<void> {
    return this.inTurn(bucket, path, async () => {
      const { state, file } = await find();
      await this.process('delete', state, { bucket, path, size: file.size, sha256: file.sha256 });
      this.operations.forgetDeletion(bucket, path);
    });
  }

  /** Finishes what an earlier process began. Resolves with how many operations ended and files were pinned. */
  async finish(states: readonly BucketState[]): Promise<{ completed: number; failed: number; pinned: number }> {
    const { wal, staged } = this.options;
    const known = new Set(states.map(({ bucket }) => bucket));
    const ended = { completed: 0, failed: 0 };
    for (const waiting of await wal.listOperations()) {
      if (!isWaiting(waiting) || !FileOperations.accepts(waiting) || !known.has(waiting.bucket)) continue;
      const { state } = await this.inTurn(waiting.bucket, waiting.path, () => this.finishOne(waiting));
      if (state === 'completed' || state === 'failed') ended[state] += 1;
    }
    await staged.keepOnly(async () => {
      const open = (await wal.listOperations()).filter((record) => !isFinal(record));
      return new Set(open.map((record) => record.staged ?? ''));
    });
    return { ...ended, pinned: await this.pinAll() };
  }

  /** What this process works on itself ended before its turn came. */
  private async finishOne({ operation_id }: WalOperation): Promise<{ readonly state?: string }> {
    const now = this.options.wal.findLoaded(operation_id);
    if (now === undefined || !isWaiting(now)) return {};
    const execute: WalExecutor = (record, signal, attempt) => this.operations.execute(record, signal, attempt);
    return this.options.wal.processOperation(operation_id, execute, { isRetryable });
  }

  private inTurn<T>(bucket: string, path: string, work: () => Promise<T>): Promise<T> {
    return this.turns.run(`${bucket}:${path}`, () => inFile(bucket, path, work));
  }

  /** Resolves when it was done, also when the log could not write that down: then it is found done after a restart. */
  private async process(
    type: 'store' | 'delete',
    { bucket, backend }: { readonly bucket: string; readonly backend: string },
    data: WalData,
  ): Promise<Done> {
    const { wal, staged } = this.options;
    let failure: unknown;
    let done: Done | undefined;
    let isEnded = true;
    try {
      const { operationId } = await wal.addOperation(type, backend, data);
      isEnded = false;
      const execute: WalExecutor = async (record, signal, attempt) => {
        try {
          done = await this.operations.execute(record, signal, attempt);
          return done;
        } catch (error) {
          failure = error;
          throw error;
        }
      };
      const ended = await wal.processOperation(operationId, execute, { isRetryable });
      isEnded = isFinal(ended);
      if (ended.state === 'completed') return done ?? {};
      const reason = ended.reason ?? `the operation is ${ended.state}`;
      throw (
        failure ?? new ManagerError(ended.state === 'cancelled' ? 'cancelled' : 'not_stored', `${bucket}: ${reason}`)
      );
    } catch (error) {
      if (done !== undefined) return done;
      throw error;
    } finally {
      // One that failed may be retried, and then needs its content.
      if (isEnded && data.staged !== undefined) await staged.remove(data.staged);
    }
  }

  /** A pin names its bucket besides the file. */
  private async pin({ bucket, backend }: BucketState, bytes: Uint8Array): Promise<boolean> {
    try {
      await this.options.pins.addPin(bytes, {
        backends: [backend],
        related: [{ resource_id: bucket, role: 'bucket' }],
      });
      return true;
    } catch {
      return false;
    }
  }

  private async pinAll(): Promise<number> {
    const pins = new Map((await this.options.pins.listPins()).map(({ cid, backends }) => [cid, backends]));
    let pinned = 0;
    for (const state of await this.options.states.list()) {
      for (const [path, { cid, sha256 }] of Object.entries(state.files)) {
        if (pins.get(cid)?.includes(state.backend) === true) continue;
        const store = await this.options.backends.openStore(state.backend);
        const bytes = await store.fetch(keyOf(state.bucket, sha256)).catch(() => undefined);
        if (bytes === undefined) continue;
        if (await inFile(state.bucket, path, () => this.pin(state, bytes))) pinned += 1;
      }
    }
    return pinned;
  }
}

/** What log, journal and pins do inside belongs to the file. */
function inFile<T>(bucket: string, path: string, work: () => Promise<T>): Promise<T> {
  return runInContext({ related: [{ resource_id: nameFile(bucket, path), role: 'file' }] }, work);
}
