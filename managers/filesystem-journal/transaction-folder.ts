/** All transactions of a journal on disk. */
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { Disk } from '../disk.js';
import { undoStep } from './journal-step.js';
import { TransactionLog } from './transaction-log.js';

export class TransactionFolder {
  private begun = 0;

  constructor(
    private readonly dir: string,
    private readonly disk: Disk,
  ) {}

  /** The log of a new transaction, in place on disk. */
  async begin(): Promise<TransactionLog> {
    await mkdir(this.dir, { recursive: true, mode: 0o700 });
    const log = new TransactionLog(this.dir, this.nextId(), this.disk);
    await log.begin();
    return log;
  }

  /** Those that left something behind, in the order in which they began. */
  async list(): Promise<TransactionLog[]> {
    await TransactionLog.sweep(this.dir, this.disk);
    return (await TransactionLog.list(this.dir)).map((id) => new TransactionLog(this.dir, id, this.disk));
  }

  /**
   * Undoes all steps, the last one first, and forgets the transaction. One with a step that cannot be read is undone as
   * far as it can be, and set aside. Resolves with whether it was sound.
   */
  async undo(log: TransactionLog): Promise<boolean> {
    // A commit that failed half-way is none.
    await log.unmark();
    for (const step of log.readSteps().reverse()) await undoStep(step, this.disk);
    const isSound = log.damage.length === 0;
    if (isSound) await log.remove();
    else await log.setAside();
    return isSound;
  }

  /** Ids sort in the order in which transactions began, also within a millisecond. */
  private nextId(): string {
    this.begun += 1;
    const time = String(Date.now()).padStart(15, '0');
    return `tx-${time}-${String(this.begun).padStart(9, '0')}-${randomBytes(4).toString('hex')}`;
  }
}
