import { readdirSync, readFileSync, readlinkSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MemoryAuditLogger } from '../../../shared/client/record/memory-audit-logger.js';
import { findClosedPort } from '../backend/closed-port.js';
import { listObjects } from '../backend/list-objects.js';
import { makeTemporaryFolder } from '../backend/temporary-folder.js';
import { findErrorCode } from '../find-error-code.js';
import { localConfig, openManagers, reopenManagers } from '../open-managers.js';

/** A bucket on a backend in a folder. */
async function openBucket() {
  const dir = await makeTemporaryFolder();
  const audit = new MemoryAuditLogger();
  const managers = openManagers(dir, audit);
  await managers.backends.createBackend('archive', localConfig(dir));
  await managers.buckets.createBucket('bucket-1', { backend: 'archive' });
  audit.clear();
  /** Objects in the backend. */
  const countObjects = () => listObjects(join(dir, 'content')).length;
  return { dir, audit, ...managers, content: join(dir, 'content'), countObjects };
}

const bytes = (text: string) => Buffer.from(text);

describe('files', () => {
  it('are read as they were written, listed, and gone when they are deleted', async () => {
    const { buckets, countObjects } = await openBucket();
    const written = await buckets.writeFile('bucket-1', 'docs/a.txt', 'hello');
    expect(written).toMatchObject({ path: '/docs/a.txt', size: 5, pinned: true });
    await buckets.writeFile('bucket-1', '/b.bin', Uint8Array.of(0, 255, 10));
    expect(await buckets.readFile('bucket-1', '/docs//./a.txt')).toEqual(bytes('hello'));
    expect(await buckets.readFile('bucket-1', '/b.bin')).toEqual(Buffer.of(0, 255, 10));
    expect((await buckets.listFiles('bucket-1')).map(({ path, size }) => [path, size])).toEqual([
      ['/b.bin', 3],
      ['/docs/a.txt', 5],
    ]);
    expect((await buckets.listFiles('bucket-1', '/docs')).map(({ path }) => path)).toEqual(['/docs/a.txt']);
    expect(countObjects()).toBe(2);
    await buckets.deleteFile('bucket-1', '/docs/a.txt');
    expect(await findErrorCode(buckets.readFile('bucket-1', '/docs/a.txt'))).toBe('not_found');
    expect(countObjects()).toBe(1);
    // The folder went with its last file, so that its name is free.
    await buckets.writeFile('bucket-1', '/docs', 'a file now');
  });

  it('make events of sizes and hashes, never of content', async () => {
    const { audit, buckets } = await openBucket();
    const options = { userId: 'alice' };
    const { sha256 } = await buckets.writeFile('bucket-1', '/a.txt', 'very private', options);
    await buckets.readFile('bucket-1', '/a.txt', options);
    await buckets.listFiles('bucket-1', '/', options);
    await buckets.deleteFile('bucket-1', '/a.txt', options);
    const related = [
      { resource_id: 'bucket-1', role: 'bucket' },
      { resource_id: 'archive', role: 'backend' },
    ];
    const file = {
      status: 'success',
      user_id: 'alice',
      resource_id: 'bucket-1:/a.txt',
      resource_type: 'file',
      related,
    };
    const details = { path: '/a.txt', size: 12, sha256 };
    expect(audit.list({ event_type: 'vfs_operation' })).toMatchObject([
      { action: 'write', ...file, details },
      { action: 'read', ...file, details },
      { action: 'list', user_id: 'alice', resource_id: 'bucket-1', details: { path: '/', count: 1 } },
      { action: 'delete', ...file, details: { path: '/a.txt' } },
    ]);
    expect(JSON.stringify(audit.events)).not.toContain('very private');
  });

  it('replace each other without leaving their content behind', async () => {
    const { buckets, countObjects, pins } = await openBucket();
    await buckets.writeFile('bucket-1', '/a.txt', 'one');
    await buckets.writeFile('bucket-1', '/a.txt', 'two');
    expect(await buckets.readFile('bucket-1', '/a.txt')).toEqual(bytes('two'));
    for (const { cid } of await pins.listPins()) await pins.removePin(cid);
    expect(countObjects()).toBe(1);
  });

  it('with the same content do not lose it when one of them is deleted', async () => {
    const { buckets } = await openBucket();
    await buckets.writeFile('bucket-1', '/a.txt', 'same');
    await buckets.writeFile('bucket-1', '/b.txt', 'same');
    await buckets.deleteFile('bucket-1', '/a.txt');
    expect(await buckets.readFile('bucket-1', '/b.txt')).toEqual(bytes('same'));
  });

  it('have the content that was handed over, whatever happens to the array', async () => {
    const { buckets } = await openBucket();
    const content = bytes('before');
    const written = buckets.writeFile('bucket-1', '/a.txt', content);
    content.fill('x');
    await written;
    expect(await buckets.readFile('bucket-1', '/a.txt')).toEqual(bytes('before'));
  });

  it('whose content was changed in the backend are not given out', async () => {
    const { audit, buckets, content } = await openBucket();
    await buckets.writeFile('bucket-1', '/a.txt', 'hello');
    for (const name of listObjects(content)) writeFileSync(join(content, name), 'other');
    expect(await findErrorCode(buckets.readFile('bucket-1', '/a.txt'))).toBe('corrupt');
    expect(audit.get({ action: 'read' })).toMatchObject({ status: 'failure', error: { code: 'corrupt' } });
  });

  it('cannot be folders at the same time', async () => {
    const { audit, buckets } = await openBucket();
    await buckets.writeFile('bucket-1', '/a/b', 'file');
    audit.clear();
    expect(await findErrorCode(buckets.writeFile('bucket-1', '/a', 'x'))).toBe('path_conflict');
    expect(await findErrorCode(buckets.writeFile('bucket-1', '/a/b/c', 'x'))).toBe('path_conflict');
    expect(audit.events.map(({ action, status }) => [action, status])).toEqual([
      ['write', 'failure'],
      ['write', 'failure'],
    ]);
  });

  it('that could not be pinned are stored, and said to be so in part', async () => {
    const { audit, buckets, dir } = await openBucket();
    // The list of pins cannot be replaced by a file where a folder is.
    rmSync(join(dir, 'pins'), { recursive: true, force: true });
    writeFileSync(join(dir, 'pins'), 'in the way');
    expect(await buckets.writeFile('bucket-1', '/a.txt', 'hello')).toMatchObject({ pinned: false });
    expect(audit.get({ event_type: 'vfs_operation', action: 'write' }).status).toBe('partial');
    expect(audit.get({ event_type: 'pin_operation', action: 'add' }).status).toBe('failure');
    expect(await buckets.readFile('bucket-1', '/a.txt')).toEqual(bytes('hello'));
  });
});

describe('paths', () => {
  it.each([
    '../x',
    '/../x',
    'a/../../x',
    'a/..',
    '..',
    '/',
    '',
    '.',
    'a\\..\\x',
    '\\\\server\\x',
    'a\0b',
    'a\nb',
    '%2e%2e/x',
    '..%2fx',
    'a%2Fb',
    'a%5cb',
    'a%00b',
    '%252e%252e%252fx',
    '%c0%ae%c0%ae/x',
    'a\ud800',
    'x'.repeat(256),
    'x/'.repeat(300),
  ])('%j is refused, audited under its own name, and touches nothing', async (path) => {
    const { audit, buckets, countObjects, wal } = await openBucket();
    expect(await findErrorCode(buckets.writeFile('bucket-1', path, 'x'))).toBe('path_refused');
    expect(await findErrorCode(buckets.readFile('bucket-1', path))).toBe('path_refused');
    expect(await findErrorCode(buckets.deleteFile('bucket-1', path))).toBe('path_refused');
    expect(audit.rejected).toEqual([]);
    expect(audit.events.map(({ action, status }) => [action, status])).toEqual([
      ['write', 'failure'],
      ['read', 'failure'],
      ['delete', 'failure'],
    ]);
    for (const { resource_id, error } of audit.events) {
      expect(resource_id?.startsWith('bucket-1:')).toBe(true);
      expect(error?.code).toBe('path_refused');
    }
    expect(await wal.listOperations()).toEqual([]);
    expect(countObjects()).toBe(0);
  });

  it.each(['/etc/passwd', 'C:/x', '~/x', 'a b/ü.txt', '100%.txt', '...', '-rf', '__proto__', 'constructor'])(
    '%j is a file of the bucket like any other',
    async (path) => {
      const { buckets } = await openBucket();
      await buckets.writeFile('bucket-1', path, 'x');
      expect(await buckets.readFile('bucket-1', path)).toEqual(bytes('x'));
      expect(await buckets.listFiles('bucket-1')).toHaveLength(1);
      await buckets.deleteFile('bucket-1', path);
      expect(await buckets.listFiles('bucket-1')).toEqual([]);
    },
  );

  it('through a link that leads out are refused', async () => {
    const { buckets, dir } = await openBucket();
    symlinkSync('/tmp', join(dir, 'vfs', 'files', 'bucket-1', 'out'));
    expect(await findErrorCode(buckets.writeFile('bucket-1', '/out/x.txt', 'x'))).toBe('path_refused');
    expect(await buckets.listFiles('bucket-1')).toEqual([]);
  });
});

describe('buckets', () => {
  it('need a name and a backend that exists', async () => {
    const { audit, buckets } = await openBucket();
    const create = (bucket: string, backend: string) => buckets.createBucket(bucket, { backend });
    expect(await findErrorCode(create('../x', 'archive'))).toBe('invalid_name');
    expect(await findErrorCode(create('bucket-1', 'archive'))).toBe('already_exists');
    expect(await findErrorCode(create('bucket-2', 'none'))).toBe('not_found');
    expect(audit.list({ action: 'create', status: 'failure' }).map(({ resource_id }) => resource_id)).toEqual([
      '../x',
      'bucket-1',
      'bucket-2',
    ]);
    expect(await findErrorCode(buckets.listFiles('bucket-2'))).toBe('not_found');
  });

  it('keep their backend from being deleted, also after a restart, until they are gone', async () => {
    const { audit, backends, dir } = await openBucket();
    expect(await findErrorCode(backends.deleteBackend('archive'))).toBe('in_use');
    const again = await reopenManagers(dir, audit);
    expect(await findErrorCode(again.backends.deleteBackend('archive'))).toBe('in_use');
    expect(audit.list({ action: 'delete', status: 'failure' })).toHaveLength(2);
    await again.buckets.deleteBucket('bucket-1');
    await again.backends.deleteBackend('archive');
  });

  it('are made on a backend or refused, when the backend is deleted at the same time', async () => {
    for (let turn = 0; turn < 20; turn++) {
      const { backends, buckets } = await openBucket();
      await buckets.deleteBucket('bucket-1');
      const work = [
        () => buckets.createBucket('bucket-2', { backend: 'archive' }),
        () => backends.deleteBackend('archive'),
      ];
      if (turn % 2 === 1) work.reverse();
      await Promise.allSettled(work.map((call) => call()));
      const hasBucket = (await buckets.listFiles('bucket-2').catch(() => undefined)) !== undefined;
      expect((await backends.listBackends()).includes('archive')).toBe(hasBucket);
    }
  });

  it('that hold files are deleted only by force, and then file by file', async () => {
    const { audit, buckets, countObjects, dir } = await openBucket();
    await buckets.writeFile('bucket-1', '/a.txt', 'a');
    await buckets.writeFile('bucket-1', '/b/c.txt', 'c');
    audit.clear();
    expect(await findErrorCode(buckets.deleteBucket('bucket-1'))).toBe('not_empty');
    expect(await buckets.deleteBucket('bucket-1', { force: true, userId: 'bob' })).toEqual({ files: 2 });
    const [refused, a, c, bucket] = audit.list({ event_type: 'vfs_operation' });
    expect(refused).toMatchObject({ status: 'failure', details: { force: false } });
    expect(bucket).toMatchObject({ status: 'success', user_id: 'bob', details: { force: true, files: 2 } });
    expect([a, c]).toMatchObject([
      { resource_id: 'bucket-1:/a.txt', user_id: 'bob', caused_by: bucket?.operation_id },
      { resource_id: 'bucket-1:/b/c.txt', user_id: 'bob', caused_by: bucket?.operation_id },
    ]);
    expect(countObjects()).toBe(0);
    expect(readdirSync(join(dir, 'vfs', 'files'))).toEqual([]);
    await buckets.createBucket('bucket-1', { backend: 'archive' });
    expect(await buckets.listFiles('bucket-1')).toEqual([]);
  });

  it('show their files where they are mounted', async () => {
    const { audit, buckets, dir } = await openBucket();
    const mountPoint = join(dir, 'mnt', 'here');
    await buckets.mountBucket('bucket-1', mountPoint, { userId: 'alice' });
    await buckets.writeFile('bucket-1', '/a/b.txt', 'hello');
    expect(readFileSync(join(mountPoint, 'a', 'b.txt'), 'utf8')).toBe('hello');
    expect(await findErrorCode(buckets.mountBucket('bucket-1', join(dir, 'mnt', 'there')))).toBe('already_mounted');
    expect(await buckets.unmountBucket('bucket-1', { userId: 'bob' })).toEqual({ mountPoint });
    expect(await findErrorCode(buckets.unmountBucket('bucket-1'))).toBe('not_mounted');
    expect(audit.list({ action: 'mount' })).toMatchObject([
      { status: 'success', user_id: 'alice', resource_id: 'bucket-1', details: { mount_point: mountPoint } },
      { status: 'failure', error: { code: 'already_mounted' } },
    ]);
    expect(audit.list({ action: 'unmount' })).toMatchObject([
      { status: 'success', user_id: 'bob', details: { mount_point: mountPoint } },
      { status: 'failure' },
    ]);
  });

  it('are not mounted over something, and unmounting takes nothing of others away', async () => {
    const { buckets, dir } = await openBucket();
    writeFileSync(join(dir, 'taken'), 'mine');
    expect(await findErrorCode(buckets.mountBucket('bucket-1', join(dir, 'taken')))).toBe('mount_point_taken');
    expect(await findErrorCode(buckets.mountBucket('bucket-1', 'relative'))).toBe('invalid_mount_point');
    const mountPoint = join(dir, 'mnt');
    await buckets.mountBucket('bucket-1', mountPoint);
    expect(readlinkSync(mountPoint)).toBe(join(dir, 'vfs', 'files', 'bucket-1'));
    rmSync(mountPoint);
    writeFileSync(mountPoint, 'mine');
    await buckets.unmountBucket('bucket-1');
    expect(readFileSync(mountPoint, 'utf8')).toBe('mine');
  });
});

describe('a backend that is away', () => {
  it('fails the write after all attempts, leaves the file as it was, and a retry of the log writes it later', async () => {
    const { audit, buckets, content, dir, wal } = await openBucket();
    await buckets.writeFile('bucket-1', '/a.txt', 'one');
    audit.clear();
    renameSync(content, `${content}-away`);
    expect(await findErrorCode(buckets.writeFile('bucket-1', '/a.txt', 'two', { userId: 'alice' }))).toBe(
      'unreachable',
    );
    renameSync(`${content}-away`, content);
    expect(await buckets.readFile('bucket-1', '/a.txt')).toEqual(bytes('one'));
    const actions = audit.list({ event_type: 'wal_operation' }).map(({ action }) => action);
    expect(actions).toEqual(['add', 'start', 'retry', 'start', 'retry', 'start', 'fail']);
    expect(audit.get({ event_type: 'vfs_operation', action: 'write' })).toMatchObject({
      status: 'failure',
      user_id: 'alice',
      resource_id: 'bucket-1:/a.txt',
      error: { code: 'unreachable' },
    });
    const [failed] = await wal.listOperations('failed');
    await wal.retryOperation(failed?.operation_id ?? '', 'the backend is back', { userId: 'bob' });
    const again = await reopenManagers(dir, audit);
    expect(await again.buckets.recover()).toMatchObject({ completed: 1, failed: 0 });
    expect(await again.buckets.readFile('bucket-1', '/a.txt')).toEqual(bytes('two'));
    expect(readdirSync(join(dir, 'vfs', 'staged'))).toEqual([]);
  });

  it('never brings back, by a late retry, what was overwritten or deleted since', async () => {
    const { buckets, content, dir, wal, audit } = await openBucket();
    renameSync(content, `${content}-away`);
    await buckets.writeFile('bucket-1', '/a.txt', 'old').catch(() => {});
    await buckets.writeFile('bucket-1', '/b.txt', 'old').catch(() => {});
    renameSync(`${content}-away`, content);
    await buckets.writeFile('bucket-1', '/a.txt', 'new');
    await buckets.writeFile('bucket-1', '/b.txt', 'new');
    await buckets.deleteFile('bucket-1', '/b.txt');
    for (const { operation_id } of await wal.listOperations('failed')) await wal.retryOperation(operation_id);
    const again = await reopenManagers(dir, audit);
    expect(await again.buckets.recover()).toMatchObject({ completed: 2, failed: 0 });
    expect(await again.buckets.readFile('bucket-1', '/a.txt')).toEqual(bytes('new'));
    expect((await again.buckets.listFiles('bucket-1')).map(({ path }) => path)).toEqual(['/a.txt']);
  });

  it('is told by its code, with no secret of its settings', async () => {
    const { audit, backends, buckets } = await openBucket();
    const endpoint = await findClosedPort();
    await backends.createBackend('away', {
      type: 's3',
      bucket: 'b',
      region: 'us-east-1',
      endpoint,
      access_key_id: 'AKIDEXAMPLE',
      secret_access_key: 'wJalrXUtnFEMI',
    });
    await buckets.createBucket('bucket-2', { backend: 'away' });
    expect(await findErrorCode(buckets.writeFile('bucket-2', '/a.txt', 'x'))).toBe('unreachable');
    expect(JSON.stringify(audit.events)).not.toContain('wJalrXUtnFEMI');
  });
});

describe('things that happen at once', () => {
  it('in one bucket and in several leave state that a restart reads the same', async () => {
    const { audit, buckets, dir } = await openBucket();
    await buckets.createBucket('bucket-2', { backend: 'archive' });
    const writes = Array.from({ length: 30 }, (_, number) =>
      buckets.writeFile(`bucket-${(number % 2) + 1}`, `/dir-${number % 3}/${number}.txt`, `content ${number}`),
    );
    await Promise.all(writes);
    await Promise.all([
      ...[0, 2, 4].map((number) => buckets.deleteFile('bucket-1', `/dir-${number % 3}/${number}.txt`)),
      buckets.writeFile('bucket-1', '/dir-0/6.txt', 'changed'),
    ]);
    const listed = [await buckets.listFiles('bucket-1'), await buckets.listFiles('bucket-2')];
    const again = await reopenManagers(dir, audit);
    for (const [at, files] of listed.entries()) {
      const bucket = `bucket-${at + 1}`;
      expect(files).toHaveLength(bucket === 'bucket-1' ? 12 : 15);
      expect(await again.buckets.listFiles(bucket)).toEqual(files);
      for (const { path } of files) {
        const expected = path === '/dir-0/6.txt' ? 'changed' : `content ${/(\d+)\.txt/.exec(path)?.[1]}`;
        expect(Buffer.from(await again.buckets.readFile(bucket, path)).toString()).toBe(expected);
        expect(readFileSync(join(dir, 'vfs', 'files', bucket, path), 'utf8')).toBe(expected);
      }
    }
  });

  it('to one file leave the one that was logged last, everywhere', async () => {
    const { buckets, dir, wal } = await openBucket();
    await Promise.all(Array.from({ length: 12 }, (_, number) => buckets.writeFile('bucket-1', '/a.txt', `${number}`)));
    const last = (await wal.listOperations()).reduce((a, b) => (a.sequence > b.sequence ? a : b));
    const [file] = await buckets.listFiles('bucket-1');
    expect(file).toMatchObject({ sequence: last.sequence, sha256: last.sha256 });
    const content = await buckets.readFile('bucket-1', '/a.txt');
    expect(readFileSync(join(dir, 'vfs', 'files', 'bucket-1', 'a.txt'))).toEqual(content);
  });

  it('never let a reader see half a file or none', async () => {
    const { buckets } = await openBucket();
    await buckets.writeFile('bucket-1', '/a.txt', 'x'.repeat(1_000));
    const writer = (async () => {
      for (const letter of 'yzabcdef') await buckets.writeFile('bucket-1', '/a.txt', letter.repeat(1_000));
    })();
    for (let turn = 0; turn < 60; turn++) {
      const text = Buffer.from(await buckets.readFile('bucket-1', '/a.txt')).toString();
      expect(text).toBe((text[0] ?? '').repeat(1_000));
    }
    await writer;
  });

  it('do not write into a bucket that is being deleted', async () => {
    const { buckets } = await openBucket();
    await buckets.writeFile('bucket-1', '/a.txt', 'a');
    const [deleted, written] = await Promise.allSettled([
      buckets.deleteBucket('bucket-1', { force: true }),
      nextTurn().then(() => buckets.writeFile('bucket-1', '/b.txt', 'b')),
    ]);
    const exists = await buckets.listFiles('bucket-1').then(
      () => true,
      () => false,
    );
    expect(deleted.status === 'fulfilled').toBe(!exists);
    if (written.status === 'fulfilled') expect(exists).toBe(true);
  });
});
