/**
 * Does what the log says of a file. Each operation can be done again after it was interrupted anywhere, and one that a
 * later operation on the same file has overtaken changes nothing.
 */
import { createHash } from 'node:crypto';
import type { BackendManager } from '../backend/backend-manager.js';
import type { KeyedQueue } from '../keyed-queue.js';
import { ManagerError } from '../manager-error.js';
import { computeCid } from '../pin/content-id.js';
import { untilAborted } from '../until-aborted.js';
import type { AttemptControl } from '../write-ahead-log/attempt.js';
import type { StorageWAL } from '../write-ahead-log/storage-wal.js';
import type { Done } from '../write-ahead-log/wal-operations.js';
import type { WalOperation } from '../write-ahead-log/wal-record.js';
import type { BucketState, BucketStates } from './bucket-state.js';
import { refuseConflict } from './file-path.js';
import type { StagedContent } from './staged-content.js';
import type { WorkingCopy } from './working-copy.js';

export interface FileOperationsOptions {
  readonly states: BucketStates;
  readonly files: WorkingCopy;
  readonly staged: StagedContent;
  readonly backends: BackendManager;
  readonly wal: StorageWAL;
  /** One thing at a time for each bucket. */
  readonly queue: KeyedQueue;
}

/** The reason of an operation that changed nothing, because a later one on the same file was done before. */
export const OVERTAKEN = 'overtaken';

/** Another attempt may end better; for all else it would end the same. */
const RETRYABLE: ReadonlySet<string> = new Set(['unreachable', 'store_failed', 'timeout']);

export function isRetryable(error: unknown): boolean {
  return error instanceof ManagerError && RETRYABLE.has(error.code);
}

/**
 * Where a bucket's content lies in its backend. Content never changes under its key, so that no write destroys another.
 */
export function keyOf(bucket: string, sha256: string): string {
  return `${bucket}/${sha256}`;
}

export class FileOperations {
  /** Deletions that the bucket's state cannot show any more, by file, with their sequence. */
  private readonly deleted = new Map<string, number>();

  constructor(private readonly options: FileOperationsOptions) {}

  /** Whether this is an operation that `execute` can do. */
  static accepts({ operation_type, sha256 }: WalOperation): boolean {
    return (operation_type === 'store' || operation_type === 'delete') && sha256 !== undefined;
  }

  async execute(record: WalOperation, signal: AbortSignal, attempt: AttemptControl): Promise<Done> {
    attempt.stopClock();
    return this.options.queue.run(record.bucket, async () => {
      attempt.startClock();
      signal.throwIfAborted();
      const state = await this.options.states.get(record.bucket);
      if (await this.isOvertaken(record, state)) return { reason: OVERTAKEN };
      if (record.operation_type === 'store') await this.store(record, state, signal, attempt);
      else {
        attempt.commit();
        await this.delete(record, state);
      }
      return {};
    });
  }

  private async store(
    record: WalOperation,
    state: BucketState,
    signal: AbortSignal,
    attempt: AttemptControl,
  ): Promise<void> {
    const { bucket, path, sequence, staged = '' } = record;
    refuseConflict(Object.keys(state.files), path);
    const bytes = await untilAborted(signal, this.options.staged.read(staged));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (sha256 !== record.sha256) throw new ManagerError('content_lost', 'the content was changed while it waited');
    const store = await this.options.backends.openStore(state.backend);
    // What was given up may arrive later all the same, under a key of its own that nothing names.
    await untilAborted(signal, store.store(keyOf(bucket, sha256), bytes, signal));
    attempt.commit();
    const before = state.files[path];
    const file = { size: bytes.length, sha256, cid: computeCid(bytes), sequence };
    const after = { ...state, files: { ...state.files, [path]: file } };
    await this.options.files.put(after, path, bytes);
    await this.options.states.remember(after);
    // What stays behind when this fails costs room in the backend and nothing else.
    if (before !== undefined) await this.removeContent(after, before.sha256).catch(() => undefined);
  }

  private async delete({ bucket, path, sequence, sha256 = '' }: WalOperation, state: BucketState): Promise<void> {
    const { [path]: file, ...files } = state.files;
    const after = { ...state, files };
    await this.removeContent(after, file?.sha256 ?? sha256);
    this.deleted.set(`${bucket}:${path}`, sequence);
    if (file === undefined) return;
    await this.options.files.delete(after, path);
    await this.options.states.remember(after);
  }

  /** Two files of a bucket with the same content have it in one place. */
  private async removeContent({ bucket, backend, files }: BucketState, sha256: string): Promise<void> {
    if (Object.values(files).some((file) => file.sha256 === sha256)) return;
    await (await this.options.backends.openStore(backend)).remove(keyOf(bucket, sha256));
  }

  private async isOvertaken(record: WalOperation, { files }: BucketState): Promise<boolean> {
    const { bucket, path, sequence } = record;
    if ((files[path]?.sequence ?? 0) > sequence) return true;
    if ((this.deleted.get(`${bucket}:${path}`) ?? 0) > sequence) return true;
    const later = (await this.options.wal.listOperations('completed')).filter((other) => other.sequence > sequence);
    return later.some((other) => other.bucket === bucket && other.path === path && FileOperations.accepts(other));
  }

  /** Once the log says of the deletion that it is completed, the log itself tells what it has overtaken. */
  forgetDeletion(bucket: string, path: string): void {
    this.deleted.delete(`${bucket}:${path}`);
  }
}
