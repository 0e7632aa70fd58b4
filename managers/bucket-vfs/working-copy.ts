/** The local files of all buckets, changed through the journal: what mounts show and what a rollback restores. */
import { dirname, join } from 'node:path';
import type { FilesystemJournal } from '../filesystem-journal/filesystem-journal.js';
import { exists } from '../filesystem-journal/journal-step.js';

export class WorkingCopy {
  constructor(
    private readonly journal: FilesystemJournal,
    /** The journal's root. */
    readonly root: string,
  ) {}

  folderOf(bucket: string): string {
    return join(this.root, bucket);
  }

  /** Runs `work` between `begin` and `commit`; whatever it throws is thrown again after a rollback. */
  async change<T>(reason: string, work: (transactionId: string) => Promise<T>): Promise<T> {
    const { transactionId } = await this.journal.begin();
    try {
      const result = await work(transactionId);
      await this.journal.commit(transactionId);
      return result;
    } catch (error) {
      await this.journal.rollback(transactionId, reason);
      throw error;
    }
  }

  async put(transactionId: string, bucket: string, path: string, content: Uint8Array): Promise<void> {
    const name = `/${bucket}${path}`;
    if (await exists(join(this.root, name))) await this.journal.write(transactionId, name, content);
    else {
      await this.makeFolders(transactionId, dirname(name));
      await this.journal.create(transactionId, name, content);
    }
  }

  async delete(transactionId: string, bucket: string, path: string): Promise<void> {
    const name = `/${bucket}${path}`;
    if (await exists(join(this.root, name))) await this.journal.delete(transactionId, name);
  }

  private async makeFolders(transactionId: string, name: string): Promise<void> {
    if (name === '/' || (await exists(join(this.root, name)))) return;
    await this.makeFolders(transactionId, dirname(name));
    await this.journal.mkdir(transactionId, name);
  }
}
