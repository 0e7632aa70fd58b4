/**
 * The transactions of this process that are neither committed nor rolled back, and the paths that each has for itself.
 */
import { sep } from 'node:path';
import { ManagerError } from '../manager-error.js';
import type { TransactionLog } from './transaction-log.js';

export interface OpenTransaction {
  readonly log: TransactionLog;
  /** Steps that were begun. */
  steps: number;
  /** A step failed, so that only a rollback is left. */
  isBroken: boolean;
  /** Nobody else may change these, or what is in them, before it is known whether they are rolled back. */
  readonly paths: Set<string>;
}

export class OpenTransactions {
  private readonly transactions = new Map<string, OpenTransaction>();

  add(log: TransactionLog): void {
    this.transactions.set(log.id, { log, steps: 0, isBroken: false, paths: new Set() });
  }

  has(id: string): boolean {
    return this.transactions.has(id);
  }

  delete(id: string): void {
    this.transactions.delete(id);
  }

  /** Throws `no_transaction` for one that is not open, in this process. */
  get(id: string): OpenTransaction {
    const transaction = this.transactions.get(id);
    if (transaction === undefined) throw new ManagerError('no_transaction', `no open transaction ${id}`);
    return transaction;
  }

  /** As `get`; throws `step_failed` for one that can only be rolled back. */
  getSound(id: string): OpenTransaction {
    const transaction = this.get(id);
    if (transaction.isBroken) throw new ManagerError('step_failed', 'a step of the transaction failed: roll it back');
    return transaction;
  }

  /** Throws `busy` when another open transaction has the path, something in it, or a folder around it. */
  claim(transaction: OpenTransaction, path: string): void {
    for (const other of this.transactions.values()) {
      if (other === transaction) continue;
      for (const taken of other.paths) {
        if (taken === path || taken.startsWith(path + sep) || path.startsWith(taken + sep)) {
          throw new ManagerError('busy', 'another transaction changes this path and is not committed yet');
        }
      }
    }
    transaction.paths.add(path);
  }
}
