/** The buckets themselves: made, mounted and removed, one change of each at a time. */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { restoreContext } from '../../shared/client/context/context.js';
import type { BackendManager } from '../backend/backend-manager.js';
import type { FilesystemJournal } from '../filesystem-journal/filesystem-journal.js';
import { KeyedQueue } from '../keyed-queue.js';
import { ManagerError } from '../manager-error.js';
import type { BucketState, FoundFile } from './bucket-state.js';
import { BUCKET_NAME, BucketStates } from './bucket-states.js';
import { mountFolder, unmountFolder } from './mount.js';
import { WorkingCopy } from './working-copy.js';

export interface BucketsOptions {
  readonly dir: string;
  /** Its root is `dir`. */
  readonly journal: FilesystemJournal;
  readonly backends: BackendManager;
  /** Operations up to this number were logged before now. */
  readonly lastSequence: () => number;
}

export class Buckets {
  readonly states: BucketStates;
  readonly files: WorkingCopy;
  readonly queue = new KeyedQueue();
  private readonly journal: FilesystemJournal;
  private readonly backends: BackendManager;
  private readonly lastSequence: () => number;
  private readonly closing = new Set<string>();
  private prepared: Promise<void> | undefined;

  constructor({ dir, journal, backends, lastSequence }: BucketsOptions) {
    this.lastSequence = lastSequence;
    this.journal = journal;
    this.backends = backends;
    this.files = new WorkingCopy(journal, dir);
    this.states = new BucketStates(this.files.statesFolder);
  }

  /** Throws ManagerError `not_found`. */
  async get(bucket: string): Promise<BucketState> {
    await this.ready();
    return this.states.get(bucket);
  }

  /** As `get`, for what is not to happen while the bucket is being deleted. */
  async getOpen(bucket: string): Promise<BucketState> {
    if (this.closing.has(bucket)) throw new ManagerError('not_found', `bucket ${bucket} is being deleted`);
    return this.get(bucket);
  }

  /** A file that is to have a second name, or another. Throws `not_found`, `already_exists` and `path_conflict`. */
  async findSource(bucket: string, { from, to }: { readonly from: string; readonly to: string }): Promise<FoundFile> {
    const state = await this.getOpen(bucket);
    const file = state.find(from);
    if (file === undefined) throw new ManagerError('not_found', `there is no file ${from} in bucket ${bucket}`);
    if (state.find(to) !== undefined) throw new ManagerError('already_exists', `there is a file ${to} already`);
    state.refuseConflict(to);
    return { state, file };
  }

  /** Those that can be read, by name. */
  async list(): Promise<BucketState[]> {
    await this.ready();
    return this.states.listSound();
  }

  async create(bucket: string, backend: string): Promise<void> {
    if (!BUCKET_NAME.test(bucket))
      throw new ManagerError('invalid_name', `bucket: expected a name of the form ${BUCKET_NAME.source}`);
    await this.ready();
    await this.queue.run(bucket, async () => {
      if (this.states.find(bucket) !== undefined) {
        throw new ManagerError('already_exists', `there is a bucket ${bucket} already`);
      }
      await mkdir(this.files.folderOf(bucket), { recursive: true, mode: 0o700 });
      await this.backends.keepBackend(backend, () =>
        this.states.create({ bucket, backend, since: this.lastSequence() }),
      );
    });
  }

  async mount(bucket: string, mountPoint: string): Promise<void> {
    await this.ready();
    await this.queue.run(bucket, async () => {
      const state = this.states.get(bucket);
      const { mount_point } = state.header;
      if (mount_point !== undefined) {
        throw new ManagerError('already_mounted', `the bucket is mounted at ${mount_point}`);
      }
      await mountFolder(this.files.folderOf(bucket), mountPoint);
      await state.saveHeader({ ...state.header, mount_point: mountPoint });
    });
  }

  async unmount(bucket: string): Promise<{ mountPoint: string }> {
    await this.ready();
    return this.queue.run(bucket, async () => {
      const state = this.states.get(bucket);
      const { mount_point, ...header } = state.header;
      if (mount_point === undefined) throw new ManagerError('not_mounted', `bucket ${bucket} is not mounted`);
      await unmountFolder(this.files.folderOf(bucket), mount_point);
      await state.saveHeader(header);
      return { mountPoint: mount_point };
    });
  }

  /** From the call on nothing is written into the bucket; `empty` deletes its files; then it is removed. */
  async remove<T>(
    bucket: string,
    { force, empty }: { readonly force: boolean; readonly empty: () => Promise<T> },
  ): Promise<T> {
    if (this.closing.has(bucket)) throw new ManagerError('not_found', `bucket ${bucket} is being deleted`);
    this.closing.add(bucket);
    try {
      const result = await empty();
      await this.queue.run(bucket, async () => {
        const state = await this.get(bucket);
        const { mount_point } = state.header;
        const folder = this.files.folderOf(bucket);
        if (state.size > 0) throw new ManagerError('not_empty', 'a file was written meanwhile');
        if (!force && (await hasFiles(folder)))
          throw new ManagerError('not_empty', 'there are files of others in its folder');
        if (mount_point !== undefined) await unmountFolder(folder, mount_point);
        await this.states.remove(bucket);
        await rm(folder, { recursive: true, force: true });
      });
      return result;
    } finally {
      this.closing.delete(bucket);
    }
  }

  /** Undoes what an earlier process left half done, before anything is read. */
  private ready(): Promise<void> {
    this.prepared ??= restoreContext(undefined, async () => {
      if (await this.journal.needsRecovery()) await this.journal.recover();
    }).catch((error: unknown) => {
      this.prepared = undefined;
      throw error;
    });
    return this.prepared;
  }
}

/** What somebody put there through a mount is his. */
async function hasFiles(folder: string): Promise<boolean> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.some((entry) => !entry.isDirectory());
}
