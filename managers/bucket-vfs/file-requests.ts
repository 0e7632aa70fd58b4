/** What a caller wants done to a file, from the log to the pin: the log has it before anything is changed. */
import type { Pieces } from '../content.js';
import type { PinManager } from '../pin/pin-manager.js';
import type { SpareRoom } from '../spare-room.js';
import { isFinal, type WalData } from '../write-ahead-log/wal-record.js';
import type { BucketState, FoundFile, StoredFile } from './bucket-state.js';
import { type FileDone, FileOperations, type FileOperationsOptions, OVERTAKEN } from './file-operations.js';
import { FilePins } from './file-pins.js';
import { LoggedWork } from './logged-work.js';
import { Recovery } from './recovery.js';
import { RequestTurns } from './request-turns.js';

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
  readonly spare: SpareRoom;
  readonly pins: PinManager;
}

export class FileRequests {
  readonly turns = new RequestTurns();
  readonly recovery: Recovery;
  private readonly work: LoggedWork;
  private readonly filePins: FilePins;

  constructor(private readonly options: RequestOptions) {
    this.work = new LoggedWork(options.wal, new FileOperations(options), options.spare);
    this.filePins = new FilePins(options.pins);
    this.recovery = new Recovery({ ...options, turns: this.turns, work: this.work, filePins: this.filePins });
  }

  /** `find` throws when the file must not be written; it is asked at the request's turn, as in all that follow. */
  write(bucket: string, path: string, pieces: Pieces, find: () => Promise<BucketState>): Promise<WrittenFile> {
    return this.turns.take(bucket, [path], async () => {
      const state = await find();
      const staged = this.options.staged.makeName();
      try {
        const description = await this.options.staged.put(staged, pieces);
        const { size, sha256 } = description;
        await this.options.spare.keep();
        const { reason } = await this.process('store', state, { bucket, path, size, sha256, staged });
        if (reason === OVERTAKEN) return { path, ...description, pinned: false, overtaken: true };
        return { path, ...description, pinned: await this.filePins.pin(state, path) };
      } finally {
        this.options.staged.release(staged);
      }
    });
  }

  delete(bucket: string, path: string, find: () => Promise<FoundFile>): Promise<{ contentKept: boolean }> {
    return this.turns.take(bucket, [path], async () => {
      const { state, file } = await find();
      await this.options.spare.give();
      const data = { bucket, path, size: file.size, sha256: file.sha256 };
      const { contentKept = false } = await this.process('delete', state, data);
      await this.forgetDeletion(state, path);
      await this.options.spare.keep();
      return { contentKept };
    });
  }

  /** The content stays where it is. */
  relate(
    type: 'rename' | 'copy',
    bucket: string,
    { from, to }: { readonly from: string; readonly to: string },
    find: () => Promise<FoundFile>,
  ): Promise<StoredFile> {
    return this.turns.take(bucket, [from, to], async () => {
      const { state, file } = await find();
      await this.process(type, state, { bucket, path: to, from, size: file.size, sha256: file.sha256 });
      return file;
    });
  }

  /** Resolves with how many objects the backend has still though no file names them. */
  removeRubbish(state: BucketState): Promise<{ left: number }> {
    return this.options.queue.run(state.bucket, () => this.options.removal.sweep(state));
  }

  /** What it has overtaken may still be in the log; then a later sweep forgets the deletion. */
  private async forgetDeletion(state: BucketState, path: string): Promise<void> {
    const all = await this.options.wal.listOperations();
    const isNeeded = all.some((each) => each.bucket === state.bucket && each.path === path && !isFinal(each));
    if (!isNeeded) await state.forgetDeletion(path).catch(() => undefined);
  }

  private async process(
    type: 'store' | 'delete' | 'rename' | 'copy',
    { backend }: { readonly backend: string },
    data: WalData,
  ): Promise<FileDone> {
    const { wal, staged } = this.options;
    // What was never logged is over, and nobody asks for its content.
    let isOver = true;
    try {
      const { operationId } = await wal.addOperation(type, backend, data);
      const end = await this.work.run(operationId);
      isOver = end.isOver;
      if (end.done === undefined) throw end.error;
      return end.done;
    } finally {
      // One that failed may be retried, and then needs its content.
      if (isOver && data.staged !== undefined) await staged.remove(data.staged);
    }
  }
}
