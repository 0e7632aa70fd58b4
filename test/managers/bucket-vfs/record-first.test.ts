/** The record goes before the content: a failure leaves rubbish that is found, never a file without content. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countRuns } from '../../support/property-runs.js';
import { listObjects } from '../backend/list-objects.js';
import { findErrorCode } from '../find-error-code.js';
import { reopenManagers } from '../open-managers.js';
import { openSlowBucket } from './slow-backends.js';

const lost = async () => {
  throw Object.assign(new Error('the answer was lost'), { code: 'ECONNRESET' });
};

describe('a deletion', () => {
  it('whose answer is lost is done, and done again', async () => {
    const { audit, buckets, content, hooks } = await openSlowBucket();
    await buckets.writeFile('bucket-1', '/a.txt', 'private');
    let removals = 0;
    hooks.current = { afterRemove: async () => (removals++ === 0 ? lost() : undefined) };
    expect(await buckets.deleteFile('bucket-1', '/a.txt')).toEqual({ contentKept: false });
    expect(audit.get({ event_type: 'vfs_operation', action: 'delete' })).toMatchObject({ status: 'success' });
    expect(await buckets.listFiles('bucket-1')).toEqual([]);
    expect(listObjects(content)).toEqual([]);
  });

  it('that the backend refuses is done, says that the content is kept, and a sweep removes it', async () => {
    const { audit, buckets, content, hooks, pins } = await openSlowBucket();
    await buckets.writeFile('bucket-1', '/a.txt', 'private');
    hooks.current = { beforeRemove: lost };
    expect(await buckets.deleteFile('bucket-1', '/a.txt')).toEqual({ contentKept: true });
    const event = audit.get({ event_type: 'vfs_operation', action: 'delete' });
    expect(event).toMatchObject({ status: 'success', details: { path: '/a.txt', content_kept: true } });
    expect(await buckets.listFiles('bucket-1')).toEqual([]);
    expect(listObjects(content)).toHaveLength(1);
    hooks.current = {};
    await buckets.recover();
    expect(listObjects(content)).toEqual([]);
    expect(await pins.listPins()).toEqual([]);
  });

  it('takes the pin of the file with it, and leaves what somebody pinned besides', async () => {
    const { audit, buckets, content, pins } = await openSlowBucket();
    const { cid } = await buckets.writeFile('bucket-1', '/a.txt', 'private');
    expect(await pins.listPins()).toMatchObject([{ cid, backends: ['archive'] }]);
    await pins.addPin(Buffer.from('private'), { backends: ['archive'] });
    expect(await buckets.deleteFile('bucket-1', '/a.txt')).toEqual({ contentKept: true });
    expect(await pins.verifyPin(cid)).toMatchObject({ intact: ['archive'], failed: [] });
    await pins.removePin(cid);
    expect(listObjects(content)).toEqual([]);

    await buckets.writeFile('bucket-1', '/b.txt', 'private');
    audit.clear();
    expect(await buckets.deleteFile('bucket-1', '/b.txt')).toEqual({ contentKept: false });
    expect(audit.get({ event_type: 'pin_operation', action: 'remove' })).toMatchObject({ resource_id: cid });
    expect(await pins.listPins()).toEqual([]);
    expect(listObjects(content)).toEqual([]);
  });

  it('is forgotten when there is nothing that it has overtaken', async () => {
    const { buckets, dir, wal } = await openSlowBucket();
    const countRecords = () =>
      readFileSync(join(dir, 'vfs', 'buckets', 'bucket-1.log'), 'utf8')
        .trimEnd()
        .split('\n');
    for (let number = 0; number < 5; number++) {
      await buckets.writeFile('bucket-1', `/${number}`, 'x');
      await buckets.deleteFile('bucket-1', `/${number}`);
    }
    expect(countRecords().filter((line) => line.includes('"deleted"'))).toHaveLength(5);
    const { key: last } = JSON.parse(countRecords().at(-1) ?? '');
    expect(last).toBe('/4');
    expect(await wal.listOperations('failed')).toEqual([]);
  });

  it('is not undone by what it has overtaken, however much was logged since', async () => {
    const { audit, buckets, classes, content, dir, wal } = await openSlowBucket();
    renameSync(content, `${content}-away`);
    expect(await findErrorCode(buckets.writeFile('bucket-1', '/a.txt', 'old'))).toBe('unreachable');
    renameSync(`${content}-away`, content);
    await buckets.writeFile('bucket-1', '/a.txt', 'new');
    await buckets.deleteFile('bucket-1', '/a.txt');
    for (let number = 0; number < 60; number++) {
      const { operationId } = await wal.addOperation('other', 'archive', { bucket: 'bucket-1', path: '/x' });
      await wal.cancelOperation(operationId);
    }
    await buckets.recover();
    const [failed] = await wal.listOperations('failed');
    await wal.retryOperation(failed?.operation_id ?? '');
    const again = await reopenManagers(dir, audit, classes);
    expect(await again.buckets.recover()).toMatchObject({ completed: 1, failed: 0 });
    expect(await again.buckets.listFiles('bucket-1')).toEqual([]);
    expect(audit.list({ event_type: 'wal_operation', action: 'complete' }).at(-1)?.details).toMatchObject({
      reason: 'overtaken',
    });
  });

  it('of a bucket is not followed by what was asked of that bucket, in another of its name', async () => {
    const { audit, buckets, classes, content, dir, wal } = await openSlowBucket();
    renameSync(content, `${content}-away`);
    await findErrorCode(buckets.writeFile('bucket-1', '/a.txt', 'old'));
    renameSync(`${content}-away`, content);
    await buckets.deleteBucket('bucket-1', { force: true });
    await buckets.createBucket('bucket-1', { backend: 'archive' });
    const [failed] = await wal.listOperations('failed');
    await wal.retryOperation(failed?.operation_id ?? '');
    const again = await reopenManagers(dir, audit, classes);
    await again.buckets.recover();
    expect(await again.buckets.listFiles('bucket-1')).toEqual([]);
  });

  it('of a bucket says so when the backend keeps some content, and needs force for it', async () => {
    const { audit, buckets, hooks } = await openSlowBucket();
    await buckets.writeFile('bucket-1', '/a.txt', 'a');
    hooks.current = { beforeRemove: lost };
    await buckets.deleteFile('bucket-1', '/a.txt');
    expect(await findErrorCode(buckets.deleteBucket('bucket-1'))).toBe('content_left');
    expect(await buckets.deleteBucket('bucket-1', { force: true })).toEqual({ files: 0, contentKept: true });
    expect(audit.list({ event_type: 'vfs_operation', action: 'delete' }).at(-1)).toMatchObject({
      status: 'partial',
      details: { files: 0, content_kept: true },
    });
  });
});

describe('a write', () => {
  it('that failed leaves nothing in the backend after a sweep, once nobody can retry it', async () => {
    const { buckets, content, hooks, wal } = await openSlowBucket();
    hooks.current = { afterStore: lost };
    await findErrorCode(buckets.writeFile('bucket-1', '/a.txt', 'never'));
    hooks.current = {};
    expect(listObjects(content).length).toBeGreaterThan(0);
    await buckets.recover();
    expect(listObjects(content)).toEqual([]);
    expect(await wal.listOperations('failed')).toHaveLength(1);
  });
});

describe('a damaged record', () => {
  const FILES = ['/a', '/b', '/c', '/d'];

  it('takes away what it said and nothing else, and is kept and named', async () => {
    const { audit, buckets, classes, dir } = await openSlowBucket();
    await buckets.createBucket('bucket-2', { backend: 'archive' });
    for (const path of FILES) {
      await buckets.writeFile('bucket-1', path, path);
      await buckets.writeFile('bucket-2', path, path);
    }
    const state = join(dir, 'vfs', 'buckets', 'bucket-1.log');
    const sound = readFileSync(state);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(),
        fc.integer({ min: 1, max: 400 }),
        fc.constantFrom(0, 1, 255),
        async (at, length, byte) => {
          const bytes = Buffer.from(sound);
          const from = at % bytes.length;
          bytes.fill(byte, from, Math.min(bytes.length, from + length));
          writeFileSync(state, bytes);
          const again = await reopenManagers(dir, audit, classes);
          expect((await again.buckets.listFiles('bucket-2')).map(({ path }) => path)).toEqual(FILES);
          const code = await findErrorCode(again.buckets.listFiles('bucket-1')).catch(() => undefined);
          expect([undefined, 'damaged']).toContain(code);
          if (code === undefined) {
            for (const { path } of await again.buckets.listFiles('bucket-1')) expect(FILES).toContain(path);
          }
        },
      ),
      { numRuns: countRuns(60) },
    );
    expect(readFileSync(`${state}.quarantine`, 'utf8')).toContain('"code":"bad_checksum"');
  });

  it.each([
    ['zeros', Buffer.alloc(300)],
    ['an empty object', Buffer.from('{}\n')],
    ['nothing', Buffer.alloc(0)],
  ])('in the whole of a bucket, %s, is said with a code, and of that bucket alone', async (_name, bytes) => {
    const { audit, buckets, classes, dir } = await openSlowBucket();
    await buckets.createBucket('bucket-2', { backend: 'archive' });
    writeFileSync(join(dir, 'vfs', 'buckets', 'bucket-1.log'), bytes);
    const again = await reopenManagers(dir, audit, classes);
    await again.buckets.writeFile('bucket-2', '/a.txt', 'a');
    expect(await findErrorCode(again.buckets.writeFile('bucket-1', '/a.txt', 'a'))).toBe('damaged');
    expect(await again.buckets.recover()).toMatchObject({ failed: 0 });
  });
});
