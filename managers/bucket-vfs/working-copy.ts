/**
 * The local files of all buckets, which mounts show. They are changed through the journal: when the state of the bucket
 * cannot be written down, they are as before.
 */
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Content } from '../content.js';
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

  /** What mounts show. */
  read(bucket: string, path: string): Promise<Buffer> {
    return readFile(join(this.folderOf(bucket), path));
  }

  /** `record` makes it true; neither is changed when it rejects. */
  async put(bucket: string, path: string, content: Content, record: () => Promise<void>): Promise<void> {
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
      await this.removeFolders(transactionId, top, dirname(name));
    });
  }

  /** What is not there under the old name, or is there under the new one, stays as it is. */
  async rename(
    bucket: string,
    { from, to }: { readonly from: string; readonly to: string },
    record: () => Promise<void>,
  ): Promise<void> {
    await this.change(record, async (transactionId) => {
      const top = `${FILES}/${bucket}`;
      if (!(await this.has(`${top}${from}`)) || (await this.has(`${top}${to}`))) return;
      await this.makeFolders(transactionId, dirname(`${top}${to}`));
      await this.journal.rename(transactionId, `${top}${from}`, `${top}${to}`);
      await this.removeFolders(transactionId, top, dirname(`${top}${from}`));
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

  /** Those that hold nothing, from the inside out. */
  private async removeFolders(transactionId: string, top: string, folder: string): Promise<void> {
    if (folder === top || !(await this.has(folder)) || (await readdir(join(this.root, folder))).length > 0) return;
    await this.journal.delete(transactionId, folder);
    await this.removeFolders(transactionId, top, dirname(folder));
  }

  private async makeFolders(transactionId: string, name: string): Promise<void> {
    if (await this.has(name)) return;
    await this.makeFolders(transactionId, dirname(name));
    await this.journal.mkdir(transactionId, name);
  }
}
