import type { ActorOptions } from '../actor-options.js';
import type { Content } from '../content.js';
import type { DescribedFile } from './described-file.js';

/** Numbers of transactions. */
export interface RecoveredJournal {
  readonly rolledBack: number;
  readonly kept: number;
  /** With a step that cannot be read: undone as far as the others go, and kept in `damaged-<id>`. */
  readonly damaged?: number;
}

export interface JournalOperations {
  /**
   * Resolves with the id of a transaction without steps. Throws `recovery_needed` when a process before this one left a
   * transaction open: its compensations would undo what is done now.
   */
  begin(options?: ActorOptions): Promise<{ transactionId: string }>;
  /** Makes a file that must not exist. */
  create(transactionId: string, path: string, content: Content, options?: ActorOptions): Promise<DescribedFile>;
  /** Replaces the content of a file that must exist. */
  write(transactionId: string, path: string, content: Content, options?: ActorOptions): Promise<DescribedFile>;
  /** Deletes a file, or a folder that is empty. */
  delete(transactionId: string, path: string, options?: ActorOptions): Promise<void>;
  /** Of a file or a folder, to a name that must be free. */
  rename(transactionId: string, path: string, to: string, options?: ActorOptions): Promise<void>;
  /** In a folder that exists; its own name must be free. */
  mkdir(transactionId: string, path: string, options?: ActorOptions): Promise<void>;
  /** All steps stay from the moment this resolves. Refused when one of them failed: then only a rollback is left. */
  commit(transactionId: string, options?: ActorOptions): Promise<{ steps: number }>;
  /** Undoes all steps, the last one first. When it rejects it may be called again. */
  rollback(transactionId: string, reason?: string, options?: ActorOptions): Promise<{ steps: number }>;
  /** Forgets what committed transactions saved. Resolves with their number. */
  checkpoint(options?: ActorOptions): Promise<{ transactions: number }>;
  /**
   * After a restart, before any other call: undoes every transaction that was not committed, the latest first. Calling
   * it again after it was itself interrupted is safe.
   */
  recover(options?: ActorOptions): Promise<RecoveredJournal>;
  /** Whether a process before this one left a transaction that `recover` has to undo. */
  needsRecovery(): Promise<boolean>;
  /** Waits for what runs, and lets go of the folder. After it every operation rejects with `closed`. */
  close(): Promise<void>;
  /** As `close`. */
  [Symbol.asyncDispose](): Promise<void>;
}
