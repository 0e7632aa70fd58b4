/** Changes to several files that happen together or not at all, also when the process dies between them. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type EventLogger, instrument } from '../../shared/client/index.js';
import type { ActorOptions } from '../actor-options.js';
import { resolveContained } from '../contained-path.js';
import { ManagerError } from '../manager-error.js';
import { SerialQueue } from '../serial-queue.js';
import { filesystemJournalPolicy } from './filesystem-journal-policy.js';
import { exists, type JournalStep, takeStep, undoStep } from './journal-step.js';
import { TransactionLog } from './transaction-log.js';

export interface FilesystemJournalOptions {
  /** For the journal's own files. */
  readonly dir: string;
  /** The folder whose files it changes; every path is below it. */
  readonly root: string;
  readonly auditLogger: EventLogger;
}

/** A file as the trail tells of it: never its content. */
export interface WrittenFile {
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  readonly sha256: string;
}

export class FilesystemJournal {
  auditLogger: EventLogger;
  private readonly dir: string;
  private readonly root: string;
  private readonly changes = new SerialQueue();
  private readonly open = new Map<string, { log: TransactionLog; steps: number }>();

  constructor({ dir, root, auditLogger }: FilesystemJournalOptions) {
    this.dir = dir;
    this.root = root;
    this.auditLogger = auditLogger;
  }

  /** Resolves with the id of a transaction without steps. */
  async begin(_options: ActorOptions = {}): Promise<{ transactionId: string }> {
    await mkdir(this.root, { recursive: true, mode: 0o700 });
    // Ids sort in the order in which transactions began.
    const id = `tx-${String(Date.now()).padStart(15, '0')}-${randomBytes(4).toString('hex')}`;
    const log = new TransactionLog(this.dir, id);
    await log.begin();
    this.open.set(id, { log, steps: 0 });
    return { transactionId: id };
  }

  /** Makes a file that must not exist. */
  create(transactionId: string, path: string, content: Uint8Array, _options: ActorOptions = {}): Promise<WrittenFile> {
    return this.step(transactionId, async () => {
      const target = await this.findFree(path);
      return { step: { kind: 'create', path: target }, content, result: describeFile(path, content) };
    });
  }

  /** Replaces the content of a file that must exist. */
  write(transactionId: string, path: string, content: Uint8Array, _options: ActorOptions = {}): Promise<WrittenFile> {
    return this.step(transactionId, async (log, number) => {
      const target = await this.findExisting(path);
      const backup = await log.saveBackup(target, number);
      return { step: { kind: 'write', path: target, backup }, content, result: describeFile(path, content) };
    });
  }

  delete(transactionId: string, path: string, _options: ActorOptions = {}): Promise<void> {
    return this.step(transactionId, async (log, number) => {
      const target = await this.findExisting(path);
      const backup = await log.saveBackup(target, number);
      return { step: { kind: 'delete', path: target, backup }, result: undefined };
    });
  }

  /** To a name that must be free. */
  rename(transactionId: string, path: string, to: string, _options: ActorOptions = {}): Promise<void> {
    return this.step(transactionId, async () => {
      const step = { kind: 'rename', path: await this.findExisting(path), to: await this.findFree(to) } as const;
      return { step, result: undefined };
    });
  }

  /** In a folder that exists; its own name must be free. */
  mkdir(transactionId: string, path: string, _options: ActorOptions = {}): Promise<void> {
    return this.step(transactionId, async () => ({
      step: { kind: 'mkdir', path: await this.findFree(path) },
      result: undefined,
    }));
  }

  /** All steps stay from the moment this resolves. */
  commit(transactionId: string, _options: ActorOptions = {}): Promise<{ steps: number }> {
    return this.changes.run(async () => {
      const { log, steps } = this.get(transactionId);
      await log.markCommitted();
      this.open.delete(transactionId);
      return { steps };
    });
  }

  /** Undoes all steps, the last one first. */
  rollback(transactionId: string, _reason?: string, _options: ActorOptions = {}): Promise<{ steps: number }> {
    return this.changes.run(async () => {
      const { log, steps } = this.get(transactionId);
      await undo(log);
      this.open.delete(transactionId);
      return { steps };
    });
  }

  /** Forgets what committed transactions saved. Resolves with their number. */
  checkpoint(_options: ActorOptions = {}): Promise<{ transactions: number }> {
    return this.changes.run(async () => {
      const committed: TransactionLog[] = [];
      for (const id of await TransactionLog.list(this.dir)) {
        const log = new TransactionLog(this.dir, id);
        if (await log.isCommitted()) committed.push(log);
      }
      for (const log of committed) await log.remove();
      return { transactions: committed.length };
    });
  }

  /**
   * After a restart, before any other call: undoes every transaction that was not committed, the latest first. Calling
   * it again after it was itself interrupted is safe.
   */
  recover(_options: ActorOptions = {}): Promise<{ rolledBack: number; kept: number }> {
    return this.changes.run(async () => {
      let rolledBack = 0;
      let kept = 0;
      for (const id of (await TransactionLog.list(this.dir)).reverse()) {
        const log = new TransactionLog(this.dir, id);
        if (this.open.has(id)) continue;
        if (await log.isCommitted()) kept += 1;
        else {
          await undo(log);
          rolledBack += 1;
        }
      }
      return { rolledBack, kept };
    });
  }

  /** Checks, writes down, takes: in this order, so that whatever was taken can be undone. */
  private step<T>(
    transactionId: string,
    prepare: (log: TransactionLog, number: number) => Promise<{ step: JournalStep; content?: Uint8Array; result: T }>,
  ): Promise<T> {
    return this.changes.run(async () => {
      const transaction = this.get(transactionId);
      const { step, content, result } = await prepare(transaction.log, transaction.steps);
      await transaction.log.append(step);
      transaction.steps += 1;
      await takeStep(step, content);
      return result;
    });
  }

  private get(transactionId: string): { log: TransactionLog; steps: number } {
    const transaction = this.open.get(transactionId);
    if (transaction === undefined) throw new ManagerError('no_transaction', `no open transaction ${transactionId}`);
    return transaction;
  }

  private async findExisting(path: string): Promise<string> {
    const target = await resolveContained(this.root, path);
    if (!(await exists(target))) throw new ManagerError('not_found', `there is no ${path}`);
    return target;
  }

  private async findFree(path: string): Promise<string> {
    const target = await resolveContained(this.root, path);
    if (await exists(target)) throw new ManagerError('already_exists', `there is a ${path} already`);
    if (!(await exists(join(target, '..')))) throw new ManagerError('not_found', `there is no folder for ${path}`);
    return target;
  }
}

async function undo(log: TransactionLog): Promise<void> {
  for (const step of (await log.readSteps()).reverse()) await undoStep(step);
  await log.remove();
}

function describeFile(path: string, content: Uint8Array): WrittenFile {
  return { path, size: content.byteLength, sha256: createHash('sha256').update(content).digest('hex') };
}

instrument(FilesystemJournal, filesystemJournalPolicy);
