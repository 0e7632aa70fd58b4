import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backendPolicy } from '../../managers/backend/backend-policy.js';
import { bucketVfsPolicy } from '../../managers/bucket-vfs/bucket-vfs-policy.js';
import { filesystemJournalPolicy } from '../../managers/filesystem-journal/filesystem-journal-policy.js';
import { pinPolicy } from '../../managers/pin/pin-policy.js';
import { storageWalPolicy } from '../../managers/write-ahead-log/storage-wal-policy.js';
import { MemoryAuditLogger } from '../../shared/client/record/memory-audit-logger.js';
import { findCatalogueRow } from '../../shared/event/catalogue.js';
import { makeTemporaryFolder } from './backend/temporary-folder.js';
import { CLASSES, localConfig, type Managers, openManagers } from './open-managers.js';
import { isWrapped, listMethods } from './unwrapped.js';

const POLICIES: Record<keyof typeof CLASSES, object> = {
  BackendManager: backendPolicy,
  BucketVFSManager: bucketVfsPolicy,
  FilesystemJournal: filesystemJournalPolicy,
  PinManager: pinPolicy,
  StorageWAL: storageWalPolicy,
};

/** What is private to TypeScript is on the prototype all the same. */
const PRIVATE: Record<string, readonly string[]> = {
  FilesystemJournal: ['checkClean', 'step'],
  StorageWAL: ['change'],
  BucketVFSManager: ['makeJournal'],
};

type Call = (
  managers: Managers,
  options: { userId: string },
  known: { operation: string; dir: string },
) => Promise<unknown>;

async function readAll(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const read: Uint8Array[] = [];
  for await (const piece of pieces) read.push(piece);
  return Buffer.concat(read);
}

/** For every audited method: type, action, resource, a call that succeeds and one that fails. */
const CALLS: [name: string, type: string, action: string, good: Call, bad: Call][] = [
  [
    'BackendManager.createBackend',
    'backend_operation',
    'create',
    ({ backends }, o, { dir }) => backends.createBackend('new', localConfig(dir, 'new'), o),
    ({ backends }, o, { dir }) => backends.createBackend('archive', localConfig(dir), o),
  ],
  [
    'BackendManager.updateBackend',
    'backend_operation',
    'update',
    ({ backends }, o) => backends.updateBackend('archive', { probe: false }, o),
    ({ backends }, o) => backends.updateBackend('none', { probe: false }, o),
  ],
  [
    'BackendManager.deleteBackend',
    'backend_operation',
    'delete',
    ({ backends }, o) => backends.deleteBackend('spare', o),
    ({ backends }, o) => backends.deleteBackend('archive', o),
  ],
  [
    'BackendManager.testBackend',
    'backend_operation',
    'test',
    ({ backends }, o) => backends.testBackend('archive', o),
    ({ backends }, o) => backends.testBackend('none', o),
  ],
  [
    'BackendManager.getBackend',
    'backend_operation',
    'get',
    ({ backends }, o) => backends.getBackend('archive', o),
    ({ backends }, o) => backends.getBackend('none', o),
  ],
  [
    'BucketVFSManager.createBucket',
    'vfs_operation',
    'create',
    ({ buckets }, o) => buckets.createBucket('new', { backend: 'archive' }, o),
    ({ buckets }, o) => buckets.createBucket('new', { backend: 'none' }, o),
  ],
  [
    'BucketVFSManager.mountBucket',
    'vfs_operation',
    'mount',
    ({ buckets }, o, { dir }) => buckets.mountBucket('bucket-1', join(dir, 'mnt'), o),
    ({ buckets }, o) => buckets.mountBucket('none', '/mnt', o),
  ],
  [
    'BucketVFSManager.unmountBucket',
    'vfs_operation',
    'unmount',
    ({ buckets }, o) => buckets.unmountBucket('mounted', o),
    ({ buckets }, o) => buckets.unmountBucket('bucket-1', o),
  ],
  [
    'BucketVFSManager.writeFile',
    'vfs_operation',
    'write',
    ({ buckets }, o) => buckets.writeFile('bucket-1', '/new.txt', 'new', o),
    ({ buckets }, o) => buckets.writeFile('bucket-1', '/../new.txt', 'new', o),
  ],
  [
    'BucketVFSManager.readFile',
    'vfs_operation',
    'read',
    ({ buckets }, o) => buckets.readFile('bucket-1', '/a.txt', o),
    ({ buckets }, o) => buckets.readFile('bucket-1', '/none', o),
  ],
  [
    'BucketVFSManager.openFile',
    'vfs_operation',
    'read',
    ({ buckets }, o) => readAll(buckets.openFile('bucket-1', '/a.txt', o)),
    ({ buckets }, o) => readAll(buckets.openFile('bucket-1', '/none', o)),
  ],
  [
    'BucketVFSManager.listFiles',
    'vfs_operation',
    'list',
    ({ buckets }, o) => buckets.listFiles('bucket-1', '/', o),
    ({ buckets }, o) => buckets.listFiles('none', '/', o),
  ],
  [
    'BucketVFSManager.deleteFile',
    'vfs_operation',
    'delete',
    ({ buckets }, o) => buckets.deleteFile('bucket-1', '/a.txt', o),
    ({ buckets }, o) => buckets.deleteFile('bucket-1', '/none', o),
  ],
  [
    'BucketVFSManager.renameFile',
    'vfs_operation',
    'rename',
    ({ buckets }, o) => buckets.renameFile('bucket-1', '/a.txt', '/b.txt', o),
    ({ buckets }, o) => buckets.renameFile('bucket-1', '/none', '/b.txt', o),
  ],
  [
    'BucketVFSManager.copyFile',
    'vfs_operation',
    'copy',
    ({ buckets }, o) => buckets.copyFile('bucket-1', '/a.txt', '/b.txt', o),
    ({ buckets }, o) => buckets.copyFile('bucket-1', '/a.txt', '/a.txt', o),
  ],
  [
    'BucketVFSManager.verifyBucket',
    'vfs_operation',
    'verify',
    ({ buckets }, o) => buckets.verifyBucket('bucket-1', o),
    ({ buckets }, o) => buckets.verifyBucket('none', o),
  ],
  [
    'BucketVFSManager.deleteBucket',
    'vfs_operation',
    'delete',
    ({ buckets }, o) => buckets.deleteBucket('mounted', o),
    ({ buckets }, o) => buckets.deleteBucket('bucket-1', o),
  ],
  [
    'StorageWAL.addOperation',
    'wal_operation',
    'add',
    ({ wal }, o) => wal.addOperation('store', 'archive', { bucket: 'bucket-1', path: '/x' }, o),
    ({ wal }, o) => wal.addOperation('store', 'archive', { bucket: 'bucket-1', path: 'x' }, o),
  ],
  [
    'StorageWAL.startOperation',
    'wal_operation',
    'start',
    ({ wal }, o, { operation }) => wal.startOperation(operation, o),
    ({ wal }, o) => wal.startOperation('op-none', o),
  ],
  [
    'StorageWAL.completeOperation',
    'wal_operation',
    'complete',
    async ({ wal }, o, { operation }) => {
      await wal.startOperation(operation);
      return wal.completeOperation(operation, o);
    },
    ({ wal }, o, { operation }) => wal.completeOperation(operation, o),
  ],
  [
    'StorageWAL.failOperation',
    'wal_operation',
    'fail',
    async ({ wal }, o, { operation }) => {
      await wal.startOperation(operation);
      return wal.failOperation(operation, 'broken', o);
    },
    ({ wal }, o, { operation }) => wal.failOperation(operation, 'broken', o),
  ],
  [
    'StorageWAL.retryOperation',
    'wal_operation',
    'retry',
    async ({ wal }, o, { operation }) => {
      await wal.startOperation(operation);
      return wal.retryOperation(operation, 'broken', o);
    },
    ({ wal }, o, { operation }) => wal.retryOperation(operation, 'broken', o),
  ],
  [
    'StorageWAL.cancelOperation',
    'wal_operation',
    'cancel',
    ({ wal }, o, { operation }) => wal.cancelOperation(operation, 'not wanted', o),
    ({ wal }, o) => wal.cancelOperation('op-none', 'not wanted', o),
  ],
  [
    'PinManager.addPin',
    'pin_operation',
    'add',
    ({ pins }, o) => pins.addPin(Buffer.from('pin'), { backends: ['archive'], ...o }),
    ({ pins }, o) => pins.addPin(Buffer.from('pin'), { backends: ['none'], ...o }),
  ],
  [
    'PinManager.removePin',
    'pin_operation',
    'remove',
    async ({ pins }, o) => pins.removePin((await pins.listPins())[0]?.cid ?? '', o),
    ({ pins }, o) => pins.removePin('none', o),
  ],
  [
    'PinManager.verifyPin',
    'pin_operation',
    'verify',
    async ({ pins }, o) => pins.verifyPin((await pins.listPins())[0]?.cid ?? '', o),
    ({ pins }, o) => pins.verifyPin('none', o),
  ],
];

/** Those of the journal are called inside a transaction that has a file `a` and a folder `d`. */
type Step = (journal: Managers['journal'], id: string, options: { userId: string }) => Promise<unknown>;
const bytes = Buffer.from('x');
const STEPS: [action: string, good: Step, bad: Step][] = [
  ['create', (j, id, o) => j.create(id, 'b', bytes, o), (j, id, o) => j.create(id, 'a', bytes, o)],
  ['write', (j, id, o) => j.write(id, 'a', bytes, o), (j, id, o) => j.write(id, 'b', bytes, o)],
  ['delete', (j, id, o) => j.delete(id, 'a', o), (j, id, o) => j.delete(id, 'b', o)],
  ['rename', (j, id, o) => j.rename(id, 'a', 'b', o), (j, id, o) => j.rename(id, 'b', 'c', o)],
  ['mkdir', (j, id, o) => j.mkdir(id, 'e', o), (j, id, o) => j.mkdir(id, 'd', o)],
  ['commit', (j, id, o) => j.commit(id, o), (j, _id, o) => j.commit('tx-none', o)],
  ['rollback', (j, id, o) => j.rollback(id, 'why', o), (j, _id, o) => j.rollback('tx-none', 'why', o)],
];

/** Called by `recover` alone: tested there. */
const INSIDE = ['BucketVFSManager.finishRequest'];

const WITHOUT_FAILURE = [
  'FilesystemJournal.begin',
  'FilesystemJournal.checkpoint',
  'FilesystemJournal.recover',
  'StorageWAL.recover',
];

async function prepare() {
  const dir = await makeTemporaryFolder();
  const audit = new MemoryAuditLogger();
  const managers = openManagers(dir, audit);
  await managers.backends.createBackend('archive', localConfig(dir));
  await managers.backends.createBackend('spare', localConfig(dir, 'spare'));
  for (const bucket of ['bucket-1', 'mounted']) await managers.buckets.createBucket(bucket, { backend: 'archive' });
  await managers.buckets.mountBucket('mounted', join(dir, 'mounted'));
  await managers.buckets.writeFile('bucket-1', '/a.txt', 'a');
  const data = { bucket: 'bucket-1', path: '/later.txt' };
  const { operationId: operation } = await managers.wal.addOperation('store', 'archive', data);
  audit.clear();
  return { audit, managers, known: { operation, dir } };
}

describe('every manager', () => {
  it('that is wrapped in managers/ is among those of open-managers.ts, which these tests open', () => {
    const folder = join(import.meta.dirname, '../../managers');
    const wrapped = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/^instrument\(\s*(\w+)/gm)])
      .map(([, name]) => name);
    expect(wrapped.sort()).toEqual(Object.keys(CLASSES).sort());
  });
});

describe('every public method', () => {
  it.each(Object.entries(CLASSES))('of %s has a decision, and what is decided is done', (name, manager) => {
    const policy = POLICIES[name as keyof typeof CLASSES];
    const methods = listMethods(manager).filter((key) => !PRIVATE[name]?.includes(key));
    expect(Object.keys(policy).sort()).toEqual(methods.sort());
    for (const [key, decision] of Object.entries(policy)) {
      expect(isWrapped(manager, key), `${name}.${key}`).toBe(!('notAudited' in decision));
    }
  });

  it('that is audited is called by these tests', () => {
    const audited = Object.entries(CLASSES).flatMap(([name, manager]) =>
      listMethods(manager)
        .filter((key) => isWrapped(manager, key))
        .map((key) => `${name}.${key}`),
    );
    const called = [...CALLS.map(([name]) => name), ...STEPS.map(([action]) => `FilesystemJournal.${action}`)];
    expect([...called, ...INSIDE, ...WITHOUT_FAILURE].sort()).toEqual(audited.sort());
  });
});

describe('one event, with the user, for success and for failure', () => {
  it.each(CALLS)('%s', async (_name, event_type, action, good, bad) => {
    expect(findCatalogueRow(event_type, action)).toBeDefined();
    for (const [call, status] of [
      [good, 'success'],
      [bad, 'failure'],
    ] as const) {
      const { audit, managers, known } = await prepare();
      const outcome = await call(managers, { userId: 'alice' }, known).then(
        () => 'success',
        () => 'failure',
      );
      expect(outcome).toBe(status);
      const event = audit.get({ event_type, action });
      expect(event).toMatchObject({ status, user_id: 'alice' });
      expect(event.resource_id).toBeDefined();
      expect(event.error === undefined).toBe(status === 'success');
      expect(event.details?.audit_error).toBeUndefined();
      expect(audit.rejected).toEqual([]);
    }
  });

  it.each(STEPS)('FilesystemJournal.%s', async (action, good, bad) => {
    for (const [call, status] of [
      [good, 'success'],
      [bad, 'failure'],
    ] as const) {
      const { audit, managers } = await prepare();
      const { journal } = managers;
      const first = await journal.begin();
      await journal.create(first.transactionId, 'a', bytes);
      await journal.mkdir(first.transactionId, 'd');
      await journal.commit(first.transactionId);
      const { transactionId } = await journal.begin();
      audit.clear();
      await call(journal, transactionId, { userId: 'alice' }).catch(() => {});
      expect(audit.events).toHaveLength(1);
      expect(audit.get({ event_type: 'journal_operation', action })).toMatchObject({ status, user_id: 'alice' });
      expect(findCatalogueRow('journal_operation', action)).toBeDefined();
    }
  });

  it('those that concern all of a log or journal', async () => {
    const { audit, managers } = await prepare();
    const options = { userId: 'alice' };
    await managers.journal.recover(options);
    await managers.journal.begin(options);
    await managers.journal.checkpoint(options);
    await managers.wal.recover(options);
    expect(audit.events.map(({ action, status, user_id }) => `${action} ${status} ${user_id}`)).toEqual([
      'recover success alice',
      'begin success alice',
      'checkpoint success alice',
      'recover success alice',
    ]);
  });
});

describe('the logger', () => {
  it('can be replaced per instance, and the parts of a manager follow', async () => {
    const { audit, managers } = await prepare();
    const other = new MemoryAuditLogger();
    managers.buckets.auditLogger = other;
    await managers.buckets.writeFile('bucket-1', '/b.txt', 'b');
    expect(new Set(other.events.map(({ event_type }) => event_type))).toEqual(
      new Set(['vfs_operation', 'journal_operation']),
    );
    expect(new Set(audit.events.map(({ event_type }) => event_type))).toEqual(
      new Set(['wal_operation', 'pin_operation']),
    );
  });
});
