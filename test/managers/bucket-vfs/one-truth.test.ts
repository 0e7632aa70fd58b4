/** What a caller, the log and the trail say of an operation is what happened, whatever its time. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countRuns } from '../../support/property-runs.js';
import { findErrorCode } from '../find-error-code.js';
import { openSlowBucket } from './slow-backends.js';

/** Ends when it is told to, not when it is aborted. */
const deaf = async (ms: number) => {
  await sleep(ms);
};

describe('an attempt that takes too long', () => {
  it('before its point of no return never happens afterwards', async () => {
    const { audit, buckets, dir, hooks, read, wal } = await openSlowBucket();
    await buckets.writeFile('bucket-1', '/a.txt', 'old');
    const late: Promise<void>[] = [];
    hooks.current = {
      beforeStore(key) {
        if (key.startsWith('pins/')) return Promise.resolve();
        const waited = deaf(400);
        late.push(waited);
        return waited;
      },
    };
    expect(await findErrorCode(buckets.writeFile('bucket-1', '/a.txt', 'new'))).toBe('timeout');
    expect(audit.get({ event_type: 'vfs_operation', action: 'write', status: 'failure' }).error?.code).toBe('timeout');
    await Promise.all(late);
    await sleep(30);
    expect(late).toHaveLength(3);
    expect(await read()).toBe('old');
    expect(readFileSync(join(dir, 'vfs', 'files', 'bucket-1', 'a.txt'), 'utf8')).toBe('old');
    expect((await wal.listOperations()).map(({ state }) => state)).toEqual(['completed', 'failed']);
  });

  it('past its point of no return is waited for and reported as it ended', async () => {
    const { audit, buckets, hooks, read } = await openSlowBucket();
    await buckets.writeFile('bucket-1', '/a.txt', 'old');
    hooks.current = { beforeRemove: () => deaf(400) };
    await buckets.writeFile('bucket-1', '/a.txt', 'new');
    expect(await read()).toBe('new');
    await buckets.deleteFile('bucket-1', '/a.txt');
    expect(await findErrorCode(read())).toBe('not_found');
    expect(audit.list({ event_type: 'wal_operation' }).filter(({ action }) => action === 'retry')).toEqual([]);
    expect(audit.list({ status: 'failure' }).map(({ action }) => action)).toEqual(['read']);
  });

  it('is not one because it waited for its turn', async () => {
    const { audit, buckets, hooks } = await openSlowBucket({ attemptTimeoutMs: 800 });
    hooks.current = { beforeStore: (key) => (key.startsWith('pins/') ? Promise.resolve() : sleep(90)) };
    const paths = Array.from({ length: 10 }, (_, number) => `/${number}.txt`);
    await Promise.all(paths.map((path) => buckets.writeFile('bucket-1', path, path)));
    expect(audit.list({ event_type: 'wal_operation', action: 'retry' })).toEqual([]);
    expect(await buckets.listFiles('bucket-1')).toHaveLength(10);
  });
});

describe('whatever the backend and the log do', () => {
  const delay = fc.integer({ min: 0, max: 12 });
  const fault = fc.constantFrom('none', 'before', 'after');
  const step = fc.record({ kind: fc.constantFrom('write', 'delete'), delay, after: delay, fault });

  it('acknowledged is there, rejected is as before, and the event says which', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
        const { audit, buckets, hooks } = await openSlowBucket({ attemptTimeoutMs: 12 });
        let model: string | undefined;
        for (const [number, { kind, delay, after, fault }] of steps.entries()) {
          audit.clear();
          const broken = async (when: string) => {
            if (fault === when) throw new Error('the answer was lost');
          };
          hooks.current = {
            beforeStore: () => sleep(delay).then(() => broken('before')),
            afterStore: () => sleep(after).then(() => broken('after')),
          };
          const content = `content ${number}`;
          const outcome = await (kind === 'write'
            ? buckets.writeFile('bucket-1', '/a.txt', content)
            : buckets.deleteFile('bucket-1', '/a.txt')
          ).then(
            () => 'done',
            () => 'failure',
          );
          if (outcome === 'done') model = kind === 'write' ? content : undefined;
          const [event, ...others] = audit.list({ event_type: 'vfs_operation', action: kind });
          expect(others).toEqual([]);
          expect(event?.status === 'failure').toBe(outcome === 'failure');
          await sleep(after);
          const found = await buckets.readFile('bucket-1', '/a.txt').then(
            (bytes) => Buffer.from(bytes).toString(),
            () => undefined,
          );
          expect(found).toBe(model);
        }
      }),
      { numRuns: countRuns(40) },
    );
  });
});

describe('recovering beside writes', () => {
  it('takes nothing away from them and does none of them twice', async () => {
    const { audit, buckets, hooks } = await openSlowBucket({ attemptTimeoutMs: 10_000 });
    hooks.current = { beforeStore: () => sleep(2) };
    const paths = Array.from({ length: 20 }, (_, number) => `/${number}.txt`);
    const recovering = paths.map(() => buckets.recover());
    await Promise.all([...recovering, ...paths.map((path) => buckets.writeFile('bucket-1', path, path))]);
    await Promise.all(recovering);
    expect(audit.list({ event_type: 'vfs_operation', action: 'write', status: 'success' })).toHaveLength(20);
    expect(audit.list({ event_type: 'wal_operation', action: 'complete' })).toHaveLength(20);
    expect(audit.list({ event_type: 'wal_operation', action: 'retry' })).toEqual([]);
  });
});

describe('what is asked of one file', () => {
  it('without waiting is done in the order in which it was asked', async () => {
    const { buckets, read } = await openSlowBucket({ attemptTimeoutMs: 10_000 });
    const asked = Promise.all([
      buckets.writeFile('bucket-1', '/a.txt', 'x'.repeat(2_000_000)),
      buckets.deleteFile('bucket-1', '/a.txt'),
      buckets.writeFile('bucket-1', '/a.txt', 'short'),
    ]);
    await asked;
    expect(await read()).toBe('short');
  });
});
