/** The buckets themselves: made, mounted and removed, one change of each at a time. */
import { mkdir, rm } from 'node:fs/promises';
import { restoreContext } from '../../shared/client/context/context.js';
import type { BackendManager } from '../backend/backend-manager.js';
import type { FilesystemJournal } from '../filesystem-journal/filesystem-journal.js';
import { KeyedQueue } from '../keyed-queue.js';
import { ManagerError } from '../manager-error.js';
import { type BucketState, BucketStates } from './bucket-state.js';
import { mountFolder, unmountFolder } from './mount.js';
import { WorkingCopy } from './working-copy.js';

const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

export interface BucketsOptions {
  readonly dir: string;
  /** Its root is `dir`. */
  readonly journal: FilesystemJournal;
  readonly backends: BackendManager;
}

export class Buckets {
  readonly states: BucketStates;
  readonly files: WorkingCopy;
  readonly queue = new KeyedQueue();
  private readonly journal: FilesystemJournal;
  private readonly backends: BackendManager;
  private readonly closing = new Set<string>();
  private prepared: Promise<void> | undefined;

  constructor({ dir, journal, backends }: BucketsOptions) {
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

  async list(): Promise<BucketState[]> {
    await this.ready();
    return this.states.list();
  }

  async create(bucket: string, backend: string): Promise<void> {
    if (!NAME.test(bucket))
      throw new ManagerError('invalid_name', `bucket: expected a name of the form ${NAME.source}`);
    await this.ready();
    await this.queue.run(bucket, async () => {
      if ((await this.states.find(bucket)) !== undefined) {
        throw new ManagerError('already_exists', `there is a bucket ${bucket} already`);
      }
      await mkdir(this.files.folderOf(bucket), { recursive: true, mode: 0o700 });
      await this.backends.keepBackend(backend, () => this.states.save({ bucket, backend, files: {} }));
    });
  }

  async mount(bucket: string, mountPoint: string): Promise<void> {
    await this.change(bucket, async (state) => {
      if (state.mount_point !== undefined) {
        throw new ManagerError('already_mounted', `the bucket is mounted at ${state.mount_point}`);
      }
      await mountFolder(this.files.folderOf(bucket), mountPoint);
      return { ...state, mount_point: mountPoint };
    });
  }

  async unmount(bucket: string): Promise<{ mountPoint: string }> {
    const { mount_point } = await this.change(bucket, async ({ mount_point, ...state }) => {
      if (mount_point === undefined) throw new ManagerError('not_mounted', `bucket ${bucket} is not mounted`);
      await unmountFolder(this.files.folderOf(bucket), mount_point);
      return state;
    });
    return { mountPoint: mount_point ?? '' };
  }

  /** Nothing is written into the bucket while `empty` deletes its files; then it is removed. */
  async remove(bucket: string, empty: () => Promise<void>): Promise<void> {
    this.closing.add(bucket);
    try {
      await empty();
      await this.queue.run(bucket, async () => {
        const { files, mount_point } = await this.get(bucket);
        const folder = this.files.folderOf(bucket);
        if (Object.keys(files).length > 0) throw new ManagerError('not_empty', 'a file was written meanwhile');
        if (mount_point !== undefined) await unmountFolder(folder, mount_point);
        await this.states.remove(bucket);
        await rm(folder, { recursive: true, force: true });
      });
    } finally {
      this.closing.delete(bucket);
    }
  }

  /** Resolves with the state before. */
  private async change(bucket: string, change: (state: BucketState) => Promise<BucketState>): Promise<BucketState> {
    await this.ready();
    return this.queue.run(bucket, async () => {
      const state = await this.states.get(bucket);
      await this.states.save(await change(state));
      return state;
    });
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
