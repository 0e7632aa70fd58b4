/**
 * The local files of all buckets, which mounts show, and the state of each bucket: changed together, through the
 * journal, or not at all.
 */
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FilesystemJournal } from '../filesystem-journal/filesystem-journal.js';
import { exists } from '../filesystem-journal/journal-step.js';
import { type BucketState, formatState } from './bucket-state.js';

const FILES = '/files';
const STATES = '/buckets';

export class WorkingCopy {
  constructor(
    private readonly journal: FilesystemJournal,
    /** The journal's root. */
    private readonly root: string,
  ) {}

  folderOf(bucket: string): string {
    return join(this.root, FILES, bucket);
  }

  get statesFolder(): string {
    return join(this.root, STATES);
  }

  /** Both are durable when it resolves; neither is changed when it rejects. */
  async put(state: BucketState, path: string, content: Uint8Array): Promise<void> {
    await this.change(state, async (transactionId) => {
      const name = `${FILES}/${state.bucket}${path}`;
      if (await this.has(name)) await this.journal.write(transactionId, name, content);
      else {
        await this.makeFolders(transactionId, dirname(name));
        await this.journal.create(transactionId, name, content);
      }
    });
  }

  /** Folders that hold nothing any more go with the file. */
  async delete(state: BucketState, path: string): Promise<void> {
    await this.change(state, async (transactionId) => {
      const top = `${FILES}/${state.bucket}`;
      const name = `${top}${path}`;
      if (await this.has(name)) await this.journal.delete(transactionId, name);
      for (let folder = dirname(name); folder !== top; folder = dirname(folder)) {
        if (!(await this.has(folder)) || (await readdir(join(this.root, folder))).length > 0) break;
        await this.journal.delete(transactionId, folder);
      }
    });
  }

  private async change(state: BucketState, work: (transactionId: string) => Promise<void>): Promise<void> {
    const { transactionId } = await this.journal.begin();
    try {
      await work(transactionId);
      await this.journal.write(transactionId, `${STATES}/${state.bucket}.json`, Buffer.from(formatState(state)));
      await this.journal.commit(transactionId);
    } catch (error) {
      await this.journal.rollback(transactionId, 'a step failed');
      throw error;
    }
  }

  private has(name: string): Promise<boolean> {
    return exists(join(this.root, name));
  }

  private async makeFolders(transactionId: string, name: string): Promise<void> {
    if (await this.has(name)) return;
    await this.makeFolders(transactionId, dirname(name));
    await this.journal.mkdir(transactionId, name);
  }
}
