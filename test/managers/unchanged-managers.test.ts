import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { AuditLogger, type EventLogger } from '../../shared/client/index.js';
import { MemoryAuditLogger } from '../../shared/client/record/memory-audit-logger.js';
import { findFreePort } from '../support/free-port.js';
import { makeTemporaryFolder } from './backend/temporary-folder.js';
import { readTree } from './filesystem-journal/read-tree.js';
import { CLASSES, localConfig, type Managers, openManagers } from './open-managers.js';
import { makeUnwrapped } from './unwrapped.js';

const UNWRAPPED = {
  BackendManager: makeUnwrapped(CLASSES.BackendManager),
  BucketVFSManager: makeUnwrapped(CLASSES.BucketVFSManager),
  FilesystemJournal: makeUnwrapped(CLASSES.FilesystemJournal),
  PinManager: makeUnwrapped(CLASSES.PinManager),
  StorageWAL: makeUnwrapped(CLASSES.StorageWAL),
};

/** One process with its folder, and the ids that its managers gave out. */
interface World {
  readonly dir: string;
  readonly managers: Managers;
  readonly operations: string[];
  readonly transactions: string[];
  readonly cids: string[];
}

type Call = (world: World) => Promise<unknown>;

const backend = fc.constantFrom('archive', 'spare', 'none', 'Not A Name');
const bucket = fc.constantFrom('one', 'two', 'none', '../x');
const path = fc.constantFrom('/a.txt', '/d/b.txt', '/d', '/../x', '%2e%2e/x', '');
const name = fc.constantFrom('a', 'd', 'd/b', 'd/c', '../x');
const content = fc.constantFrom('', 'x', 'hello', 'y'.repeat(5_000));
const pick = fc.nat({ max: 5 });
const choose = (list: readonly string[], at: number) => list[at % Math.max(1, list.length)] ?? 'none';
const ids = (world: World, at: number) => choose(world.operations, at);

const call: fc.Arbitrary<Call> = fc.oneof(
  fc.tuple(backend, fc.boolean()).map(
    ([id, isLocal]): Call =>
      ({ dir, managers }) =>
        managers.backends.createBackend(id, isLocal ? localConfig(dir, id) : { type: 'local', directory: 'relative' }),
  ),
  backend.map(
    (id): Call =>
      ({ managers }) =>
        managers.backends.testBackend(id),
  ),
  backend.map(
    (id): Call =>
      ({ managers }) =>
        managers.backends.deleteBackend(id),
  ),
  backend.map(
    (id): Call =>
      ({ managers }) =>
        managers.backends.updateBackend(id, { probe: false }),
  ),
  backend.map(
    (id): Call =>
      ({ managers }) =>
        managers.backends.getBackend(id, { userId: 'bob' }),
  ),
  fc.constant<Call>(({ managers }) => managers.backends.listBackends({ userId: 'bob' })),
  fc.tuple(bucket, backend).map(
    ([id, on]): Call =>
      ({ managers }) =>
        managers.buckets.createBucket(id, { backend: on }),
  ),
  fc.tuple(bucket, path, content).map(
    ([id, file, text]): Call =>
      async ({ managers, cids }) => {
        const written = await managers.buckets.writeFile(id, file, text, { userId: 'alice' });
        cids.push(written.cid);
        return written;
      },
  ),
  fc.tuple(bucket, path).map(
    ([id, file]): Call =>
      ({ managers }) =>
        managers.buckets.readFile(id, file),
  ),
  fc.tuple(bucket, path).map(
    ([id, file]): Call =>
      ({ managers }) =>
        managers.buckets.deleteFile(id, file),
  ),
  bucket.map(
    (id): Call =>
      ({ managers }) =>
        managers.buckets.listFiles(id),
  ),
  fc.tuple(bucket, fc.constantFrom('shown', 'notes')).map(
    ([id, at]): Call =>
      ({ dir, managers }) =>
        managers.buckets.mountBucket(id, join(dir, at)),
  ),
  bucket.map(
    (id): Call =>
      ({ managers }) =>
        managers.buckets.unmountBucket(id),
  ),
  fc.constant<Call>(({ managers }) => managers.buckets.recover()),
  fc.tuple(bucket, fc.boolean()).map(
    ([id, force]): Call =>
      ({ managers }) =>
        managers.buckets.deleteBucket(id, { force }),
  ),
  fc.tuple(bucket, backend, path).map(
    ([id, on, file]): Call =>
      async ({ managers, operations }) => {
        const { operationId } = await managers.wal.addOperation('copy', on, { bucket: id, path: file });
        operations.push(operationId);
        return operationId;
      },
  ),
  pick.map(
    (at): Call =>
      (world) =>
        world.managers.wal.startOperation(ids(world, at)),
  ),
  pick.map(
    (at): Call =>
      (world) =>
        world.managers.wal.completeOperation(ids(world, at)),
  ),
  pick.map(
    (at): Call =>
      (world) =>
        world.managers.wal.retryOperation(ids(world, at), 'why'),
  ),
  pick.map(
    (at): Call =>
      (world) =>
        world.managers.wal.cancelOperation(ids(world, at)),
  ),
  pick.map(
    (at): Call =>
      (world) =>
        world.managers.wal.failOperation(ids(world, at), 'why'),
  ),
  fc.boolean().map(
    (isDone): Call =>
      ({ managers }) =>
        managers.wal.processAll(async ({ path: file }) => {
          if (!isDone) throw new Error(`cannot do ${file}`);
        }),
  ),
  fc.constant<Call>(({ managers }) => managers.wal.recover()),
  fc.constant<Call>(({ managers }) => managers.wal.listOperations('failed', { userId: 'bob' })),
  fc.constant<Call>(async ({ managers, transactions }) => {
    const { transactionId } = await managers.journal.begin();
    transactions.push(transactionId);
    return transactionId;
  }),
  fc.tuple(pick, name, content).map(
    ([at, file, text]): Call =>
      ({ managers, transactions }) =>
        managers.journal.create(choose(transactions, at), file, Buffer.from(text)),
  ),
  fc.tuple(pick, name, content).map(
    ([at, file, text]): Call =>
      ({ managers, transactions }) =>
        managers.journal.write(choose(transactions, at), file, Buffer.from(text)),
  ),
  fc.tuple(pick, name, name).map(
    ([at, file, to]): Call =>
      ({ managers, transactions }) =>
        managers.journal.rename(choose(transactions, at), file, to),
  ),
  fc.constant<Call>(({ managers }) => managers.journal.checkpoint()),
  fc.constant<Call>(({ managers }) => managers.journal.recover()),
  fc.tuple(pick, name).map(
    ([at, file]): Call =>
      ({ managers, transactions }) =>
        managers.journal.mkdir(choose(transactions, at), file),
  ),
  fc.tuple(pick, name).map(
    ([at, file]): Call =>
      ({ managers, transactions }) =>
        managers.journal.delete(choose(transactions, at), file),
  ),
  pick.map(
    (at): Call =>
      ({ managers, transactions }) =>
        managers.journal.commit(choose(transactions, at)),
  ),
  pick.map(
    (at): Call =>
      ({ managers, transactions }) =>
        managers.journal.rollback(choose(transactions, at)),
  ),
  fc.tuple(content, backend, backend).map(
    ([text, ...on]): Call =>
      ({ managers }) =>
        managers.pins.addPin(Buffer.from(text), { backends: on }),
  ),
  pick.map(
    (at): Call =>
      ({ managers, cids }) =>
        managers.pins.verifyPin(choose(cids, at)),
  ),
  pick.map(
    (at): Call =>
      ({ managers, cids }) =>
        managers.pins.removePin(choose(cids, at)),
  ),
  fc.constant<Call>(({ managers }) => managers.pins.listPins({ userId: 'bob' })),
);

/** What differs between two worlds by chance is named by the order in which it appears. */
function makeNormaliser(dir: string) {
  const seen = new Map<string, string>();
  return (value: unknown): unknown =>
    JSON.parse(
      (JSON.stringify(value) ?? 'null')
        .replaceAll(dir, 'DIR')
        .replace(/(op|tx)-[0-9a-f-]{16,}/g, (id, kind: string) => {
          if (!seen.has(id)) seen.set(id, `${kind}-${seen.size}`);
          return seen.get(id) ?? id;
        })
        .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID'),
    );
}

async function live(auditLogger: EventLogger, classes: typeof CLASSES, calls: readonly Call[]) {
  const dir = await makeTemporaryFolder();
  mkdirSync(join(dir, 'notes'));
  const managers = openManagers(dir, auditLogger, classes);
  const world: World = { dir, managers, operations: [], transactions: [], cids: [] };
  await managers.backends.createBackend('archive', localConfig(dir, 'archive'));
  await managers.buckets.createBucket('one', { backend: 'archive' });
  const normalise = makeNormaliser(dir);
  const results: unknown[] = [];
  for (const make of calls) {
    results.push(
      await make(world).then(
        (value) => normalise({ value }),
        (error: unknown) => {
          const { name: kind, message, code } = Object.assign(new Error(), { code: undefined }, error);
          const text = error instanceof Error ? error.message : message;
          return normalise({ kind: error instanceof Error ? error.name : kind, message: text, code });
        },
      ),
    );
  }
  const operations = normalise(await managers.wal.listOperations());
  return { results, files: normalise([readTree(join(dir, 'vfs', 'files')), readTree(join(dir, 'notes'))]), operations };
}

const LOGGERS: Record<string, () => EventLogger> = {
  'a logger that works': () => new MemoryAuditLogger(),
  'a logger that throws': () => ({
    logEvent(): never {
      throw new Error('the queue is dead');
    },
  }),
  'a logger whose receipts are rejected, and waited for': () => ({
    awaitReceipts: true,
    logEvent: () => Promise.reject(new Error('the queue is dead')),
  }),
  'a logger whose receipts never come': () => ({ logEvent: () => new Promise(() => {}) }),
};

async function doTheSame(logger: EventLogger) {
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 16 }), async (calls) => {
      const wrapped = await live(logger, CLASSES, calls);
      const audit = new MemoryAuditLogger();
      const plain = await live(audit, UNWRAPPED, calls);
      expect(audit.events).toEqual([]);
      expect(wrapped.results).toEqual(plain.results);
      expect(wrapped.files).toEqual(plain.files);
      expect(wrapped.operations).toEqual(plain.operations);
    }),
    { numRuns: 20 },
  );
}

describe('wrapped and unwrapped managers', () => {
  it.each(Object.keys(LOGGERS))('do the same, with %s', async (logger) => {
    await doTheSame(LOGGERS[logger]?.() ?? expect.fail());
  });

  describe('do the same while the queue is dead, with an AuditLogger', () => {
    let storage: { queue_url: string; endpoint: string; region: string };
    beforeAll(async () => {
      process.env.AWS_ACCESS_KEY_ID ??= 'local';
      process.env.AWS_SECRET_ACCESS_KEY ??= 'local';
      const endpoint = `http://127.0.0.1:${await findFreePort()}`;
      storage = { queue_url: `${endpoint}/000000000000/trail`, endpoint, region: 'us-east-1' };
    });

    it('that keeps what it cannot send', async () => {
      const audit = new AuditLogger({ storage, batch_size: 1 }, { warn: () => undefined });
      await doTheSame(audit);
      const { attempted, sent, dropped } = audit.counters();
      expect({ sent, dropped }).toEqual({ sent: 0, dropped: {} });
      expect(attempted).toBeGreaterThan(20);
      expect(await audit.close({ timeoutMs: 0 })).toMatchObject({ complete: false, sent: 0, dropped: attempted });
    });

    it('that has no room left, and is waited for', async () => {
      // The one that is there stays: no interval ends that would make room for another.
      const config = { storage, async: false, max_buffered_events: 1, flush_interval_seconds: 3_600 };
      const audit = new AuditLogger(config, { warn: () => undefined });
      audit.logEvent({ event_type: 'backend_operation', action: 'get', status: 'success' });
      await doTheSame(audit);
      const { attempted, sent, dropped } = audit.counters();
      expect({ sent, dropped }).toEqual({ sent: 0, dropped: { buffer_full: attempted - 1 } });
      expect(attempted).toBeGreaterThan(20);
      await audit.close({ timeoutMs: 0 });
    });
  });
});
