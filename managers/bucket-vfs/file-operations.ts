/**
 * Does what the log says of a file. Each operation can be done again after it was interrupted anywhere, and one that a
 * later operation on the same file has overtaken changes nothing.
 */
import type { BackendManager } from '../backend/backend-manager.js';
import type { KeyedQueue } from '../keyed-queue.js';
import { ManagerError } from '../manager-error.js';
import { untilAborted } from '../until-aborted.js';
import type { AttemptControl } from '../write-ahead-log/attempt.js';
import type { StorageWAL } from '../write-ahead-log/storage-wal.js';
import type { Done } from '../write-ahead-log/wal-operations.js';
import type { WalOperation } from '../write-ahead-log/wal-record.js';
import type { BucketState, StoredFile } from './bucket-state.js';
import type { BucketStates } from './bucket-states.js';
import type { ObjectRemoval } from './object-removal.js';
import type { StagedContent } from './staged-content.js';
import type { WorkingCopy } from './working-copy.js';
import { checkWritten } from './written-bytes.js';

export interface FileOperationsOptions {
  readonly states: BucketStates;
  readonly files: WorkingCopy;
  readonly staged: StagedContent;
  readonly backends: BackendManager;
  readonly removal: ObjectRemoval;
  readonly wal: StorageWAL;
  /** One thing at a time for each bucket. */
  readonly queue: KeyedQueue;
}

/** What a file operation says of itself when it was done. */
export interface FileDone extends Done {
  /** Of a deletion: the content is still somewhere, because somebody else pinned it or the backend is away. */
  readonly contentKept?: boolean;
}

/** The reason of an operation that changed nothing, because a later one on the same file was done before. */
export const OVERTAKEN = 'overtaken';

const KINDS: ReadonlySet<string> = new Set(['store', 'delete', 'rename', 'copy']);

/** Another attempt may end better; for all else it would end the same. */
const RETRYABLE: ReadonlySet<string> = new Set(['unreachable', 'store_failed', 'timeout']);

export function isRetryable(error: unknown): boolean {
  return error instanceof ManagerError && RETRYABLE.has(error.code);
}

export class FileOperations {
  constructor(private readonly options: FileOperationsOptions) {}

  /** Whether this is an operation that `execute` can do. */
  static accepts({ operation_type, sha256 }: WalOperation): boolean {
    return KINDS.has(operation_type) && sha256 !== undefined;
  }

  async execute(record: WalOperation, signal: AbortSignal, attempt: AttemptControl): Promise<FileDone> {
    attempt.stopClock();
    return this.options.queue.run(record.bucket, async () => {
      attempt.startClock();
      signal.throwIfAborted();
      const state = this.options.states.get(record.bucket);
      if (state.hasOvertaken(record.path, record.sequence)) return { reason: OVERTAKEN };
      if (record.operation_type === 'store') return this.store(record, state, signal, attempt);
      if (record.operation_type === 'rename') return this.rename(record, state, attempt);
      if (record.operation_type === 'copy') return this.copy(record, state, signal, attempt);
      attempt.commit();
      return this.delete(record, state);
    });
  }

  private async store(
    record: WalOperation,
    state: BucketState,
    signal: AbortSignal,
    attempt: AttemptControl,
  ): Promise<FileDone> {
    const { bucket, path, sequence, staged = '' } = record;
    state.refuseConflict(path);
    const content = await untilAborted(signal, this.options.staged.open(staged, record.sha256));
    const { size, sha256, cid } = content;
    const key = `${bucket}/${sha256}.${sequence}`;
    await state.addObject({ object: key, cid });
    const store = await this.options.backends.openStore(state.backend);
    const upload = store.store(key, content, signal);
    this.options.removal.follow(key, upload);
    await untilAborted(signal, upload);
    attempt.commit();
    const before = state.find(path);
    const file = { size, sha256, cid, sequence, key };
    await this.options.files.put(bucket, path, content, () => state.put(path, file));
    // What stays behind when this fails is found by a sweep.
    if (before !== undefined) await this.options.removal.remove(state, { object: before.key, cid: before.cid });
    return {};
  }

  /** Done again, only the local file may be left to be moved. */
  private async rename(record: WalOperation, state: BucketState, attempt: AttemptControl): Promise<FileDone> {
    const { bucket, path, from = '', sequence } = record;
    const isDone = state.find(path)?.sequence === sequence;
    const file = isDone ? undefined : this.findSource(record, state);
    attempt.commit();
    await this.options.files.rename(bucket, { from, to: path }, async () => {
      if (file !== undefined) await state.move(from, path, { ...file, sequence });
    });
    return {};
  }

  private async copy(
    record: WalOperation,
    state: BucketState,
    signal: AbortSignal,
    attempt: AttemptControl,
  ): Promise<FileDone> {
    const { bucket, path, sequence } = record;
    const done = state.find(path);
    const file = done?.sequence === sequence ? done : { ...this.findSource(record, state), sequence };
    const store = await this.options.backends.openStore(state.backend);
    const bytes = await untilAborted(signal, store.fetch(file.key));
    checkWritten(bytes, file.sha256);
    attempt.commit();
    await this.options.files.put(bucket, path, bytes, () => state.put(path, file));
    return {};
  }

  /** What a rename or a copy is of. The name that it goes to must be free. */
  private findSource({ path, from = '', sha256 }: WalOperation, state: BucketState): StoredFile {
    const file = state.find(from);
    if (file === undefined || file.sha256 !== sha256) throw new ManagerError('not_found', `there is no file ${from}`);
    if (state.find(path) !== undefined) throw new ManagerError('already_exists', `there is a file ${path} already`);
    state.refuseConflict(path);
    return file;
  }

  private async delete({ bucket, path, sequence }: WalOperation, state: BucketState): Promise<FileDone> {
    const file = state.find(path);
    await this.options.files.delete(bucket, path, () => state.delete(path, sequence));
    if (file === undefined) return {};
    const { kept } = await this.options.removal.remove(state, { object: file.key, cid: file.cid });
    return { contentKept: kept };
  }
}
