/** Files that come and go in pieces. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { BackendConfig } from '../../../managers/backend/backend-config.js';
import { computeCid } from '../../../managers/pin/content-id.js';
import { MemoryAuditLogger } from '../../../shared/client/record/memory-audit-logger.js';
import { countRuns } from '../../support/property-runs.js';
import { startKuboStub } from '../backend/kubo-stub.js';
import { listObjects } from '../backend/list-objects.js';
import { startS3 } from '../backend/start-s3.js';
import { makeTemporaryFolder } from '../backend/temporary-folder.js';
import { findErrorCode } from '../find-error-code.js';
import { localConfig, openManagers } from '../open-managers.js';

const PLACES: [string, (dir: string) => Promise<BackendConfig>][] = [
  ['a folder', async (dir) => localConfig(dir)],
  ['S3', startS3],
  [
    'IPFS',
    async () => {
      const stub = await startKuboStub();
      onTestFinished(() => stub.stop());
      return { type: 'ipfs', api_url: stub.apiUrl };
    },
  ],
];

async function openBucket(makeConfig = PLACES[0]?.[1] ?? expect.fail()) {
  const dir = await makeTemporaryFolder();
  const audit = new MemoryAuditLogger();
  const managers = openManagers(dir, audit);
  await managers.backends.createBackend('archive', await makeConfig(dir));
  await managers.buckets.createBucket('bucket-1', { backend: 'archive' });
  audit.clear();
  return { dir, audit, ...managers };
}

async function readAll(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const read: Uint8Array[] = [];
  for await (const piece of pieces) read.push(piece);
  return Buffer.concat(read);
}

/** Some 700 kB, no two places alike. */
const BYTES = Buffer.from(Array.from({ length: 100_000 }, (_, number) => `${number},`).join('')).subarray(0, 560_000);

describe.each(PLACES)('a file in %s', (_kind, makeConfig) => {
  it('may be written in pieces and is read in pieces, or a part of it', async () => {
    const { audit, buckets, pins } = await openBucket(makeConfig);
    const pieces = Readable.from([BYTES.subarray(0, 10), BYTES.subarray(10, 300_000), BYTES.subarray(300_000)]);
    const written = await buckets.writeFile('bucket-1', '/a.bin', pieces, { userId: 'alice' });
    expect(written).toMatchObject({ size: BYTES.length, cid: computeCid(BYTES), pinned: true });
    expect(Buffer.from(await buckets.readFile('bucket-1', '/a.bin')).equals(BYTES)).toBe(true);
    expect((await readAll(buckets.openFile('bucket-1', '/a.bin'))).equals(BYTES)).toBe(true);
    for (const [start, end] of [
      [0, 1],
      [5, 5],
      [299_990, 300_010],
      [BYTES.length - 3, BYTES.length + 100],
    ] as const) {
      const part = await readAll(buckets.openFile('bucket-1', '/a.bin', { start, end }));
      expect(part.equals(BYTES.subarray(start, end)), `${start} to ${end}`).toBe(true);
    }
    expect(await pins.verifyPin(written.cid)).toMatchObject({ intact: ['archive'], failed: [] });
    const { size, sha256 } = written;
    expect(audit.get({ event_type: 'vfs_operation', action: 'write' })).toMatchObject({
      user_id: 'alice',
      status: 'success',
      details: { path: '/a.bin', size, sha256 },
    });
    const reads = audit.list({ event_type: 'vfs_operation', action: 'read' });
    expect(reads).toHaveLength(6);
    expect(reads[0]?.details).toMatchObject({ size, sha256 });
    expect(reads[1]?.details).toEqual({ path: '/a.bin', size });
    expect(reads[4]?.details).toEqual({ path: '/a.bin', start: 299_990, end: 300_010, size: 20 });
  });
});

describe('pieces', () => {
  it('that break off fail the write, and leave everything as it was', async () => {
    const { audit, buckets, dir } = await openBucket();
    await buckets.writeFile('bucket-1', '/a.bin', 'old');
    const breaking = async function* () {
      yield BYTES;
      throw Object.assign(new Error('the sender is gone'), { code: 'ECONNRESET' });
    };
    expect(await findErrorCode(buckets.writeFile('bucket-1', '/a.bin', breaking()))).toBe('ECONNRESET');
    expect(Buffer.from(await buckets.readFile('bucket-1', '/a.bin')).toString()).toBe('old');
    expect(audit.list({ action: 'write', status: 'failure' })).toMatchObject([{ details: { path: '/a.bin' } }]);
    expect(listObjects(join(dir, 'vfs', 'staged'))).toEqual([]);
    expect(listObjects(join(dir, 'content'))).toHaveLength(1);
  });

  it('of any size are one content', async () => {
    const { buckets } = await openBucket();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }), async (pieces) => {
        const { size } = await buckets.writeFile('bucket-1', '/a.bin', pieces);
        const read = await readAll(buckets.openFile('bucket-1', '/a.bin'));
        expect(read.equals(Buffer.concat(pieces))).toBe(true);
        expect(read).toHaveLength(size);
      }),
      { numRuns: countRuns(30) },
    );
  });

  it('of a file that is not what was written end with an error', async () => {
    const { audit, buckets, dir } = await openBucket();
    await buckets.writeFile('bucket-1', '/a.bin', 'hello');
    for (const name of listObjects(join(dir, 'content'))) writeFileSync(join(dir, 'content', name), 'hallo');
    expect(await findErrorCode(readAll(buckets.openFile('bucket-1', '/a.bin')))).toBe('corrupt');
    expect(audit.get({ action: 'read' })).toMatchObject({ status: 'failure', error: { code: 'corrupt' } });
  });

  it.each([{ start: -1 }, { start: 1.5 }, { start: 9 }, { start: 2, end: 1 }, { end: Number.NaN }])(
    'of the range %j are refused',
    async (range) => {
      const { buckets } = await openBucket();
      await buckets.writeFile('bucket-1', '/a.bin', 'hello');
      expect(await findErrorCode(readAll(buckets.openFile('bucket-1', '/a.bin', range)))).toBe('range_refused');
    },
  );
});

describe('a list of files', () => {
  it('comes in pages', async () => {
    const { buckets } = await openBucket();
    for (const path of ['/c', '/a/1', '/a/2', '/b']) await buckets.writeFile('bucket-1', path, path);
    const list = async (folder: string, options: object) =>
      (await buckets.listFiles('bucket-1', folder, options)).map(({ path }) => path);
    expect(await list('/', { limit: 3 })).toEqual(['/a/1', '/a/2', '/b']);
    expect(await list('/', { limit: 3, after: '/b' })).toEqual(['/c']);
    expect(await list('/a', { after: '/a/1' })).toEqual(['/a/2']);
  });
});

describe('a bucket', () => {
  it('with a file of somebody else in its folder is deleted only by force', async () => {
    const { buckets, dir } = await openBucket();
    await buckets.mountBucket('bucket-1', join(dir, 'mnt'));
    writeFileSync(join(dir, 'mnt', 'mine.txt'), 'mine');
    expect(await findErrorCode(buckets.deleteBucket('bucket-1'))).toBe('not_empty');
    expect(await buckets.deleteBucket('bucket-1', { force: true })).toEqual({ files: 0 });
  });
});
