/** A transaction on disk: a folder with its steps, what they took away, and a marker once it is committed. */
import { copyFile, mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeFileAtomically } from '../atomic-file.js';
import { RecordLog } from '../record-log.js';
import { exists, type JournalStep } from './journal-step.js';

const COMMITTED = 'committed';

export class TransactionLog {
  private readonly folder: string;
  private readonly steps: RecordLog;

  constructor(
    private readonly dir: string,
    readonly id: string,
  ) {
    this.folder = join(dir, id);
    this.steps = new RecordLog(join(this.folder, 'steps.ndjson'));
  }

  /** The ids of all transactions that left something behind, in the order in which they began. */
  static async list(dir: string): Promise<string[]> {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    return (await readdir(dir)).filter((name) => name.startsWith('tx-')).sort();
  }

  async begin(): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await this.steps.readLines();
    await syncFolder(this.dir);
  }

  /** Saves what a step will take away; durable when it resolves. */
  async saveBackup(path: string, number: number): Promise<string> {
    const backup = join(this.folder, `backup-${number}`);
    await copyFile(path, backup);
    const file = await open(backup, 'r+');
    await file.sync().finally(() => file.close());
    await syncFolder(this.folder);
    return backup;
  }

  async append(step: JournalStep): Promise<void> {
    await this.steps.append(JSON.stringify(step));
  }

  /** The steps that were written down; the last of them may not have been taken. */
  async readSteps(): Promise<JournalStep[]> {
    return (await this.steps.readLines()).map((line): JournalStep => JSON.parse(line));
  }

  /** From the moment this resolves the transaction is never rolled back. */
  async markCommitted(): Promise<void> {
    await writeFileAtomically(join(this.folder, COMMITTED), '');
  }

  isCommitted(): Promise<boolean> {
    return exists(join(this.folder, COMMITTED));
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
    await syncFolder(this.dir);
  }
}
