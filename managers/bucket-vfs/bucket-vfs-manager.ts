/** Buckets of files on storage backends: a write goes through log, backend, journal and pin, and is one user action. */
import { join } from 'node:path';
import { type EventLogger, instrument } from '../../shared/client/index.js';
import type { ActorOptions } from '../actor-options.js';
import type { BackendManager } from '../backend/backend-manager.js';
import { FilesystemJournal } from '../filesystem-journal/filesystem-journal.js';
import { ManagerError } from '../manager-error.js';
import { claimFolder, type OwnedFolder, ownFolderFirst } from '../owned-folder.js';
import type { PinManager } from '../pin/pin-manager.js';
import { SpareRoom } from '../spare-room.js';
import type { StorageWAL } from '../write-ahead-log/storage-wal.js';
import type { WalRecord } from '../write-ahead-log/wal-record.js';
import { BucketCheck, type VerifiedBucket } from './bucket-check.js';
import type {
  BucketEntry,
  BucketVFSOperations,
  FileContent,
  FileEntry,
  ListFilesOptions,
  OpenFileOptions,
} from './bucket-vfs-operations.js';
import { bucketVfsPolicy } from './bucket-vfs-policy.js';
import { Buckets } from './buckets.js';
import { normalisePath } from './file-path.js';
import { FileReader, find } from './file-reader.js';
import { FileRequests, type WrittenFile } from './file-requests.js';
import { ObjectRemoval } from './object-removal.js';
import type { FinishedRequest } from './recovery.js';
import { StagedContent } from './staged-content.js';

export interface BucketVFSManagerOptions {
  /** For buckets and their local files alone, of one process at a time. */
  readonly dir: string;
  readonly auditLogger: EventLogger;
  readonly backends: BackendManager;
  readonly wal: StorageWAL;
  readonly pins: PinManager;
  /** Changes the local files; its root is `dir`. Default: one that records with this manager's logger. */
  readonly journal?: FilesystemJournal | undefined;
}

/**
 * Every operation makes one event. Errors are ManagerErrors: `invalid_name`, `not_found`, `already_exists`,
 * `path_refused`, `path_conflict`, `not_empty`, `corrupt`, those of the backend, and those of the file system.
 */
export class BucketVFSManager implements BucketVFSOperations {
  auditLogger: EventLogger;
  private readonly folder: OwnedFolder;
  private readonly ownJournal: FilesystemJournal | undefined;
  private readonly backends: BackendManager;
  private readonly wal: StorageWAL;
  private readonly pins: PinManager;
  private readonly buckets: Buckets;
  private readonly requests: FileRequests;
  private readonly reader: FileReader;
  private readonly check: BucketCheck;

  constructor({ dir, auditLogger, backends, wal, pins, journal: given }: BucketVFSManagerOptions) {
    this.auditLogger = auditLogger;
    this.folder = claimFolder(this, dir, 'buckets', ['buckets', 'staged']);
    const journal = given ?? this.makeJournal(dir, auditLogger);
    this.ownJournal = given === undefined ? journal : undefined;
    this.backends = backends;
    this.wal = wal;
    this.pins = pins;
    this.buckets = new Buckets({ dir, journal, backends, lastSequence: () => wal.lastSequence() });
    const { states, files, queue } = this.buckets;
    const staged = new StagedContent(join(dir, 'staged'));
    const removal = new ObjectRemoval(backends, pins);
    const spare = new SpareRoom(dir, join(dir, 'spare'));
    this.requests = new FileRequests({ states, files, queue, staged, backends, removal, spare, wal, pins });
    this.reader = new FileReader(this.buckets, backends);
    this.check = new BucketCheck({ files, backends, queue, turns: this.requests.turns });
    backends.refuseDeletion(async (backend) => {
      if (this.folder.isClosed) return undefined;
      this.folder.own();
      const user = (await this.buckets.list()).find((state) => state.backend === backend);
      return user && `bucket ${user.bucket} is on it`;
    });
  }

  async createBucket(
    bucket: string,
    { backend }: { readonly backend: string },
    _options: ActorOptions = {},
  ): Promise<{ bucket: string; backend: string }> {
    await this.buckets.create(bucket, backend);
    return { bucket, backend };
  }

  async listBuckets(_options: ActorOptions = {}): Promise<BucketEntry[]> {
    const states = await this.buckets.list();
    return states.map(({ header, size }) => ({
      bucket: header.bucket,
      backend: header.backend,
      files: size,
      ...(header.mount_point === undefined ? {} : { mountPoint: header.mount_point }),
    }));
  }

  async verifyBucket(
    bucket: string,
    { repair = false }: ActorOptions & { readonly repair?: boolean | undefined } = {},
  ): Promise<VerifiedBucket> {
    return this.check.verify(await this.buckets.get(bucket), repair);
  }

  async mountBucket(bucket: string, mountPoint: string, _options: ActorOptions = {}): Promise<void> {
    await this.buckets.mount(bucket, mountPoint);
  }

  async unmountBucket(bucket: string, _options: ActorOptions = {}): Promise<{ mountPoint: string }> {
    return this.buckets.unmount(bucket);
  }

  async writeFile(
    bucket: string,
    path: string,
    content: FileContent,
    _options: ActorOptions = {},
  ): Promise<WrittenFile> {
    // Bytes are those of this moment, whatever happens to the array.
    const pieces = typeof content === 'string' || content instanceof Uint8Array ? [Buffer.from(content)] : content;
    const name = normalisePath(path);
    return this.requests.write(bucket, name, pieces, async () => {
      const state = await this.buckets.getOpen(bucket);
      state.refuseConflict(name);
      return state;
    });
  }

  async readFile(bucket: string, path: string, _options: ActorOptions = {}): Promise<Uint8Array> {
    return this.reader.read(bucket, normalisePath(path));
  }

  async *openFile(
    bucket: string,
    path: string,
    options: OpenFileOptions = {},
  ): AsyncGenerator<Uint8Array, { readonly size: number }> {
    this.folder.own();
    return yield* this.reader.open(bucket, normalisePath(path), options);
  }

  async listFiles(bucket: string, folder = '/', { limit, after }: ListFilesOptions = {}): Promise<FileEntry[]> {
    const state = await this.buckets.get(bucket);
    const prefix = folder === '/' || folder === '' ? '/' : `${normalisePath(folder)}/`;
    return [...state.list()]
      .filter(([path]) => path.startsWith(prefix) && (after === undefined || path > after))
      .map(([path, { size, sha256, cid, sequence }]) => ({ path, size, sha256, cid, sequence }))
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .slice(0, limit);
  }

  async renameFile(bucket: string, path: string, to: string, _options: ActorOptions = {}): Promise<void> {
    const names = { from: normalisePath(path), to: normalisePath(to) };
    await this.requests.relate('rename', bucket, names, () => this.buckets.findSource(bucket, names));
  }

  async copyFile(bucket: string, path: string, to: string, _options: ActorOptions = {}): Promise<void> {
    const names = { from: normalisePath(path), to: normalisePath(to) };
    await this.requests.relate('copy', bucket, names, () => this.buckets.findSource(bucket, names));
  }

  async deleteFile(bucket: string, path: string, _options: ActorOptions = {}): Promise<{ contentKept: boolean }> {
    const name = normalisePath(path);
    return this.requests.delete(bucket, name, async () => {
      return find(await this.buckets.get(bucket), name);
    });
  }

  async deleteBucket(
    bucket: string,
    { force = false, ...options }: ActorOptions & { readonly force?: boolean } = {},
  ): Promise<{ files: number; contentKept?: true }> {
    const { size } = await this.buckets.getOpen(bucket);
    if (size > 0 && !force) refuseFilled(size);
    const empty = async () => {
      // What was asked before has its turn before.
      await this.requests.turns.settle(bucket);
      const state = await this.buckets.get(bucket);
      const paths = [...state.list()].map(([path]) => path).sort();
      if (paths.length > 0 && !force) refuseFilled(paths.length);
      for (const path of paths) await this.deleteFile(bucket, path, options);
      const { left } = await this.requests.removeRubbish(state);
      if (left > 0 && !force) {
        throw new ManagerError('content_left', `${left} objects of the bucket could not be removed from the backend`);
      }
      return left > 0 ? { files: paths.length, contentKept: true as const } : { files: paths.length };
    };
    return this.buckets.remove(bucket, { force, empty });
  }

  async recover(options: ActorOptions = {}): Promise<{ completed: number; failed: number; pinned: number }> {
    await this.buckets.list();
    await this.wal.recover(options);
    await this.pins.sweep();
    await this.backends.sweep();
    return this.requests.recovery.finish((record, work) => this.finishRequest(record, work));
  }

  finishRequest(_record: WalRecord, work: () => Promise<FinishedRequest>): Promise<FinishedRequest> {
    return work();
  }

  findBackend(bucket: string): string | undefined {
    try {
      this.folder.own();
      return this.buckets.states.find(bucket)?.backend;
    } catch {
      return undefined;
    }
  }

  /** Resolves when what runs has ended; the folder is then free for another. */
  close(): Promise<void> {
    return this.folder.close(() => this.ownJournal?.close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Follows when another logger is set. */
  private makeJournal(dir: string, auditLogger: EventLogger): FilesystemJournal {
    const journal = new FilesystemJournal({ dir: join(dir, 'journal'), root: dir, auditLogger });
    Object.defineProperty(journal, 'auditLogger', { get: () => this.auditLogger });
    return journal;
  }
}

function refuseFilled(files: number): never {
  throw new ManagerError('not_empty', `the bucket holds ${files} files: expected none, or force`);
}

ownFolderFirst(BucketVFSManager, bucketVfsPolicy, ['openFile', 'findBackend', 'close']);
instrument(BucketVFSManager, bucketVfsPolicy);
