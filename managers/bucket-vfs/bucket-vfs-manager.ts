/** Buckets of files on storage backends: a write goes through journal, log, backend and pin, and is one user action. */
import { createHash } from 'node:crypto';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type EventLogger, instrument, runInContext } from '../../shared/client/index.js';
import type { ActorOptions } from '../actor-options.js';
import type { BackendManager } from '../backend/backend-manager.js';
import { FilesystemJournal } from '../filesystem-journal/filesystem-journal.js';
import { ManagerError } from '../manager-error.js';
import type { PinManager } from '../pin/pin-manager.js';
import { SerialQueue } from '../serial-queue.js';
import type { StorageWAL, WalExecutor } from '../write-ahead-log/storage-wal.js';
import { type BucketState, BucketStates, type StoredFile } from './bucket-state.js';
import { bucketVfsPolicy } from './bucket-vfs-policy.js';
import { nameFile, normalisePath } from './file-path.js';
import { WorkingCopy } from './working-copy.js';

export interface BucketVFSManagerOptions {
  readonly dir: string;
  readonly auditLogger: EventLogger;
  readonly backends: BackendManager;
  readonly wal: StorageWAL;
  readonly pins: PinManager;
}

export interface FileEntry extends StoredFile {
  readonly path: string;
}

const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

export class BucketVFSManager {
  auditLogger: EventLogger;
  private readonly backends: BackendManager;
  private readonly wal: StorageWAL;
  private readonly pins: PinManager;
  private readonly states: BucketStates;
  private readonly files: WorkingCopy;
  private readonly changes = new SerialQueue();

  constructor({ dir, auditLogger, backends, wal, pins }: BucketVFSManagerOptions) {
    this.auditLogger = auditLogger;
    this.backends = backends;
    this.wal = wal;
    this.pins = pins;
    this.states = new BucketStates(join(dir, 'buckets'));
    const root = join(dir, 'files');
    this.files = new WorkingCopy(new FilesystemJournal({ dir: join(dir, 'journal'), root, auditLogger }), root);
    backends.refuseDeletion(async (backend) => {
      const user = (await this.states.list()).find((state) => state.backend === backend);
      return user && `bucket ${user.bucket} is on it`;
    });
  }

  /** On a backend that exists. */
  createBucket(bucket: string, { backend }: { readonly backend: string }, _options: ActorOptions = {}) {
    return this.changes.run(async () => {
      if (!NAME.test(bucket))
        throw new ManagerError('invalid_name', `bucket: expected a name of the form ${NAME.source}`);
      if ((await this.states.find(bucket)) !== undefined) {
        throw new ManagerError('already_exists', `there is a bucket ${bucket} already`);
      }
      await this.backends.openStore(backend);
      await mkdir(this.files.folderOf(bucket), { recursive: true, mode: 0o700 });
      await this.states.save({ bucket, backend, files: {} });
      return { bucket, backend };
    });
  }

  /** Shows the bucket's files at a path of this machine that must be free. */
  mountBucket(bucket: string, mountPoint: string, _options: ActorOptions = {}): Promise<void> {
    return this.changes.run(async () => {
      const state = await this.get(bucket);
      if (state.mount_point !== undefined) {
        throw new ManagerError('already_mounted', `the bucket is mounted at ${state.mount_point}`);
      }
      await mkdir(dirname(mountPoint), { recursive: true });
      await symlink(this.files.folderOf(bucket), mountPoint, 'dir');
      await this.states.save({ ...state, mount_point: mountPoint });
    });
  }

  unmountBucket(bucket: string, _options: ActorOptions = {}): Promise<void> {
    return this.changes.run(async () => {
      const { mount_point, ...state } = await this.get(bucket);
      if (mount_point === undefined) throw new ManagerError('not_mounted', `bucket ${bucket} is not mounted`);
      await rm(mount_point, { force: true });
      await this.states.save(state);
    });
  }

  /**
   * Stored on the backend and in the working copy when it resolves; neither is changed when it rejects. Without a
   * `cid` in the result the file is stored and could not be pinned.
   */
  writeFile(
    bucket: string,
    path: string,
    content: Uint8Array | string,
    _options: ActorOptions = {},
  ): Promise<FileEntry> {
    return this.changes.run(async () => {
      const state = await this.get(bucket);
      const name = normalisePath(path);
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      const store = await this.backends.openStore(state.backend);
      const size = bytes.byteLength;
      const stored = await this.inFile(bucket, name, async () => {
        const { operationId } = await this.wal.addOperation('store', state.backend, { bucket, path: name, size });
        return this.files.change('the backend did not take the file', async (transactionId) => {
          await this.files.put(transactionId, bucket, name, bytes);
          await this.process(operationId, () => store.store(keyOf(bucket, name), bytes));
          const sha256 = createHash('sha256').update(bytes).digest('hex');
          return { path: name, size, sha256, cid: await this.pin(state, bytes) };
        });
      });
      const { path: _path, ...file } = stored;
      await this.states.save({ ...state, files: { ...state.files, [name]: file } });
      return stored;
    });
  }

  /** From the backend, and only when it is what was written. */
  async readFile(bucket: string, path: string, _options: ActorOptions = {}): Promise<Uint8Array> {
    const state = await this.get(bucket);
    const name = normalisePath(path);
    const { sha256 } = findFile(state, name);
    const bytes = await (await this.backends.openStore(state.backend)).fetch(keyOf(bucket, name));
    if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
      throw new ManagerError('corrupt', 'the backend gives other bytes than were written');
    }
    return bytes;
  }

  /** Files in a folder and below it, by path. */
  async listFiles(bucket: string, folder = '/', _options: ActorOptions = {}): Promise<FileEntry[]> {
    const state = await this.get(bucket);
    const prefix = folder === '/' ? '/' : `${normalisePath(folder)}/`;
    return Object.entries(state.files)
      .filter(([path]) => path.startsWith(prefix))
      .map(([path, file]) => ({ path, ...file }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  deleteFile(bucket: string, path: string, _options: ActorOptions = {}): Promise<void> {
    return this.changes.run(async () => {
      const state = await this.get(bucket);
      const name = normalisePath(path);
      findFile(state, name);
      await this.removeFile(state, name);
      const { [name]: _removed, ...files } = state.files;
      await this.states.save({ ...state, files });
    });
  }

  /** One that holds files only with `force`, and then with all of them. */
  deleteBucket(bucket: string, { force = false }: ActorOptions & { readonly force?: boolean } = {}) {
    return this.changes.run(async () => {
      const state = await this.get(bucket);
      const names = Object.keys(state.files);
      if (names.length > 0 && !force) {
        throw new ManagerError('not_empty', `the bucket holds ${names.length} files: expected none, or force`);
      }
      for (const name of names) await this.removeFile(state, name);
      if (state.mount_point !== undefined) await rm(state.mount_point, { force: true });
      await rm(this.files.folderOf(bucket), { recursive: true, force: true });
      await this.states.remove(bucket);
      return { files: names.length };
    });
  }

  /** The backend of a bucket, as far as it is known without reading. */
  findBackend(bucket: string): string | undefined {
    return this.states.findLoaded(bucket)?.backend;
  }

  private async get(bucket: string): Promise<BucketState> {
    const state = await this.states.find(bucket);
    if (state === undefined) throw new ManagerError('not_found', `there is no bucket ${bucket}`);
    return state;
  }

  private removeFile({ bucket, backend }: BucketState, name: string): Promise<void> {
    return this.inFile(bucket, name, async () => {
      const { operationId } = await this.wal.addOperation('delete', backend, { bucket, path: name });
      const store = await this.backends.openStore(backend);
      await this.files.change('the backend did not delete the file', async (transactionId) => {
        await this.files.delete(transactionId, bucket, name);
        await this.process(operationId, () => store.remove(keyOf(bucket, name)));
      });
    });
  }

  /** What the log, the journal and the pins do inside belongs to the file. */
  private inFile<T>(bucket: string, name: string, work: () => Promise<T>): Promise<T> {
    return runInContext({ related: [{ resource_id: nameFile(bucket, name), role: 'file' }] }, work);
  }

  private async process(operationId: string, execute: WalExecutor): Promise<void> {
    const { state, reason } = await this.wal.processOperation(operationId, execute);
    if (state !== 'completed') throw new ManagerError('not_stored', reason ?? `the operation is ${state}`);
  }

  private async pin({ bucket, backend }: BucketState, bytes: Uint8Array): Promise<string | undefined> {
    const related = [{ resource_id: bucket, role: 'bucket' }];
    try {
      return (await this.pins.addPin(bytes, { backends: [backend], related })).cid;
    } catch {
      return undefined;
    }
  }
}

const keyOf = (bucket: string, name: string) => `${bucket}${name}`;

function findFile(state: BucketState, name: string): StoredFile {
  const file = Object.hasOwn(state.files, name) ? state.files[name] : undefined;
  if (file === undefined) throw new ManagerError('not_found', `there is no file ${name} in bucket ${state.bucket}`);
  return file;
}

instrument(BucketVFSManager, bucketVfsPolicy);
