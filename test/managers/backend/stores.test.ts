import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { S3Config } from '../../../managers/backend/backend-config.js';
import { IpfsStore } from '../../../managers/backend/ipfs-store.js';
import { KeyMap } from '../../../managers/backend/key-map.js';
import { LocalStore } from '../../../managers/backend/local-store.js';
import type { ObjectStore } from '../../../managers/backend/object-store.js';
import { S3Store } from '../../../managers/backend/s3-store.js';
import { findClosedPort } from './closed-port.js';
import { startKuboStub } from './kubo-stub.js';
import { startS3 } from './start-s3.js';
import { makeTemporaryFolder } from './temporary-folder.js';

async function openLocal() {
  return new LocalStore(await makeTemporaryFolder());
}

async function openIpfs() {
  const stub = await startKuboStub();
  onTestFinished(() => stub.stop());
  const path = join(await makeTemporaryFolder(), 'ipfs', 'media.json');
  return { stub, path, store: new IpfsStore(stub.apiUrl, new KeyMap(path)) };
}

const KINDS: [string, () => Promise<ObjectStore>][] = [
  ['a folder', openLocal],
  ['S3', async () => new S3Store(await startS3())],
  ['IPFS', async () => (await openIpfs()).store],
];

const ALL_BYTES = Uint8Array.from({ length: 512 }, (_, at) => at % 256);
const probe = (store: ObjectStore) => store.probe(new AbortController().signal);

describe.each(KINDS)('objects in %s', (_kind, open) => {
  it('come back as they were stored, whatever the key', async () => {
    const store = await open();
    for (const key of ['a', 'pins/b', '../../escape', 'ä ?#%&=+ 界', 'x'.repeat(700)]) {
      await store.store(key, ALL_BYTES);
      expect(Buffer.from(await store.fetch(key)).equals(ALL_BYTES), key).toBe(true);
    }
  });

  it('are replaced, may be empty, and are gone once removed', async () => {
    const store = await open();
    await store.store('a', ALL_BYTES);
    await store.store('a', new Uint8Array());
    expect(await store.fetch('a')).toHaveLength(0);
    await store.remove('a');
    await store.remove('a');
    await expect(store.fetch('a')).rejects.toMatchObject({ name: 'ManagerError', code: 'not_found' });
  });

  it('have keys of their own, also with equal content', async () => {
    const store = await open();
    await Promise.all(['a', 'b', 'c'].map((key) => store.store(key, ALL_BYTES)));
    await store.remove('a');
    expect(await store.fetch('b')).toHaveLength(512);
    await expect(store.fetch('a')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('can be stored when a probe resolves', async () => {
    await expect(probe(await open())).resolves.toBeUndefined();
  });
});

describe('a folder', () => {
  it('gets files that only their owner reads, and nothing from a probe', async () => {
    const directory = await makeTemporaryFolder();
    const store = new LocalStore(directory);
    await store.store('a', ALL_BYTES);
    await probe(store);
    const [file = '', ...others] = await readdir(directory);
    expect(others).toEqual([]);
    expect((await stat(join(directory, file))).mode & 0o777).toBe(0o600);
  });

  it('is unreachable, and not made anew, when it is gone', async () => {
    const directory = join(await makeTemporaryFolder(), 'disk');
    await mkdir(directory);
    await rm(directory, { recursive: true });
    const store = new LocalStore(directory);
    await expect(store.store('a', ALL_BYTES)).rejects.toMatchObject({ code: 'unreachable' });
    await expect(store.remove('a')).rejects.toMatchObject({ code: 'unreachable' });
    await expect(probe(store)).rejects.toMatchObject({ code: 'unreachable' });
    await expect(stat(directory)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('S3', () => {
  it('keeps two prefixes of one bucket apart', async () => {
    const config = await startS3();
    const [one, other] = [new S3Store(config), new S3Store({ ...config, prefix: 'other/' })];
    await one.store('a', ALL_BYTES);
    await expect(other.fetch('a')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is unreachable on a closed port', async () => {
    const config: S3Config = {
      type: 's3',
      bucket: 'media',
      region: 'us-east-1',
      endpoint: await findClosedPort(),
      access_key_id: 'local',
      secret_access_key: 'local',
    };
    await expect(new S3Store(config).store('a', ALL_BYTES)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('does not take a bucket that is not there for a missing object', async () => {
    const store = new S3Store({ ...(await startS3()), bucket: 'absent' });
    await expect(probe(store)).rejects.toMatchObject({ name: 'ManagerError' });
    await expect(store.fetch('a')).rejects.toMatchObject({ code: 'unreachable' });
  });
});

describe('IPFS', () => {
  it('asks for CIDv1 with raw leaves', async () => {
    const { stub, store } = await openIpfs();
    await store.store('a', ALL_BYTES);
    expect(stub.requests[0]).toBe('add?cid-version=1&raw-leaves=true&pin=false');
  });

  it('unpins content with its last key', async () => {
    const { stub, store } = await openIpfs();
    await store.store('a', ALL_BYTES);
    await store.store('b', ALL_BYTES);
    await store.remove('a');
    expect(stub.pinned.size).toBe(1);
    await store.store('b', new Uint8Array(3));
    expect(stub.pinned.size).toBe(1);
    await store.remove('b');
    expect(stub.pinned.size).toBe(0);
  });

  it('leaves what somebody else has pinned to him', async () => {
    const { stub, store } = await openIpfs();
    await store.store('a', ALL_BYTES);
    const [cid = ''] = stub.pinned;
    await store.remove('a');
    stub.pinned.add(cid);
    await store.store('b', ALL_BYTES);
    await store.store('c', ALL_BYTES);
    await store.remove('b');
    await store.remove('c');
    expect([...stub.pinned]).toEqual([cid]);
  });

  it('keeps the key when unpinning fails, so that it can be tried again', async () => {
    const { stub, store } = await openIpfs();
    await store.store('a', ALL_BYTES);
    stub.unpinError = 'the datastore is busy';
    await expect(store.remove('a')).rejects.toMatchObject({ code: 'store_failed', message: /busy/ });
    expect(await store.fetch('a')).toHaveLength(512);
    stub.unpinError = undefined;
    await store.remove('a');
    expect(stub.pinned.size).toBe(0);
  });

  it('finds the keys again after a restart', async () => {
    const { stub, store, path } = await openIpfs();
    await store.store('a', ALL_BYTES);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const restarted = new IpfsStore(stub.apiUrl, new KeyMap(path));
    expect(await restarted.fetch('a')).toHaveLength(512);
  });

  it('is unreachable on a closed port', async () => {
    const keys = new KeyMap(join(await makeTemporaryFolder(), 'keys.json'));
    const store = new IpfsStore(await findClosedPort(), keys);
    await expect(store.store('a', ALL_BYTES)).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});
