/** A write-ahead log: what is to be done to storage is durable before it is done, and is done again after a crash. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  currentContext,
  type EventLogger,
  instrument,
  type RelatedResource,
  runInContext,
} from '../../shared/client/index.js';
import type { ActorOptions } from '../actor-options.js';
import { ManagerError } from '../manager-error.js';
import { RecordLog } from '../record-log.js';
import { SerialQueue } from '../serial-queue.js';
import { storageWalPolicy } from './storage-wal-policy.js';
import {
  parseWalRecord,
  TRANSITIONS,
  type WalData,
  type WalOrigin,
  type WalRecord,
  type WalState,
} from './wal-record.js';

export interface StorageWALOptions {
  readonly dir: string;
  readonly auditLogger: EventLogger;
  /** Attempts before an operation has failed. Default 3. */
  readonly maxAttempts?: number | undefined;
  /** How long to wait after so many attempts, in milliseconds. Default: 100, 200, 400, … at most 5,000. */
  readonly backoffMs?: ((attempts: number) => number) | undefined;
}

/** Does what a record says; whatever it throws makes the attempt a failed one. */
export type WalExecutor = (record: WalRecord) => Promise<void>;

const MAX_BACKOFF_MS = 5_000;
const doubling = (attempts: number) => Math.min(MAX_BACKOFF_MS, 50 * 2 ** attempts);

export class StorageWAL {
  auditLogger: EventLogger;
  private readonly log: RecordLog;
  private readonly changes = new SerialQueue();
  private readonly maxAttempts: number;
  private readonly backoffMs: (attempts: number) => number;
  private records: Promise<Map<string, WalRecord>> | undefined;
  /** What is known without waiting, for the policy. */
  private known: ReadonlyMap<string, WalRecord> = new Map();

  constructor({ dir, auditLogger, maxAttempts = 3, backoffMs = doubling }: StorageWALOptions) {
    this.auditLogger = auditLogger;
    this.log = new RecordLog(join(dir, 'wal.ndjson'));
    this.maxAttempts = maxAttempts;
    this.backoffMs = backoffMs;
  }

  /** The operation is durable, as `pending`, when this resolves. */
  async addOperation(
    operationType: string,
    backend: string,
    data: WalData,
    _options: ActorOptions = {},
  ): Promise<{ operationId: string }> {
    if (!data.path.startsWith('/'))
      throw new ManagerError('invalid_path', 'path: expected one that begins with a slash');
    const { user_id, correlation_id, operation_id, related } = currentContext() ?? {};
    const { bucket, path, size } = data;
    const record: WalRecord = {
      operation_id: `op-${randomBytes(8).toString('hex')}`,
      operation_type: operationType,
      backend,
      bucket,
      path,
      size,
      state: 'pending',
      attempts: 0,
      origin: { user_id, correlation_id, operation_id, related },
    };
    await this.changes.run(async () => this.write(record, await this.load()));
    return { operationId: record.operation_id };
  }

  /** pending or retrying → processing */
  startOperation(operationId: string, _options: ActorOptions = {}): Promise<WalRecord> {
    return this.change(operationId, 'processing');
  }

  /** processing → completed */
  completeOperation(operationId: string, _options: ActorOptions = {}): Promise<WalRecord> {
    return this.change(operationId, 'completed');
  }

  /** processing → failed */
  failOperation(operationId: string, reason: string, _options: ActorOptions = {}): Promise<WalRecord> {
    return this.change(operationId, 'failed', reason);
  }

  /** processing → retrying, and failed → pending with all attempts again */
  retryOperation(operationId: string, reason?: string, _options: ActorOptions = {}): Promise<WalRecord> {
    return this.change(operationId, (state) => (state === 'failed' ? 'pending' : 'retrying'), reason);
  }

  /** pending, processing or retrying → cancelled */
  cancelOperation(operationId: string, reason?: string, _options: ActorOptions = {}): Promise<WalRecord> {
    return this.change(operationId, 'cancelled', reason);
  }

  /** All operations, or those in one state, in the order in which they were added. */
  async listOperations(state?: WalState): Promise<WalRecord[]> {
    const all = [...(await this.load()).values()];
    return state === undefined ? all : all.filter((record) => record.state === state);
  }

  /**
   * After a restart: work that was interrupted waits to be tried again, and the log is shortened to one line an
   * operation. Resolves with the number of operations that were interrupted.
   */
  async recover(_options: ActorOptions = {}): Promise<{ recovered: number }> {
    const interrupted = await this.listOperations('processing');
    for (const { operation_id, origin } of interrupted) {
      await runAs(origin, () => this.retryOperation(operation_id, 'interrupted'));
    }
    await this.changes.run(async () => {
      await this.log.replace([...(await this.load()).values()].map((record) => JSON.stringify(record)));
    });
    return { recovered: interrupted.length };
  }

  /**
   * Works on one operation until it is completed, failed or cancelled: at most `maxAttempts` attempts, waiting between
   * them. Every transition is made in the name of whoever added the operation. Never rejects for what `execute` throws.
   */
  async processOperation(operationId: string, execute: WalExecutor): Promise<WalRecord> {
    let record = await this.get(operationId);
    return runAs(record.origin, async () => {
      for (;;) {
        record = await this.startOperation(operationId);
        const failure = await attempt(execute, record);
        record = await this.get(operationId);
        // Somebody may have cancelled it meanwhile.
        if (record.state !== 'processing') return record;
        if (failure === undefined) return this.completeOperation(operationId);
        if (record.attempts >= this.maxAttempts) return this.failOperation(operationId, failure);
        await this.retryOperation(operationId, failure);
        await new Promise((resolve) => setTimeout(resolve, this.backoffMs(record.attempts)));
        record = await this.get(operationId);
        if (record.state !== 'retrying') return record;
      }
    });
  }

  /** Works on every operation that waits, one after another, each until its end. */
  async processAll(execute: WalExecutor): Promise<WalRecord[]> {
    const waiting = (await this.listOperations()).filter(({ state }) => state === 'pending' || state === 'retrying');
    const ended: WalRecord[] = [];
    for (const { operation_id } of waiting) ended.push(await this.processOperation(operation_id, execute));
    return ended;
  }

  /** What is known of an operation without reading the log. */
  findLoaded(operationId: string): WalRecord | undefined {
    return this.known.get(operationId);
  }

  private async get(operationId: string): Promise<WalRecord> {
    const record = (await this.load()).get(operationId);
    if (record === undefined) throw new ManagerError('not_found', `no operation ${operationId}`);
    return record;
  }

  private change(
    operationId: string,
    to: WalState | ((from: WalState) => WalState),
    reason?: string,
  ): Promise<WalRecord> {
    return this.changes.run(async () => {
      const record = await this.get(operationId);
      const state = typeof to === 'string' ? to : to(record.state);
      if (!TRANSITIONS[record.state].includes(state)) {
        throw new ManagerError('invalid_transition', `an operation that is ${record.state} cannot become ${state}`);
      }
      const attempts = state === 'pending' ? 0 : record.attempts + (state === 'processing' ? 1 : 0);
      const changed: WalRecord = { ...record, state, attempts, reason };
      await this.write(changed, await this.load());
      return changed;
    });
  }

  private async write(record: WalRecord, records: Map<string, WalRecord>): Promise<void> {
    await this.log.append(JSON.stringify(record));
    records.set(record.operation_id, record);
  }

  /** A failed read is tried again by the next call. */
  private load(): Promise<Map<string, WalRecord>> {
    this.records ??= this.read().catch((error: unknown) => {
      this.records = undefined;
      throw error;
    });
    return this.records;
  }

  private async read(): Promise<Map<string, WalRecord>> {
    const records = (await this.log.readLines()).map(parseWalRecord);
    const latest = new Map(records.map((record) => [record.operation_id, record]));
    this.known = latest;
    return latest;
  }
}

/** In the context that the operation was added in; what surrounds this call already is not named twice. */
function runAs<T>({ related, ...origin }: WalOrigin, fn: () => T): T {
  const surrounding = currentContext()?.related ?? [];
  const isNew = (one: RelatedResource) => !surrounding.some(({ resource_id }) => resource_id === one.resource_id);
  return runInContext({ ...origin, related: related?.filter(isNew) }, fn);
}

/** The reason why it failed, undefined when it did not. */
async function attempt(execute: WalExecutor, record: WalRecord): Promise<string | undefined> {
  try {
    await execute(record);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

instrument(StorageWAL, storageWalPolicy);
