import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { StorageWAL, type StorageWALOptions } from '../../../managers/write-ahead-log/storage-wal.js';
import { MemoryAuditLogger } from '../../../shared/client/record/memory-audit-logger.js';
import { makeTemporaryFolder } from '../backend/temporary-folder.js';

async function openWal(options: Partial<StorageWALOptions> = {}) {
  const audit = new MemoryAuditLogger();
  const dir = await makeTemporaryFolder();
  const wal = new StorageWAL({ dir, auditLogger: audit, backoffMs: () => 1, ...options });
  const add = async (path = '/a.txt') =>
    (await wal.addOperation('store', 'b', { bucket: 'bucket-1', path })).operationId;
  const actions = () => audit.events.map(({ action }) => action).filter((action) => action !== 'add');
  return { audit, wal, add, actions };
}

const broken = async () => {
  throw new Error('the backend is away');
};

describe('work on an operation', () => {
  it('is tried again, later each time, until it succeeds', async () => {
    const waited: number[] = [];
    const { wal, add, actions } = await openWal({ maxAttempts: 5, backoffMs: (attempts) => waited.push(attempts) });
    let calls = 0;
    const record = await wal.processOperation(await add(), async () => {
      calls += 1;
      if (calls < 4) await broken();
    });
    expect(record).toMatchObject({ state: 'completed', attempts: 4 });
    expect(waited).toEqual([1, 2, 3]);
    expect(actions()).toEqual(['start', 'retry', 'start', 'retry', 'start', 'retry', 'start', 'complete']);
  });

  it('really waits between attempts', async () => {
    const { wal, add } = await openWal({ maxAttempts: 3, backoffMs: () => 40 });
    const times: number[] = [];
    await wal.processOperation(await add(), async () => {
      times.push(performance.now());
      await broken();
    });
    const [first = 0, second = 0, third = 0] = times;
    expect(second - first).toBeGreaterThanOrEqual(38);
    expect(third - second).toBeGreaterThanOrEqual(38);
  });

  it('ends as failed, with the reason, and may then be retried with all attempts', async () => {
    const { audit, wal, add, actions } = await openWal({ maxAttempts: 2 });
    const id = await add();
    expect(await wal.processOperation(id, broken)).toMatchObject({ state: 'failed', reason: 'the backend is away' });
    expect(actions()).toEqual(['start', 'retry', 'start', 'fail']);
    expect(audit.get({ action: 'fail' }).details).toMatchObject({ attempt: 2, reason: 'the backend is away' });
    expect(await wal.retryOperation(id)).toMatchObject({ state: 'pending', attempts: 0 });
    expect(await wal.processAll(async () => {})).toEqual({ completed: [id], failed: [], cancelled: [] });
  });

  it('ends at once when another attempt would not help', async () => {
    const { wal, add, actions } = await openWal();
    await wal.processOperation(await add(), broken, { isRetryable: () => false });
    expect(actions()).toEqual(['start', 'fail']);
  });

  it('that is cancelled is told, and makes no further transition', async () => {
    const { wal, add, actions } = await openWal();
    const id = await add();
    let told: unknown;
    const record = await wal.processOperation(id, async (_record, signal) => {
      signal.addEventListener('abort', () => {
        told = signal.reason;
      });
      await wal.cancelOperation(id, 'not wanted');
    });
    expect(record.state).toBe('cancelled');
    expect(told).toMatchObject({ code: 'cancelled' });
    expect(actions()).toEqual(['start', 'cancel']);
  });

  it('that is cancelled while it waits ends the wait', async () => {
    const { wal, add, actions } = await openWal({ backoffMs: () => 30_000 });
    const id = await add();
    const work = wal.processOperation(id, broken);
    while (wal.findLoaded(id)?.state !== 'retrying') await sleep(1);
    await wal.cancelOperation(id);
    expect((await work).state).toBe('cancelled');
    expect(actions()).toEqual(['start', 'retry', 'cancel']);
  });

  it('that does not end in time is a failed attempt', async () => {
    const { wal, add } = await openWal({ maxAttempts: 1, attemptTimeoutMs: 20 });
    const record = await wal.processOperation(await add(), () => new Promise(() => {}));
    expect(record).toMatchObject({ state: 'failed', reason: 'the attempt took longer than 20 ms' });
  });

  it('that is past its point of no return cannot be cancelled, and is reported as it ended', async () => {
    const { audit, wal, add } = await openWal({ attemptTimeoutMs: 5 });
    const id = await add();
    const record = await wal.processOperation(id, async (_record, _signal, attempt) => {
      attempt.commit();
      await expect(wal.cancelOperation(id)).rejects.toMatchObject({ code: 'too_late' });
      await sleep(20);
      return { reason: 'late, and done' };
    });
    expect(record).toMatchObject({ state: 'completed', attempts: 1 });
    expect(audit.get({ action: 'complete' }).details).toMatchObject({ reason: 'late, and done' });
    expect(audit.get({ action: 'cancel' })).toMatchObject({ status: 'failure', error: { code: 'too_late' } });
  });

  it('that was given up cannot pass its point of no return', async () => {
    const { wal, add } = await openWal({ maxAttempts: 1, attemptTimeoutMs: 5 });
    const refused: unknown[] = [];
    const record = await wal.processOperation(await add(), async (_record, signal, attempt) => {
      while (!signal.aborted) await sleep(1);
      try {
        attempt.commit();
      } catch (error) {
        refused.push(error);
      }
    });
    expect(record.state).toBe('failed');
    await expect.poll(() => refused).toMatchObject([{ code: 'timeout' }]);
  });

  it('has no time to lose while its clock stands', async () => {
    const { wal, add } = await openWal({ maxAttempts: 1, attemptTimeoutMs: 15 });
    const record = await wal.processOperation(await add(), async (_record, _signal, attempt) => {
      attempt.stopClock();
      await sleep(40);
      attempt.startClock();
    });
    expect(record.state).toBe('completed');
  });

  it('is joined, not done twice', async () => {
    const { wal, add, actions } = await openWal();
    const id = await add();
    let calls = 0;
    const execute = async () => {
      calls += 1;
      await nextTurn();
    };
    const [one, all, other] = await Promise.all([
      wal.processOperation(id, execute),
      wal.processAll(execute),
      wal.processOperation(id, execute),
    ]);
    expect([one.state, other.state, calls]).toEqual(['completed', 'completed', 1]);
    expect(all.failed).toEqual([]);
    expect(actions()).toEqual(['start', 'complete']);
  });

  it('that runs is not taken for interrupted', async () => {
    const { wal, add } = await openWal();
    const record = await wal.processOperation(await add(), async () => {
      expect(await wal.recover()).toEqual({ recovered: 0 });
    });
    expect(record).toMatchObject({ state: 'completed', attempts: 1 });
  });

  it('on one that is not there rejects', async () => {
    const { wal } = await openWal();
    await expect(wal.processOperation('op-none', async () => {})).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('work on all that waits', () => {
  it('goes on after one that fails, in the order in which they were added', async () => {
    const { wal, add } = await openWal({ maxAttempts: 1 });
    const ids = [await add('/1'), await add('/2'), await add('/3')];
    const seen: string[] = [];
    const report = await wal.processAll(async ({ path }) => {
      seen.push(path);
      if (path === '/2') await broken();
    });
    expect(seen).toEqual(['/1', '/2', '/3']);
    expect(report).toEqual({ completed: [ids[0], ids[2]], failed: [ids[1]], cancelled: [] });
  });

  it('is bounded in number and time, and leaves what is not accepted', async () => {
    const { wal, add } = await openWal();
    const ids = [await add('/1'), await add('/2'), await add('/3')];
    const done = async () => {};
    expect((await wal.processAll(done, { maxOperations: 1 })).completed).toEqual([ids[0]]);
    expect((await wal.processAll(done, { maxDurationMs: 0 })).completed).toEqual([]);
    expect((await wal.processAll(done, { accepts: ({ path }) => path === '/3' })).completed).toEqual([ids[2]]);
    expect((await wal.listOperations('pending')).map(({ path }) => path)).toEqual(['/2']);
  });
});
