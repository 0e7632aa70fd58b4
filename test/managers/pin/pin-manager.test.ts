import { createHash } from 'node:crypto';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CID } from 'multiformats/cid';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { BackendManager } from '../../../managers/backend/backend-manager.js';
import { PinManager } from '../../../managers/pin/pin-manager.js';
import { pinPolicy } from '../../../managers/pin/pin-policy.js';
import { MemoryAuditLogger } from '../../../shared/client/record/memory-audit-logger.js';
import { findClosedPort } from '../backend/closed-port.js';
import { startKuboStub } from '../backend/kubo-stub.js';
import { listObjects } from '../backend/list-objects.js';
import { makeTemporaryFolder } from '../backend/temporary-folder.js';

const CONTENT = Buffer.from('hello world');
/** What `ipfs add --cid-version=1 --raw-leaves` gives it. */
const HELLO_WORLD = 'bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e';

let folder: string;
let audit: MemoryAuditLogger;
let backends: BackendManager;
let pins: PinManager;

beforeEach(async () => {
  folder = await makeTemporaryFolder();
  audit = new MemoryAuditLogger();
  backends = new BackendManager({ dir: join(folder, 'backends'), auditLogger: audit });
  for (const name of ['one', 'two']) {
    await backends.createBackend(name, { type: 'local', directory: join(folder, name) });
  }
  await backends.createBackend('gone', { type: 'ipfs', api_url: await findClosedPort() });
  audit.clear();
  pins = new PinManager({ dir: join(folder, 'pins'), backends, auditLogger: audit });
});

describe('adding a pin', () => {
  it('stores the content in every backend, under the id that IPFS gives it', async () => {
    const options = { backends: ['one', 'two'], userId: 'alice' };
    const added = await pins.addPin(CONTENT, options);
    expect(added).toEqual({ cid: HELLO_WORLD, status: 'pinned', pinned: ['one', 'two'], failed: [] });
    for (const name of ['one', 'two']) {
      const stored = await (await backends.openStore(name)).fetch(`pins/${HELLO_WORLD}`);
      expect(Buffer.from(stored).toString()).toBe('hello world');
    }
    expect(await pins.listPins()).toEqual([{ cid: HELLO_WORLD, size: 11, backends: ['one', 'two'] }]);
    expect(audit.get({})).toMatchObject({
      event_type: 'pin_operation',
      action: 'add',
      status: 'success',
      user_id: 'alice',
      resource_id: HELLO_WORLD,
      related: [
        { resource_id: 'one', role: 'backend' },
        { resource_id: 'two', role: 'backend' },
      ],
      details: { backends: ['one', 'two'], size: 11, pinned: ['one', 'two'], failed: [] },
    });
    expect(JSON.stringify(audit.events)).not.toContain('hello');
  });

  it('makes ids of version 1 over the raw bytes with SHA-256', async () => {
    const { cid } = await pins.addPin(CONTENT, { backends: ['one'] });
    const parsed = CID.parse(cid);
    expect([parsed.version, parsed.code, parsed.multihash.code]).toEqual([1, 0x55, 0x12]);
    expect(Buffer.from(parsed.multihash.digest)).toEqual(createHash('sha256').update(CONTENT).digest());
  });

  it('names what the content belongs to', async () => {
    const related = [{ resource_id: 'photos', role: 'bucket' }];
    await pins.addPin(CONTENT, { backends: ['one'], related });
    expect(audit.get({}).related).toEqual([{ resource_id: 'one', role: 'backend' }, ...related]);
  });

  it('is partial when some backends fail', async () => {
    const added = await pins.addPin(CONTENT, { backends: ['gone', 'one', 'absent'] });
    const failed = [
      { backend: 'gone', code: 'unreachable' },
      { backend: 'absent', code: 'not_found' },
    ];
    expect(added).toEqual({ cid: HELLO_WORLD, status: 'partial', pinned: ['one'], failed });
    expect(audit.get({})).toMatchObject({ status: 'partial', details: { pinned: ['one'], failed } });
    expect(await pins.listPins()).toMatchObject([{ backends: ['one'] }]);
  });

  it('fails when all fail, and the event names the content', async () => {
    await expect(pins.addPin(CONTENT, { backends: ['gone', 'absent'] })).rejects.toMatchObject({
      code: 'pin_failed',
      message: 'no backend took the content: gone: unreachable, absent: not_found',
    });
    expect(audit.get({})).toMatchObject({
      status: 'failure',
      resource_id: HELLO_WORLD,
      error: { code: 'pin_failed' },
      details: { backends: ['gone', 'absent'], size: 11 },
    });
    expect(await pins.listPins()).toEqual([]);
  });

  it('takes an id of content that a backend of the pin or an IPFS node has', async () => {
    const stub = await startKuboStub();
    onTestFinished(() => stub.stop());
    await backends.createBackend('node', { type: 'ipfs', api_url: stub.apiUrl });
    await expect(pins.addPin(HELLO_WORLD, { backends: ['two', 'node'] })).rejects.toMatchObject({ code: 'not_found' });
    expect(audit.get({ action: 'add', event_type: 'pin_operation' })).toMatchObject({ resource_id: HELLO_WORLD });
    await pins.addPin(CONTENT, { backends: ['one'] });
    expect(await pins.addPin(HELLO_WORLD, { backends: ['node'] })).toMatchObject({
      cid: HELLO_WORLD,
      status: 'pinned',
    });
    expect([...stub.pinned]).toEqual([HELLO_WORLD]);
    expect(await pins.verifyPin(HELLO_WORLD)).toMatchObject({ intact: ['node', 'one'], failed: [] });
    stub.pinned.clear();
    expect(await pins.verifyPin(HELLO_WORLD)).toMatchObject({ failed: [{ backend: 'node', code: 'not_found' }] });

    const large = Buffer.alloc(600_000, 7);
    const { cid } = await pins.addPin(large, { backends: ['node'] });
    expect([...stub.pinned]).toEqual([cid]);
    const other = new PinManager({ dir: join(folder, 'other pins'), backends, auditLogger: audit });
    expect(await other.addPin(cid, { backends: ['node', 'two'] })).toMatchObject({ cid, status: 'pinned' });
  });

  it('needs a backend', async () => {
    await expect(pins.addPin(CONTENT, { backends: [] })).rejects.toMatchObject({ code: 'no_backends' });
    expect(audit.get({})).toMatchObject({ status: 'failure', resource_id: HELLO_WORLD });
  });

  it('takes the bytes as they are in the call', async () => {
    const bytes = Buffer.from(CONTENT);
    const adding = pins.addPin(bytes, { backends: ['one'] });
    bytes.fill(0);
    const { cid } = await adding;
    expect(cid).toBe(HELLO_WORLD);
    expect(await pins.verifyPin(cid)).toMatchObject({ intact: ['one'], failed: [] });
  });

  it('loses none of many at once, of equal and of different content', async () => {
    const equal = ['one', 'two'].map((name) => pins.addPin(CONTENT, { backends: [name] }));
    const different = Array.from({ length: 20 }, (_, at) => pins.addPin(Buffer.from(`${at}`), { backends: ['one'] }));
    await Promise.all([...equal, ...different]);
    const listed = await pins.listPins();
    expect(listed).toHaveLength(21);
    expect(listed.find(({ cid }) => cid === HELLO_WORLD)?.backends).toEqual(['one', 'two']);
    expect(audit.list({ action: 'add', status: 'success' })).toHaveLength(22);
  });

  it('survives a restart, in a file that only its owner reads', async () => {
    await pins.addPin(CONTENT, { backends: ['one'] });
    expect((await stat(join(folder, 'pins', 'pins.json'))).mode & 0o777).toBe(0o600);
    const listed = await pins.listPins();
    await pins.close();
    const restarted = new PinManager({ dir: join(folder, 'pins'), backends, auditLogger: audit });
    expect(await restarted.listPins()).toEqual(listed);
    expect(await restarted.verifyPin(HELLO_WORLD)).toMatchObject({ intact: ['one'] });
  });
});

describe('removing a pin', () => {
  it('takes the content from every backend', async () => {
    await pins.addPin(CONTENT, { backends: ['one', 'two'] });
    expect(await pins.removePin(HELLO_WORLD, { userId: 'bob' })).toEqual({ removed: ['one', 'two'], failed: [] });
    expect([...listObjects(join(folder, 'one')), ...listObjects(join(folder, 'two'))]).toEqual([]);
    expect(await pins.listPins()).toEqual([]);
    expect(audit.get({ action: 'remove' })).toMatchObject({
      status: 'success',
      user_id: 'bob',
      resource_id: HELLO_WORLD,
      related: [{ resource_id: 'one' }, { resource_id: 'two' }],
      details: { backends: ['one', 'two'], removed: ['one', 'two'], failed: [] },
    });
  });

  it('is partial, and can be finished later, when a backend is away', async () => {
    await pins.addPin(CONTENT, { backends: ['one', 'two'] });
    await rm(join(folder, 'two'), { recursive: true });
    const failed = [{ backend: 'two', code: 'unreachable' }];
    expect(await pins.removePin(HELLO_WORLD)).toEqual({ removed: ['one'], failed });
    expect(audit.get({ action: 'remove' })).toMatchObject({ status: 'partial', details: { failed } });
    await expect(pins.removePin(HELLO_WORLD)).rejects.toMatchObject({ code: 'remove_failed' });
    expect(audit.get({ action: 'remove', status: 'failure' }).resource_id).toBe(HELLO_WORLD);
    await mkdir(join(folder, 'two'));
    expect(await pins.removePin(HELLO_WORLD)).toEqual({ removed: ['two'], failed: [] });
  });

  it('does not wait for a backend that was deleted', async () => {
    await pins.addPin(CONTENT, { backends: ['one', 'two'] });
    await rm(join(folder, 'one'), { recursive: true });
    await pins.removePin(HELLO_WORLD);
    await backends.deleteBackend('one');
    expect(await pins.removePin(HELLO_WORLD)).toEqual({ removed: ['one'], failed: [] });
  });

  it('keeps its backends where they are until then', async () => {
    await pins.addPin(CONTENT, { backends: ['one'] });
    await expect(backends.deleteBackend('one')).rejects.toMatchObject({ code: 'in_use' });
    const moved = { directory: join(folder, 'elsewhere') };
    await expect(backends.updateBackend('one', moved)).rejects.toMatchObject({ code: 'in_use' });
    await backends.updateBackend('one', { probe: false });
    await pins.removePin(HELLO_WORLD);
    await backends.updateBackend('one', moved);
    await backends.deleteBackend('one');
  });

  it('whose only backend is away is off the list at once, and is finished by a sweep', async () => {
    await pins.addPin(CONTENT, { backends: ['one'] });
    await rename(join(folder, 'one'), join(folder, 'away'));
    const failed = [{ backend: 'one', code: 'unreachable' }];
    expect(await pins.removePin(HELLO_WORLD)).toEqual({ removed: [], failed });
    expect(audit.get({ action: 'remove' })).toMatchObject({ status: 'partial', details: { failed } });
    expect(await pins.listPins()).toEqual([]);
    expect(await pins.sweep()).toEqual({ removed: 0, left: 1 });
    await rename(join(folder, 'away'), join(folder, 'one'));
    expect(await pins.sweep()).toEqual({ removed: 1, left: 0 });
    expect(listObjects(join(folder, 'one'))).toEqual([]);
  });

  it('leaves what it held for a bucket to the bucket, and says so', async () => {
    const store = await backends.openStore('one');
    await store.store('bucket/object', CONTENT);
    await pins.addPin(CONTENT, { backends: ['one'], held: { key: 'bucket/object', size: 11 } });
    expect(await pins.verifyPin(HELLO_WORLD)).toMatchObject({ intact: ['one'] });
    expect(listObjects(join(folder, 'one'))).toHaveLength(1);
    expect(await pins.removePin(HELLO_WORLD)).toEqual({ removed: ['one'], failed: [], contentKept: true });
    expect(audit.get({ action: 'remove' }).details).toMatchObject({ content_kept: true });
    expect(await store.fetch('bucket/object')).toEqual(CONTENT);
  });

  it('ends when the last object that it holds is let go of, and not before', async () => {
    const object = { backend: 'one', key: 'bucket/object' };
    await pins.addPin(CONTENT, { backends: ['one'], held: { key: object.key, size: 11 } });
    await pins.addPin(CONTENT, { backends: ['one'], held: { key: 'bucket/other', size: 11 } });
    expect(await pins.releasePin(HELLO_WORLD, object)).toEqual({ kept: true });
    expect(audit.list({ action: 'remove' })).toEqual([]);
    expect(await pins.releasePin(HELLO_WORLD, { ...object, key: 'bucket/other' })).toEqual({ kept: false });
    expect(audit.get({ action: 'remove' })).toMatchObject({ status: 'success', resource_id: HELLO_WORLD });
    expect(await pins.listPins()).toEqual([]);
  });

  it('fails when nothing is pinned', async () => {
    await expect(pins.removePin(HELLO_WORLD)).rejects.toMatchObject({ code: 'not_found' });
    expect(audit.get({})).toMatchObject({ action: 'remove', status: 'failure', resource_id: HELLO_WORLD });
  });
});

describe('verifying a pin', () => {
  const damage = async (name: string) => {
    const [file = ''] = listObjects(join(folder, name));
    await writeFile(join(folder, name, file), 'other bytes');
  };

  it('finds it intact', async () => {
    await pins.addPin(CONTENT, { backends: ['one', 'two'] });
    const verified = await pins.verifyPin(HELLO_WORLD, { userId: 'carol' });
    expect(verified).toEqual({ backends: ['one', 'two'], intact: ['one', 'two'], failed: [] });
    expect(audit.get({ action: 'verify' })).toMatchObject({ status: 'success', user_id: 'carol', details: verified });
  });

  it('says which backend has other bytes', async () => {
    await pins.addPin(CONTENT, { backends: ['one', 'two'] });
    await damage('two');
    const verified = await pins.verifyPin(HELLO_WORLD);
    expect(verified).toMatchObject({ intact: ['one'], failed: [{ backend: 'two', code: 'corrupt' }] });
    expect(audit.get({ action: 'verify' })).toMatchObject({ status: 'partial', details: verified });
  });

  it('is a failure when no backend has it', async () => {
    await pins.addPin(CONTENT, { backends: ['one', 'two'] });
    await damage('one');
    await (await backends.openStore('two')).remove(`pins/${HELLO_WORLD}`);
    const failed = [
      { backend: 'one', code: 'corrupt' },
      { backend: 'two', code: 'not_found' },
    ];
    expect(await pins.verifyPin(HELLO_WORLD)).toMatchObject({ intact: [], failed });
    expect(audit.get({ action: 'verify' })).toMatchObject({
      status: 'failure',
      error: { code: 'content_lost' },
      details: { failed },
    });
  });
});

describe('the policy of pins', () => {
  it('decides about every method', () => {
    const methods = Object.getOwnPropertyNames(PinManager.prototype).filter((name) => name !== 'constructor');
    expect(methods.toSorted()).toEqual(Object.keys(pinPolicy).toSorted());
  });

  it('leaves listing without events', async () => {
    await pins.listPins();
    expect(audit.events).toEqual([]);
  });
});
