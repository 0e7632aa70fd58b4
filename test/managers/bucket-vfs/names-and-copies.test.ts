/** Names of files change, copies are made, compared and repaired. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countRuns } from '../../support/property-runs.js';
import { listObjects } from '../backend/list-objects.js';
import { findErrorCode } from '../find-error-code.js';
import { reopenManagers } from '../open-managers.js';
import { openSlowBucket } from './slow-backends.js';

const AMPLE = { attemptTimeoutMs: 10_000 };

async function openBucket() {
  const opened = await openSlowBucket(AMPLE);
  const text = async (path: string) => Buffer.from(await opened.buckets.readFile('bucket-1', path)).toString();
  const local = (path: string) => join(opened.dir, 'vfs', 'files', 'bucket-1', path);
  return { ...opened, text, local };
}

describe('a file', () => {
  it('that is renamed is the same under its other name, everywhere', async () => {
    const { audit, buckets, content, local, pins, text } = await openBucket();
    const { cid } = await buckets.writeFile('bucket-1', '/docs/a.txt', 'hello');
    const objects = listObjects(content);
    audit.clear();
    await buckets.renameFile('bucket-1', '/docs/a.txt', '/other/b.txt', { userId: 'alice' });
    expect((await buckets.listFiles('bucket-1')).map(({ path }) => path)).toEqual(['/other/b.txt']);
    expect(await text('/other/b.txt')).toBe('hello');
    expect(readFileSync(local('/other/b.txt'), 'utf8')).toBe('hello');
    expect(existsSync(local('/docs'))).toBe(false);
    expect(listObjects(content)).toEqual(objects);
    expect(await pins.verifyPin(cid)).toMatchObject({ failed: [] });
    expect(audit.get({ event_type: 'vfs_operation', action: 'rename' })).toMatchObject({
      status: 'success',
      user_id: 'alice',
      resource_id: 'bucket-1:/docs/a.txt',
      related: [
        { resource_id: 'bucket-1', role: 'bucket' },
        { resource_id: 'archive', role: 'backend' },
        { resource_id: 'bucket-1:/other/b.txt', role: 'file' },
      ],
      details: { path: '/docs/a.txt', to: '/other/b.txt' },
    });
    await buckets.deleteFile('bucket-1', '/other/b.txt');
    expect(listObjects(content)).toEqual([]);
  });

  it('that is copied has one content with its copy, until the last of them is deleted', async () => {
    const { buckets, content, local, pins, text } = await openBucket();
    await buckets.writeFile('bucket-1', '/a.txt', 'hello');
    await buckets.copyFile('bucket-1', '/a.txt', '/b.txt');
    expect(listObjects(content)).toHaveLength(1);
    expect(readFileSync(local('/b.txt'), 'utf8')).toBe('hello');
    expect(await buckets.deleteFile('bucket-1', '/a.txt')).toEqual({ contentKept: true });
    expect(await text('/b.txt')).toBe('hello');
    expect(await pins.listPins()).toHaveLength(1);
    expect(await buckets.deleteFile('bucket-1', '/b.txt')).toEqual({ contentKept: false });
    expect(listObjects(content)).toEqual([]);
    expect(await pins.listPins()).toEqual([]);
  });

  it('takes no name that is not free', async () => {
    const { buckets } = await openBucket();
    await buckets.writeFile('bucket-1', '/a', 'a');
    await buckets.writeFile('bucket-1', '/b', 'b');
    for (const change of ['renameFile', 'copyFile'] as const) {
      expect(await findErrorCode(buckets[change]('bucket-1', '/a', '/b'))).toBe('already_exists');
      expect(await findErrorCode(buckets[change]('bucket-1', '/a', '/a/c'))).toBe('path_conflict');
      expect(await findErrorCode(buckets[change]('bucket-1', '/none', '/c'))).toBe('not_found');
      expect(await findErrorCode(buckets[change]('bucket-1', '/a', '/../c'))).toBe('path_refused');
    }
  });

  it('is what a model says after any changes, also when it is read again', async () => {
    const name = fc.constantFrom('/a', '/b', '/c/d', '/c/e');
    const change = fc.record({
      kind: fc.constantFrom('write', 'rename', 'copy', 'delete'),
      name,
      to: name,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        const { audit, buckets, classes, content, dir } = await openBucket();
        const model = new Map<string, string>();
        for (const [at, { kind, name: path, to }] of changes.entries()) {
          const known = model.get(path);
          if (kind === 'write') {
            await buckets.writeFile('bucket-1', path, `${at}`);
            model.set(path, `${at}`);
          } else if (kind === 'delete') {
            expect(await findErrorCode(buckets.deleteFile('bucket-1', path)).catch(() => 'done')).toBe(
              known === undefined ? 'not_found' : 'done',
            );
            model.delete(path);
          } else {
            const done = buckets[`${kind}File`]('bucket-1', path, to);
            const code = await findErrorCode(done).catch(() => 'done');
            const expected = known === undefined ? 'not_found' : model.has(to) ? 'already_exists' : 'done';
            expect(code).toBe(expected);
            if (expected === 'done' && known !== undefined) {
              model.set(to, known);
              if (kind === 'rename') model.delete(path);
            }
          }
        }
        const again = await reopenManagers(dir, audit, classes);
        const found = await again.buckets.listFiles('bucket-1');
        const texts = await Promise.all(
          found.map(async ({ path }) => [path, Buffer.from(await again.buckets.readFile('bucket-1', path)).toString()]),
        );
        expect(Object.fromEntries(texts)).toEqual(Object.fromEntries(model));
        expect(listObjects(content)).toHaveLength(new Set(model.values()).size);
        expect(await again.buckets.verifyBucket('bucket-1')).toMatchObject({ files: model.size, damaged: [] });
      }),
      { numRuns: countRuns(60) },
    );
  });
});

describe('buckets', () => {
  it('are listed by name, with what they hold', async () => {
    const { audit, buckets, dir } = await openBucket();
    await buckets.createBucket('another', { backend: 'archive' });
    await buckets.writeFile('bucket-1', '/a', 'a');
    await buckets.mountBucket('another', join(dir, 'mnt'));
    audit.clear();
    expect(await buckets.listBuckets()).toEqual([
      { bucket: 'another', backend: 'archive', files: 0, mountPoint: join(dir, 'mnt') },
      { bucket: 'bucket-1', backend: 'archive', files: 1 },
    ]);
    expect(audit.events).toEqual([]);
  });
});

describe('a check of a bucket', () => {
  const damageBackend = (content: string) => {
    for (const name of listObjects(content)) writeFileSync(join(content, name), 'other');
  };

  it('finds a bad copy and makes it anew from the good one', async () => {
    const { audit, buckets, content, local, text } = await openBucket();
    await buckets.writeFile('bucket-1', '/a', 'a');
    await buckets.writeFile('bucket-1', '/b', 'b');
    expect(await buckets.verifyBucket('bucket-1')).toEqual({ files: 2, intact: 2, repaired: [], damaged: [] });
    damageBackend(content);
    const bad = ['/a', '/b'].map((path) => ({ path, copy: 'backend', code: 'corrupt' }));
    expect(await buckets.verifyBucket('bucket-1')).toEqual({ files: 2, intact: 0, repaired: [], damaged: bad });
    expect(audit.list({ action: 'verify', event_type: 'vfs_operation' }).at(-1)).toMatchObject({ status: 'failure' });
    const repaired = { files: 2, intact: 0, repaired: ['/a', '/b'], damaged: [] };
    expect(await buckets.verifyBucket('bucket-1', { repair: true, userId: 'carol' })).toEqual(repaired);
    expect(await text('/a')).toBe('a');
    rmSync(local('/a'));
    writeFileSync(local('/b'), 'a stranger was here');
    expect((await buckets.verifyBucket('bucket-1', { repair: true })).repaired).toEqual(['/a', '/b']);
    expect([readFileSync(local('/a'), 'utf8'), readFileSync(local('/b'), 'utf8')]).toEqual(['a', 'b']);
    const events = audit.list({ action: 'verify', event_type: 'vfs_operation' });
    expect(events[2]).toMatchObject({
      status: 'success',
      user_id: 'carol',
      details: { repair: true, files: 2, repaired: 2 },
    });
  });

  it('says which file is lost, and that a part of the bucket is', async () => {
    const { audit, buckets, content, local } = await openBucket();
    await buckets.writeFile('bucket-1', '/a', 'a');
    damageBackend(content);
    writeFileSync(local('/a'), 'gone as well');
    await buckets.writeFile('bucket-1', '/b', 'b');
    expect(await buckets.verifyBucket('bucket-1', { repair: true })).toEqual({
      files: 2,
      intact: 1,
      repaired: [],
      damaged: [{ path: '/a', copy: 'both', code: 'corrupt' }],
    });
    expect(audit.get({ action: 'verify', event_type: 'vfs_operation' }).status).toBe('partial');
  });
});
