/** A write-ahead log: what is to be done to storage is durable before it is done, and is done again after a crash. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { currentContext } from '../../shared/client/context/context.js';
import { type EventLogger, instrument } from '../../shared/client/index.js';
import type { ActorOptions } from '../actor-options.js';
import { ManagerError } from '../manager-error.js';
import { claimFolder, type OwnedFolder, ownFolderFirst } from '../owned-folder.js';
import { SerialQueue } from '../serial-queue.js';
import { storageWalPolicy } from './storage-wal-policy.js';
import type { Processed, ProcessLimits, ProcessOptions, WalExecutor, WalOperations } from './wal-operations.js';
import {
  TRANSITIONS,
  type WalData,
  type WalOperation,
  type WalRecord,
  type WalState,
  withoutOrigin,
} from './wal-record.js';
import { WalTable } from './wal-table.js';
import { WalWorker, type WorkerOptions } from './wal-worker.js';

export interface StorageWALOptions extends WorkerOptions {
  /** For the log alone, of one process at a time. */
  readonly dir: string;
  readonly auditLogger: EventLogger;
  /** Completed and cancelled operations to remember, and as many failed ones, the latest. Default 1,000. */
  readonly keptFinished?: number | undefined;
}

const KEPT_FINISHED = 1_000;
/** So that the resource of an `add` has room for the bucket and the type. */
const MAX_TARGET_BYTES = 512;

export class StorageWAL implements WalOperations {
  auditLogger: EventLogger;
  private readonly folder: OwnedFolder;
  private readonly table: WalTable;
  private readonly changes = new SerialQueue();
  private readonly worker: WalWorker;

  constructor({ dir, auditLogger, keptFinished = KEPT_FINISHED, ...options }: StorageWALOptions) {
    this.auditLogger = auditLogger;
    this.folder = claimFolder(this, dir, 'wal');
    this.table = new WalTable(join(dir, 'wal.ndjson'), keptFinished);
    this.worker = new WalWorker(this, options);
  }

  async addOperation(
    operationType: string,
    backend: string,
    data: WalData,
    _options: ActorOptions = {},
  ): Promise<{ operationId: string }> {
    const { bucket, path, size, sha256, from, staged } = data;
    checkTarget(operationType, bucket, path);
    const { user_id, on_behalf_of, correlation_id, operation_id, related } = currentContext() ?? {};
    const origin = { user_id, on_behalf_of, correlation_id, operation_id, related };
    const operationId = `op-${randomBytes(8).toString('hex')}`;
    const work = { operation_type: operationType, backend, bucket, path, size, sha256, from, staged };
    await this.changes.run(async () => {
      const sequence = this.table.lastSequence() + 1;
      await this.table.write({ operation_id: operationId, sequence, ...work, state: 'pending', attempts: 0, origin });
    });
    return { operationId };
  }

  startOperation(operationId: string, _options: ActorOptions = {}): Promise<WalOperation> {
    return this.change(operationId, 'processing');
  }

  completeOperation(
    operationId: string,
    { reason }: ActorOptions & { readonly reason?: string | undefined } = {},
  ): Promise<WalOperation> {
    return this.change(operationId, 'completed', reason);
  }

  failOperation(operationId: string, reason: string, _options: ActorOptions = {}): Promise<WalOperation> {
    return this.change(operationId, 'failed', reason);
  }

  retryOperation(operationId: string, reason?: string, _options: ActorOptions = {}): Promise<WalOperation> {
    return this.change(operationId, (state) => (state === 'failed' ? 'pending' : 'retrying'), reason);
  }

  cancelOperation(operationId: string, reason?: string, _options: ActorOptions = {}): Promise<WalOperation> {
    return this.worker.cancel(operationId, () => this.change(operationId, 'cancelled', reason));
  }

  async listOperations(state?: WalState, _options: ActorOptions = {}): Promise<WalOperation[]> {
    const all = this.table.list().map(withoutOrigin);
    return state === undefined ? all : all.filter((record) => record.state === state);
  }

  async recover(_options: ActorOptions = {}): Promise<{ recovered: number; damaged?: number }> {
    const processing = await this.listOperations('processing');
    const interrupted = processing.filter(({ operation_id }) => !this.worker.isWorkingOn(operation_id));
    for (const { operation_id } of interrupted) {
      await this.worker.inOrigin(operation_id, () => this.retryOperation(operation_id, 'interrupted'));
    }
    const damaged = this.table.takeDamage().length;
    await this.changes.run(() => this.table.shorten());
    return damaged === 0 ? { recovered: interrupted.length } : { recovered: interrupted.length, damaged };
  }

  processOperation(operationId: string, execute: WalExecutor, options?: ProcessOptions): Promise<WalOperation> {
    return this.worker.processOperation(operationId, execute, options);
  }

  processAll(execute: WalExecutor, limits?: ProcessLimits): Promise<Processed> {
    return this.worker.processAll(execute, limits);
  }

  lastSequence(): number {
    this.folder.own();
    return this.table.lastSequence();
  }

  findLoaded(operationId: string): WalRecord | undefined {
    try {
      this.folder.own();
    } catch {
      // The operation itself says why.
      return undefined;
    }
    return this.table.find(operationId);
  }

  /** Resolves when what runs has ended; the folder is then free for another. */
  close(): Promise<void> {
    return this.folder.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private change(
    operationId: string,
    to: WalState | ((from: WalState) => WalState),
    reason?: string,
  ): Promise<WalOperation> {
    return this.changes.run(async () => {
      const record = this.table.find(operationId);
      if (record === undefined) throw new ManagerError('not_found', `no operation ${operationId}`);
      const state = typeof to === 'string' ? to : to(record.state);
      if (!TRANSITIONS[record.state].includes(state)) {
        throw new ManagerError('invalid_transition', `an operation that is ${record.state} cannot become ${state}`);
      }
      const attempts = state === 'pending' ? 0 : record.attempts + (state === 'processing' ? 1 : 0);
      const changed: WalRecord = { ...record, state, attempts, reason };
      await this.table.write(changed);
      return withoutOrigin(changed);
    });
  }
}

function checkTarget(operationType: string, bucket: string, path: string): void {
  if (!path.startsWith('/')) throw new ManagerError('invalid_path', 'path: expected one that begins with a slash');
  const bytes = Buffer.byteLength(`${operationType}:${bucket}:${path}`);
  if (bytes <= MAX_TARGET_BYTES) return;
  throw new ManagerError('invalid_path', `type, bucket and path: expected ${MAX_TARGET_BYTES} bytes together at most`);
}

ownFolderFirst(StorageWAL, storageWalPolicy, ['findLoaded', 'lastSequence', 'close']);
instrument(StorageWAL, storageWalPolicy);
