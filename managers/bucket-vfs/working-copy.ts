/**
 * The local files of all buckets, which mounts show. They are changed through the journal: when the state of the bucket
 * cannot be written down, they are as before.
 */
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FilesystemJournal } from '../filesystem-journal/filesystem-journal.js';
import { exists } from '../filesystem-journal/journal-step.js';

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

  /** `record` makes it true; neither is changed when it rejects. */
  async put(bucket: string, path: string, content: Uint8Array, record: () => Promise<void>): Promise<void> {
    await this.change(record, async (transactionId) => {
      const name = `${FILES}/${bucket}${path}`;
      if (await this.has(name)) await this.journal.write(transactionId, name, content);
      else {
        await this.makeFolders(transactionId, dirname(name));
        await this.journal.create(transactionId, name, content);
      }
    });
  }

  /** Folders that hold nothing any more go with the file. */
  async delete(bucket: string, path: string, record: () => Promise<void>): Promise<void> {
    await this.change(record, async (transactionId) => {
      const top = `${FILES}/${bucket}`;
      const name = `${top}${path}`;
      if (await this.has(name)) await this.journal.delete(transactionId, name);
      for (let folder = dirname(name); folder !== top; folder = dirname(folder)) {
        if (!(await this.has(folder)) || (await readdir(join(this.root, folder))).length > 0) break;
        await this.journal.delete(transactionId, folder);
      }
    });
  }

  private async change(record: () => Promise<void>, work: (transactionId: string) => Promise<void>): Promise<void> {
    const { transactionId } = await this.journal.begin();
    try {
      await work(transactionId);
      await record();
    } catch (error) {
      await this.journal.rollback(transactionId, 'a step failed');
      throw error;
    }
    // It is recorded: what happens to the local copy alone is no reason to call it undone.
    await this.journal.commit(transactionId).catch(async () => {
      await this.journal.rollback(transactionId, 'it could not be committed').catch(() => undefined);
    });
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
