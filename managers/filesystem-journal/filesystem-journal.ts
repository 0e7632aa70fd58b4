/** Changes to several files that happen together or not at all, also when the process dies between them. */
import { mkdir } from 'node:fs/promises';
import { type EventLogger, instrument } from '../../shared/client/index.js';
import type { ActorOptions } from '../actor-options.js';
import { resolveContained } from '../contained-path.js';
import { type Content, isFile } from '../content.js';
import { DISK, type Disk } from '../disk.js';
import { ManagerError } from '../manager-error.js';
import { claimFolder, type OwnedFolder, ownFolderFirst } from '../owned-folder.js';
import { SerialQueue } from '../serial-queue.js';
import type { DescribedFile } from './described-file.js';
import { filesystemJournalPolicy } from './filesystem-journal-policy.js';
import type { JournalOperations, RecoveredJournal } from './journal-operations.js';
import { takeStep } from './journal-step.js';
import { OpenTransactions } from './open-transactions.js';
import {
  type PlannedStep,
  planCreate,
  planDelete,
  planMkdir,
  planRename,
  planWrite,
  type StepPlace,
} from './plan-step.js';
import { TransactionFolder } from './transaction-folder.js';

export interface FilesystemJournalOptions {
  /** For the journal's own files, of one process at a time. */
  readonly dir: string;
  /** The folder whose files it changes; every path is below it. */
  readonly root: string;
  readonly auditLogger: EventLogger;
  /** Commits after which a checkpoint is made. Default 64. */
  readonly checkpointAfter?: number | undefined;
  readonly disk?: Disk | undefined;
}

export class FilesystemJournal implements JournalOperations {
  auditLogger: EventLogger;
  private readonly folder: OwnedFolder;
  private readonly root: string;
  private readonly disk: Disk;
  private readonly checkpointAfter: number;
  private readonly transactions: TransactionFolder;
  private readonly changes = new SerialQueue();
  private readonly open = new OpenTransactions();
  /** Nothing of an earlier process is left that must be undone first. */
  private isClean = false;
  private committed = 0;

  constructor({ dir, root, auditLogger, checkpointAfter = 64, disk = DISK }: FilesystemJournalOptions) {
    this.root = root;
    this.auditLogger = auditLogger;
    this.folder = claimFolder(this, dir, 'journal');
    this.checkpointAfter = checkpointAfter;
    this.disk = disk;
    this.transactions = new TransactionFolder(dir, disk);
  }

  begin(_options: ActorOptions = {}): Promise<{ transactionId: string }> {
    return this.changes.run(async () => {
      if (!(await this.checkClean()))
        throw new ManagerError('recovery_needed', 'a transaction was interrupted: call recover first');
      await mkdir(this.root, { recursive: true, mode: 0o700 });
      const log = await this.transactions.begin();
      this.open.add(log);
      return { transactionId: log.id };
    });
  }

  create(transactionId: string, path: string, content: Content, _options: ActorOptions = {}): Promise<DescribedFile> {
    const kept = isFile(content) ? content : Buffer.from(content);
    return this.step(transactionId, path, (place) => planCreate(place, kept));
  }

  write(transactionId: string, path: string, content: Content, _options: ActorOptions = {}): Promise<DescribedFile> {
    const kept = isFile(content) ? content : Buffer.from(content);
    return this.step(transactionId, path, (place) => planWrite(place, kept));
  }

  delete(transactionId: string, path: string, _options: ActorOptions = {}): Promise<void> {
    return this.step(transactionId, path, planDelete);
  }

  rename(transactionId: string, path: string, to: string, _options: ActorOptions = {}): Promise<void> {
    return this.step(transactionId, path, async (place) => {
      const target = await resolveContained(this.root, to);
      this.open.claim(this.open.get(transactionId), target);
      return planRename(place, { path: to, target });
    });
  }

  mkdir(transactionId: string, path: string, _options: ActorOptions = {}): Promise<void> {
    return this.step(transactionId, path, planMkdir);
  }

  async commit(transactionId: string, _options: ActorOptions = {}): Promise<{ steps: number }> {
    const { steps, isDue } = await this.changes.run(async () => {
      const { log, steps } = this.open.getSound(transactionId);
      await log.markCommitted();
      // The commit stands; a checkpoint removes what this could not.
      await log.dropBackups().catch(() => undefined);
      this.open.delete(transactionId);
      this.committed += 1;
      return { steps, isDue: this.committed % this.checkpointAfter === 0 };
    });
    // The commit stands whether or not there is room gained; what is left over is seen to at the next checkpoint.
    if (isDue) await this.checkpoint().catch(() => undefined);
    return { steps };
  }

  rollback(transactionId: string, _reason?: string, _options: ActorOptions = {}): Promise<{ steps: number }> {
    return this.changes.run(async () => {
      const { log, steps } = this.open.get(transactionId);
      await this.transactions.undo(log);
      this.open.delete(transactionId);
      return { steps };
    });
  }

  checkpoint(_options: ActorOptions = {}): Promise<{ transactions: number }> {
    return this.changes.run(async () => {
      let transactions = 0;
      for (const log of await this.transactions.list()) {
        if (!(await log.isCommitted())) continue;
        await log.remove();
        transactions += 1;
      }
      return { transactions };
    });
  }

  recover(_options: ActorOptions = {}): Promise<RecoveredJournal> {
    return this.changes.run(async () => {
      let rolledBack = 0;
      let kept = 0;
      let damaged = 0;
      for (const log of (await this.transactions.list()).reverse()) {
        if (this.open.has(log.id)) continue;
        if (await log.isCommitted()) kept += 1;
        else {
          const isSound = await this.transactions.undo(log);
          if (isSound) rolledBack += 1;
          else damaged += 1;
        }
      }
      this.isClean = true;
      return damaged === 0 ? { rolledBack, kept } : { rolledBack, kept, damaged };
    });
  }

  needsRecovery(): Promise<boolean> {
    return this.changes.run(async () => !(await this.checkClean()));
  }

  /** Resolves when what runs has ended; the folder is then free for another. */
  close(): Promise<void> {
    return this.folder.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async checkClean(): Promise<boolean> {
    if (this.isClean) return true;
    const left = await Promise.all((await this.transactions.list()).map((log) => log.isCommitted()));
    this.isClean = left.every((isCommitted) => isCommitted);
    return this.isClean;
  }

  /** Checks, writes down, takes: in this order, so that whatever was taken can be undone. */
  private step<T>(
    transactionId: string,
    path: string,
    plan: (place: StepPlace) => Promise<PlannedStep<T>>,
  ): Promise<T> {
    return this.changes.run(async () => {
      const transaction = this.open.getSound(transactionId);
      const target = await resolveContained(this.root, path);
      this.open.claim(transaction, target);
      // A number is used once, so that no backup is written over which a line may speak of.
      const saveBackup = () => transaction.log.saveBackup(target, transaction.steps);
      const { step, content = new Uint8Array(), result } = await plan({ path, target, saveBackup });
      transaction.steps += 1;
      transaction.isBroken = true;
      await transaction.log.append(step);
      await takeStep(step, content, this.disk);
      transaction.isBroken = false;
      return result;
    });
  }
}

ownFolderFirst(FilesystemJournal, filesystemJournalPolicy, ['close']);
instrument(FilesystemJournal, filesystemJournalPolicy);
