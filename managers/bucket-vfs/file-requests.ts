/** What a caller wants done to a file, from the log to the pin: the log has it before anything is changed. */
import { createHash } from 'node:crypto';
import { runInContext } from '../../shared/client/index.js';
import { KeyedQueue } from '../keyed-queue.js';
import { ManagerError } from '../manager-error.js';
import { computeCid } from '../pin/content-id.js';
import type { PinManager } from '../pin/pin-manager.js';
import type { SpareRoom } from '../spare-room.js';
import type { WalExecutor } from '../write-ahead-log/wal-operations.js';
import { isFinal, isWaiting, type WalData, type WalOperation, type WalRecord } from '../write-ahead-log/wal-record.js';
import type { BucketState, StoredFile } from './bucket-state.js';
import {
  type FileDone,
  FileOperations,
  type FileOperationsOptions,
  isRetryable,
  OVERTAKEN,
} from './file-operations.js';
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

/** How a request of an earlier process ended. */
export interface FinishedRequest {
  /** Of a write. */
  readonly pinned?: boolean;
  readonly overtaken?: true;
  readonly contentKept?: true | boolean;
}

/** Lets `work` be what the request's own event is about. */
export type FinishRequest = (record: WalRecord, work: () => Promise<FinishedRequest>) => Promise<FinishedRequest>;

export interface RequestOptions extends FileOperationsOptions {
  readonly spare: SpareRoom;
  readonly pins: PinManager;
}

export class FileRequests {
  private readonly operations: FileOperations;
  /** What is asked of one file is done in the order in which it was asked. */
  private readonly turns = new KeyedQueue();
  /** By bucket: what has not ended. */
  private readonly asked = new Map<string, Set<Promise<unknown>>>();

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
        await this.options.spare.keep();
        const { reason } = await this.process('store', state, { path, size: file.size, sha256, bucket, staged: name });
        if (reason === OVERTAKEN) return { ...file, pinned: false, overtaken: true };
      } finally {
        this.options.staged.release(name);
      }
      return { ...file, pinned: await this.pinFile(state, path, file.cid, bytes) };
    });
  }

  /** `find` throws when there is no such file; it is asked at the request's turn. */
  delete(
    bucket: string,
    path: string,
    find: () => Promise<{ readonly state: BucketState; readonly file: StoredFile }>,
  ): Promise<{ contentKept: boolean }> {
    return this.inTurn(bucket, path, async () => {
      const { state, file } = await find();
      const data = { bucket, path, size: file.size, sha256: file.sha256 };
      await this.options.spare.give();
      const { contentKept = false } = await this.process('delete', state, data);
      await this.options.spare.keep();
      return { contentKept };
    });
  }

  /** Resolves when all that was asked of the bucket's files before has ended. */
  async settle(bucket: string): Promise<void> {
    await Promise.allSettled(this.asked.get(bucket) ?? []);
  }

  /** Resolves with how many objects the backend has still though no file names them. */
  removeRubbish(state: BucketState): Promise<{ left: number }> {
    return this.options.queue.run(state.bucket, () => this.options.removal.sweep(state));
  }

  /** Finishes what an earlier process began. Resolves with how many operations ended and files were pinned. */
  async finish(asRequest: FinishRequest): Promise<{ completed: number; failed: number; pinned: number }> {
    const { wal, staged, states } = this.options;
    const known = new Set(states.listNames());
    const ended = { completed: 0, failed: 0, pinned: 0 };
    for (const waiting of await wal.listOperations()) {
      if (!isWaiting(waiting) || !FileOperations.accepts(waiting) || !known.has(waiting.bucket)) continue;
      const result = await this.inTurn(waiting.bucket, waiting.path, () => this.finishOne(waiting, asRequest));
      if (result === undefined) continue;
      if ('error' in result) ended.failed += 1;
      else ended.completed += 1;
      if ('pinned' in result && result.pinned) ended.pinned += 1;
    }
    await staged.keepOnly(async () => {
      const open = (await wal.listOperations()).filter((record) => !isFinal(record));
      return new Set(open.map((record) => record.staged ?? ''));
    });
    await this.sweep();
    return { ...ended, pinned: ended.pinned + (await this.pinAll()) };
  }

  /** Takes out of the backends what no file has, and forgets deletions that have nothing left to overtake. */
  private async sweep(): Promise<void> {
    const { wal, states, queue, removal } = this.options;
    const open = (await wal.listOperations()).filter((record) => !isFinal(record));
    const oldest = Math.min(...open.map(({ sequence }) => sequence), wal.lastSequence());
    for (const state of states.listSound()) {
      await queue.run(state.bucket, async () => {
        await removal.sweep(state);
        await state.forgetDeletions(oldest);
      });
    }
  }

  /** Undefined for what this process worked on itself: that ended before its turn came. */
  private async finishOne(
    { operation_id }: WalOperation,
    asRequest: FinishRequest,
  ): Promise<FinishedRequest | { readonly error: unknown } | undefined> {
    const now = this.options.wal.findLoaded(operation_id);
    if (now === undefined || !isWaiting(now)) return undefined;
    return asRequest(now, () => this.finishRequest(now)).catch((error: unknown) => ({ error }));
  }

  /** Rejects when it failed, as the call would have that asked for it. */
  private async finishRequest({
    operation_id,
    bucket,
    path,
    operation_type,
    sha256,
  }: WalRecord): Promise<FinishedRequest> {
    const { wal, states, backends } = this.options;
    let done: FileDone = {};
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
    const ended = await wal.processOperation(operation_id, execute, { isRetryable });
    if (ended.state !== 'completed') {
      throw failure ?? new ManagerError(ended.state === 'cancelled' ? 'cancelled' : 'not_stored', `${bucket}: ${path}`);
    }
    const { reason, contentKept } = done;
    if (reason === OVERTAKEN) return { overtaken: true };
    if (operation_type !== 'store') return contentKept ? { contentKept } : {};
    const state = states.get(bucket);
    const file = state.find(path);
    if (file === undefined || file.sha256 !== sha256) return {};
    const bytes = await backends.openStore(state.backend).then((store) => store.fetch(file.key));
    return { pinned: await this.pinFile(state, path, file.cid, bytes) };
  }

  private inTurn<T>(bucket: string, path: string, work: () => Promise<T>): Promise<T> {
    const turn = this.turns.run(`${bucket}:${path}`, () => inFile(bucket, path, work));
    const asked = this.asked.get(bucket) ?? new Set();
    this.asked.set(bucket, asked.add(turn));
    const over = () => {
      asked.delete(turn);
      if (asked.size === 0 && this.asked.get(bucket) === asked) this.asked.delete(bucket);
    };
    turn.then(over, over);
    return turn;
  }

  /** Resolves when it was done, also when the log could not write that down: then it is found done after a restart. */
  private async process(
    type: 'store' | 'delete',
    { bucket, backend }: { readonly bucket: string; readonly backend: string },
    data: WalData,
  ): Promise<FileDone> {
    const { wal, staged } = this.options;
    let failure: unknown;
    let done: FileDone | undefined;
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

  /** A pin names its bucket besides the file, and has no copy of its own: it holds the file's. */
  private async pinFile(state: BucketState, path: string, cid: string, bytes: Uint8Array): Promise<boolean> {
    const { bucket, backend } = state;
    const file = state.find(path);
    // Somebody has replaced it: then that content is pinned.
    if (file?.cid !== cid) return true;
    try {
      await this.options.pins.addPin(bytes, {
        backends: [backend],
        related: [{ resource_id: bucket, role: 'bucket' }],
        held: file.key,
      });
      return true;
    } catch {
      return false;
    }
  }

  private async pinAll(): Promise<number> {
    let pinned = 0;
    for (const state of this.options.states.listSound()) {
      for (const [path, { cid, key }] of [...state.list()]) {
        if (this.options.pins.isHeld(cid, { backend: state.backend, key })) continue;
        const bytes = await this.options.backends
          .openStore(state.backend)
          .then((store) => store.fetch(key))
          .catch(() => undefined);
        if (bytes === undefined) continue;
        if (await this.inTurn(state.bucket, path, () => this.pinFile(state, path, cid, bytes))) pinned += 1;
      }
    }
    return pinned;
  }
}

/** What log, journal and pins do inside belongs to the file. */
function inFile<T>(bucket: string, path: string, work: () => Promise<T>): Promise<T> {
  return runInContext({ related: [{ resource_id: nameFile(bucket, path), role: 'file' }] }, work);
}
