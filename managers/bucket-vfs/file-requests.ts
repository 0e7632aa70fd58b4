/** What a caller wants done to a file, from the log to the pin: the log has it before anything is changed. */
import { createHash } from 'node:crypto';
import { runInContext } from '../../shared/client/index.js';
import { ManagerError } from '../manager-error.js';
import { computeCid } from '../pin/content-id.js';
import type { PinManager } from '../pin/pin-manager.js';
import { isFinal, type WalData } from '../write-ahead-log/wal-record.js';
import type { BucketState, StoredFile } from './bucket-state.js';
import { FileOperations, type FileOperationsOptions, isRetryable, keyOf } from './file-operations.js';
import { nameFile } from './file-path.js';

export interface WrittenFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  readonly sha256: string;
  readonly cid: string;
  /** false: it is stored, and could not be pinned. */
  readonly pinned: boolean;
}

export interface RequestOptions extends FileOperationsOptions {
  readonly pins: PinManager;
}

export class FileRequests {
  private readonly operations: FileOperations;

  constructor(private readonly options: RequestOptions) {
    this.operations = new FileOperations(options);
  }

  write(state: BucketState, path: string, bytes: Buffer): Promise<WrittenFile> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const file = { path, size: bytes.length, sha256 };
    return inFile(state.bucket, path, async () => {
      const staged = await this.options.staged.put(bytes);
      await this.process('store', state, { ...file, bucket: state.bucket, staged });
      return { ...file, cid: computeCid(bytes), pinned: await this.pin(state, bytes) };
    });
  }

  delete({ bucket, backend }: BucketState, path: string, { size, sha256 }: StoredFile): Promise<void> {
    return inFile(bucket, path, async () => {
      await this.process('delete', { bucket, backend }, { bucket, path, size, sha256 });
      this.operations.forgetDeletion(bucket, path);
    });
  }

  /** Finishes what an earlier process began. Resolves with how many operations ended and files were pinned. */
  async finish(states: readonly BucketState[]): Promise<{ completed: number; failed: number; pinned: number }> {
    const { wal, staged } = this.options;
    const known = new Set(states.map(({ bucket }) => bucket));
    const { completed, failed } = await wal.processAll((record, signal) => this.operations.execute(record, signal), {
      accepts: (record) => FileOperations.accepts(record) && known.has(record.bucket),
      isRetryable,
    });
    const open = (await wal.listOperations()).filter((record) => !isFinal(record));
    await staged.keepOnly(new Set(open.map((record) => record.staged ?? '')));
    return { completed: completed.length, failed: failed.length, pinned: await this.pinAll() };
  }

  private async process(
    type: 'store' | 'delete',
    { bucket, backend }: { readonly bucket: string; readonly backend: string },
    data: WalData,
  ): Promise<void> {
    const { wal, staged } = this.options;
    let failure: unknown;
    let isEnded = true;
    try {
      const { operationId } = await wal.addOperation(type, backend, data);
      isEnded = false;
      const ended = await wal.processOperation(
        operationId,
        async (record, signal) => {
          try {
            await this.operations.execute(record, signal);
          } catch (error) {
            failure = error;
            throw error;
          }
        },
        { isRetryable },
      );
      isEnded = isFinal(ended);
      if (ended.state === 'completed') return;
      const reason = ended.reason ?? `the operation is ${ended.state}`;
      throw (
        failure ?? new ManagerError(ended.state === 'cancelled' ? 'cancelled' : 'not_stored', `${bucket}: ${reason}`)
      );
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
