import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StorageWAL } from '../../../managers/write-ahead-log/storage-wal.js';
import { TRANSITIONS, WAL_STATES, type WalState } from '../../../managers/write-ahead-log/wal-record.js';
import { runInContext } from '../../../shared/client/context/context.js';
import { MemoryAuditLogger } from '../../../shared/client/record/memory-audit-logger.js';
import { makeTemporaryFolder } from '../backend/temporary-folder.js';
import { findErrorCode } from '../find-error-code.js';

const DATA = { bucket: 'bucket-1', path: '/a.txt', size: 3 };

async function openWal() {
  const dir = await makeTemporaryFolder();
  const audit = new MemoryAuditLogger();
  return { dir, audit, wal: new StorageWAL({ dir, auditLogger: audit }) };
}

/** Each method, and the state it leads to from each state. */
const METHODS: Record<
  string,
  { call: (wal: StorageWAL, id: string) => Promise<unknown>; to: (from: WalState) => WalState }
> = {
  start: { call: (wal, id) => wal.startOperation(id), to: () => 'processing' },
  complete: { call: (wal, id) => wal.completeOperation(id), to: () => 'completed' },
  fail: { call: (wal, id) => wal.failOperation(id, 'broken'), to: () => 'failed' },
  retry: { call: (wal, id) => wal.retryOperation(id), to: (from) => (from === 'failed' ? 'pending' : 'retrying') },
  cancel: { call: (wal, id) => wal.cancelOperation(id), to: () => 'cancelled' },
};

/** How an operation gets into each state. */
const WAYS: Record<WalState, readonly string[]> = {
  pending: [],
  processing: ['start'],
  retrying: ['start', 'retry'],
  completed: ['start', 'complete'],
  failed: ['start', 'fail'],
  cancelled: ['cancel'],
};

/** From, method, to. */
const ALLOWED = [
  'pending start processing',
  'pending cancel cancelled',
  'processing complete completed',
  'processing retry retrying',
  'processing fail failed',
  'processing cancel cancelled',
  'retrying start processing',
  'retrying cancel cancelled',
  'failed retry pending',
  'failed cancel cancelled',
];

describe('transitions', () => {
  const all = WAL_STATES.flatMap((from) => Object.keys(METHODS).map((method) => ({ from, method })));

  it.each(all)('$from, $method', async ({ from, method }) => {
    const { audit, wal } = await openWal();
    const { operationId } = await wal.addOperation('store', 'backend-1', DATA);
    for (const step of WAYS[from]) await METHODS[step]?.call(wal, operationId);
    audit.clear();
    const { call, to } = METHODS[method] ?? expect.fail();
    const isAllowed = ALLOWED.includes(`${from} ${method} ${to(from)}`);
    if (isAllowed) await call(wal, operationId);
    else expect(await findErrorCode(call(wal, operationId))).toBe('invalid_transition');
    expect(wal.findLoaded(operationId)?.state).toBe(isAllowed ? to(from) : from);
    // One event a transition, and one for each that was refused.
    expect(audit.events).toHaveLength(1);
    expect(audit.events[0]).toMatchObject({
      event_type: 'wal_operation',
      action: method,
      status: isAllowed ? 'success' : 'failure',
      resource_id: operationId,
      related: [
        { resource_id: 'store:bucket-1:/a.txt', role: 'target' },
        { resource_id: 'bucket-1', role: 'bucket' },
      ],
      ...(isAllowed ? {} : { error: { code: 'invalid_transition' } }),
    });
  });

  it('of the table are the allowed ones', () => {
    const pairs = Object.entries(TRANSITIONS).flatMap(([from, tos]) => tos.map((to) => `${from} ${to}`));
    expect(pairs.sort()).toEqual(ALLOWED.map((line) => line.replace(/ \w+ /, ' ')).sort());
  });
});

describe('adding', () => {
  it('is on the disk when it is acknowledged', async () => {
    const { dir, wal } = await openWal();
    const { operationId } = await wal.addOperation('store', 'backend-1', DATA);
    const lines = readFileSync(join(dir, 'wal.ndjson'), 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ operation_id: operationId, state: 'pending' }]);
  });

  it('relates its target to the operation and to the bucket', async () => {
    const { audit, wal } = await openWal();
    const { operationId } = await wal.addOperation('store', 'backend-1', DATA, { userId: 'alice' });
    expect(audit.get({ action: 'add' })).toMatchObject({
      status: 'success',
      user_id: 'alice',
      resource_id: 'store:bucket-1:/a.txt',
      related: [
        { resource_id: 'bucket-1', role: 'bucket' },
        { resource_id: operationId, role: 'operation' },
      ],
      details: { operation_type: 'store', backend: 'backend-1', path: '/a.txt', size: 3 },
    });
  });

  it('that fails names its target all the same', async () => {
    const { audit, wal } = await openWal();
    expect(await findErrorCode(wal.addOperation('store', 'b', { bucket: 'bucket-1', path: 'no-slash' }))).toBe(
      'invalid_path',
    );
    expect(audit.get({ action: 'add' })).toMatchObject({
      status: 'failure',
      resource_id: 'store:bucket-1:no-slash',
      related: [{ resource_id: 'bucket-1', role: 'bucket' }],
    });
  });

  it('refuses a target that no event could name', async () => {
    const { audit, wal } = await openWal();
    const data = { bucket: 'bucket-1', path: `/${'x'.repeat(600)}` };
    expect(await findErrorCode(wal.addOperation('store', 'b', data))).toBe('invalid_path');
    expect(audit.get({ action: 'add' }).status).toBe('failure');
  });

  it('many at once loses none and mixes none', async () => {
    const { dir, wal } = await openWal();
    const ids = await Promise.all(
      Array.from({ length: 40 }, (_, number) => wal.addOperation('store', 'b', { ...DATA, path: `/${number}` })),
    );
    await wal.close();
    const again = await new StorageWAL({ dir, auditLogger: new MemoryAuditLogger() }).listOperations();
    expect(again.map((record) => record.operation_id)).toEqual(ids.map(({ operationId }) => operationId));
    expect(again.map((record) => record.path)).toEqual(Array.from({ length: 40 }, (_, number) => `/${number}`));
    expect(new Set(again.map((record) => record.sequence)).size).toBe(40);
  });
});

describe('what a record keeps across restarts', () => {
  const request = {
    user_id: 'alice',
    correlation_id: 'request-1',
    related: [{ resource_id: 'project-7', role: 'project' }],
  };

  /** An operation of alice's request, in the log of a process that ended. */
  async function addAndRestart(more: (wal: StorageWAL, id: string) => Promise<unknown> = async () => {}) {
    const { dir, audit: before, wal } = await openWal();
    const { operationId } = await runInContext(request, () => wal.addOperation('store', 'backend-1', DATA));
    await more(wal, operationId);
    await wal.close();
    const audit = new MemoryAuditLogger();
    const added = before.find({ action: 'add' })?.operation_id;
    return { audit, added, operationId, wal: new StorageWAL({ dir, auditLogger: audit, backoffMs: () => 1 }) };
  }

  it('is who asked for it and in which request, for the very first call of a new process', async () => {
    const { audit, added, operationId, wal } = await addAndRestart();
    await wal.startOperation(operationId);
    expect(audit.get({ action: 'start' })).toMatchObject({
      user_id: 'alice',
      correlation_id: 'request-1',
      caused_by: added,
      related: [
        { resource_id: 'store:bucket-1:/a.txt', role: 'target' },
        { resource_id: 'bucket-1', role: 'bucket' },
        { resource_id: 'project-7', role: 'project' },
      ],
    });
  });

  it('is laid aside for somebody who says who he is', async () => {
    const { audit, operationId, wal } = await addAndRestart();
    await runInContext({ user_id: 'bob' }, () => wal.startOperation(operationId));
    await wal.cancelOperation(operationId, 'not wanted', { userId: 'carol' });
    expect(audit.get({ action: 'start' }).user_id).toBe('bob');
    expect(audit.get({ action: 'cancel' })).toMatchObject({ user_id: 'carol', details: { reason: 'not wanted' } });
  });

  it('covers what a worker does, whoever runs the worker', async () => {
    const { audit, added, operationId, wal } = await addAndRestart();
    const seen: unknown[] = [];
    const report = await runInContext({ user_id: 'bob', correlation_id: 'shift-2' }, () =>
      wal.processAll(async (record) => {
        seen.push(record.path);
        if (seen.length === 1) throw new Error('once');
      }),
    );
    expect(report).toEqual({ completed: [operationId], failed: [], cancelled: [] });
    expect(seen).toEqual(['/a.txt', '/a.txt']);
    expect(audit.events.map(({ action }) => action)).toEqual(['start', 'retry', 'start', 'complete']);
    for (const event of audit.events) {
      expect(event).toMatchObject({ user_id: 'alice', correlation_id: 'request-1', caused_by: added });
    }
  });

  it('recovers what was interrupted, and leaves the rest', async () => {
    const { audit, added, operationId, wal } = await addAndRestart(async (before, id) => {
      await before.startOperation(id);
      await before.addOperation('store', 'backend-1', { ...DATA, path: '/b.txt' });
    });
    expect(await wal.recover({ userId: 'bob' })).toEqual({ recovered: 1 });
    expect((await wal.listOperations()).map(({ state }) => state)).toEqual(['retrying', 'pending']);
    expect(audit.get({ action: 'recover' })).toMatchObject({ user_id: 'bob', details: { recovered: 1 } });
    expect(audit.get({ action: 'retry' })).toMatchObject({
      user_id: 'alice',
      caused_by: added,
      resource_id: operationId,
      details: { reason: 'interrupted' },
    });
    expect(await wal.recover()).toEqual({ recovered: 0 });
  });
});

describe('a log with lines that cannot be read', () => {
  it('has all other operations, keeps the lines, and says once how many there were', async () => {
    const { dir, wal } = await openWal();
    for (const path of ['/1', '/2', '/3']) await wal.addOperation('store', 'b', { ...DATA, path });
    await wal.close();
    const file = join(dir, 'wal.ndjson');
    const [one = '', two = '', three = ''] = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, `${one}\n${'\0'.repeat(two.length)}\n{}\n${three}\n`);
    const audit = new MemoryAuditLogger();
    const again = new StorageWAL({ dir, auditLogger: audit });
    expect((await again.listOperations()).map(({ path }) => path)).toEqual(['/1', '/3']);
    expect(await again.recover()).toEqual({ recovered: 0, damaged: 2 });
    expect(audit.get({ action: 'recover' })).toMatchObject({ status: 'partial', details: { damaged: 2 } });
    expect(await again.recover()).toEqual({ recovered: 0 });
    const kept = readFileSync(`${file}.quarantine`, 'utf8').trimEnd().split('\n');
    expect(kept.map((line) => JSON.parse(line))).toMatchObject([
      { file, line: 2, code: 'bad_checksum' },
      { file, line: 3, code: 'bad_checksum' },
    ]);
  });
});

describe('a log that is used for long', () => {
  it('forgets the oldest operations that ended, never one that is not done', async () => {
    const dir = await makeTemporaryFolder();
    const wal = new StorageWAL({ dir, auditLogger: new MemoryAuditLogger(), keptFinished: 3 });
    const { operationId: waiting } = await wal.addOperation('store', 'b', { ...DATA, path: '/waiting' });
    for (let number = 0; number < 10; number++) {
      const { operationId } = await wal.addOperation('store', 'b', { ...DATA, path: `/${number}` });
      await wal.cancelOperation(operationId);
    }
    await wal.recover();
    const paths = (await wal.listOperations()).map(({ path }) => path);
    expect(paths).toEqual(['/waiting', '/6', '/7', '/8', '/9']);
    expect(readFileSync(join(dir, 'wal.ndjson'), 'utf8').trimEnd().split('\n')).toHaveLength(5);
    await wal.close();
    const again = new StorageWAL({ dir, auditLogger: new MemoryAuditLogger() });
    expect((await again.listOperations('pending')).map(({ operation_id }) => operation_id)).toEqual([waiting]);
    const { operationId } = await again.addOperation('store', 'b', DATA);
    expect(again.findLoaded(operationId)?.sequence).toBe(12);
  });
});
