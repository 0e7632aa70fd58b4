/** A transaction on disk: a folder with its steps, what they took away, and a marker once it is committed. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeFileAtomically } from '../atomic-file.js';
import { CheckedLog, type Damage } from '../checked-log.js';
import type { Disk } from '../disk.js';
import { exists, type JournalStep, parseStep } from './journal-step.js';

const COMMITTED = 'committed';
const BACKUP = 'backup-';
const LIVE = 'tx-';
/** Before the id of one that is over: its folder is removed file by file, and half a folder must not speak any more. */
const OVER = 'over-';
/** Before the id of one with a step that cannot be read. */
const DAMAGED = 'damaged-';

export class TransactionLog {
  private readonly folder: string;
  private readonly steps: CheckedLog<JournalStep>;

  constructor(
    private readonly dir: string,
    readonly id: string,
    private readonly disk: Disk,
  ) {
    this.folder = join(dir, id);
    this.steps = new CheckedLog(join(this.folder, 'steps.ndjson'), parseStep, disk);
  }

  /** The ids of all transactions that left something behind, in the order in which they began. */
  static async list(dir: string): Promise<string[]> {
    return (await readNames(dir)).filter((name) => name.startsWith(LIVE)).sort();
  }

  /** Finishes removals that were interrupted. */
  static async sweep(dir: string, disk: Disk): Promise<void> {
    for (const name of await readNames(dir)) {
      if (name.startsWith(OVER)) await disk.rm(join(dir, name), { recursive: true, force: true });
    }
  }

  async begin(): Promise<void> {
    await this.disk.mkdir(this.folder, { recursive: true, mode: 0o700 });
    await syncFolder(this.dir, this.disk);
  }

  /** Saves what a step will take away; durable when it resolves. */
  async saveBackup(path: string, number: number): Promise<string> {
    const backup = join(this.folder, `${BACKUP}${number}`);
    if (!(await this.tryLink(path, backup))) {
      await this.disk.copyFile(path, backup);
      const file = await this.disk.open(backup, 'r');
      await file.sync().finally(() => file.close());
    }
    await syncFolder(this.folder, this.disk);
    return backup;
  }

  /** A second name needs no room: nobody writes into the file itself, it is replaced as a whole. */
  private async tryLink(path: string, backup: string): Promise<boolean> {
    if (this.disk.link === undefined) return false;
    try {
      await this.disk.link(path, backup);
      return true;
    } catch {
      // Another disk, or one that has no links.
      return false;
    }
  }

  async append(step: JournalStep): Promise<void> {
    await this.steps.append(step);
  }

  /** Steps that were written down and cannot be read: known once `readSteps` was called. */
  get damage(): readonly Damage[] {
    return this.steps.damage;
  }

  /** The steps that were written down; the last of them may not have been taken. */
  readSteps(): JournalStep[] {
    return this.steps.read();
  }

  /** From the moment this resolves the transaction is never rolled back. */
  async markCommitted(): Promise<void> {
    await writeFileAtomically(join(this.folder, COMMITTED), '', { disk: this.disk });
  }

  /** Once it is committed: what was deleted is not to live on here. */
  async dropBackups(): Promise<void> {
    for (const name of await readNames(this.folder)) {
      if (name.startsWith(BACKUP)) await this.disk.rm(join(this.folder, name), { force: true });
    }
  }

  async unmark(): Promise<void> {
    if (!(await this.isCommitted())) return;
    await this.disk.rm(join(this.folder, COMMITTED));
    await syncFolder(this.folder, this.disk);
  }

  isCommitted(): Promise<boolean> {
    return exists(join(this.folder, COMMITTED));
  }

  /** Out of the way, and kept for whoever wants to look: what it says cannot be undone, or not all of it. */
  async setAside(): Promise<void> {
    await this.disk.rename(this.folder, join(this.dir, `${DAMAGED}${this.id}`));
    await syncFolder(this.dir, this.disk);
  }

  async remove(): Promise<void> {
    const over = join(this.dir, `${OVER}${this.id}`);
    await this.disk.rename(this.folder, over);
    await syncFolder(this.dir, this.disk);
    await this.disk.rm(over, { recursive: true, force: true });
  }
}

async function readNames(dir: string): Promise<string[]> {
  return readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
