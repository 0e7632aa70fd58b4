import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { BackendManager } from '../../../managers/backend/backend-manager.js';
import type { BackendChanges } from '../../../managers/backend/backend-operations.js';
import { backendPolicy } from '../../../managers/backend/backend-policy.js';
import { MemoryAuditLogger } from '../../../shared/client/record/memory-audit-logger.js';
import { findClosedPort } from './closed-port.js';
import { startKuboStub } from './kubo-stub.js';
import { makeTemporaryFolder } from './temporary-folder.js';

const SECRET = 'wJalrXUtnFEMIbPxRfiCYzKq';
const S3 = {
  type: 's3',
  bucket: 'media',
  region: 'eu-west-1',
  access_key_id: 'AKIDEXAMPLE0000',
  secret_access_key: SECRET,
  // Nobody is asked over the network.
  probe: false,
} as const;

async function setUp(probeTimeoutMs?: number) {
  const folder = await makeTemporaryFolder();
  const dir = join(folder, 'backends');
  const audit = new MemoryAuditLogger();
  const manager = new BackendManager({ dir, auditLogger: audit, probeTimeoutMs });
  return { dir, audit, manager, local: { type: 'local', directory: join(folder, 'objects') } as const };
}

describe('creating a backend', () => {
  it('writes one file that only its owner reads, and one event', async () => {
    const { dir, audit, manager, local } = await setUp();
    expect(await manager.createBackend('media', local, { userId: 'alice' })).toEqual({ name: 'media', type: 'local' });
    expect((await stat(join(dir, 'media.yaml'))).mode & 0o777).toBe(0o600);
    expect(parse(await readFile(join(dir, 'media.yaml'), 'utf8'))).toEqual(local);
    expect((await stat(local.directory)).isDirectory()).toBe(true);
    expect(audit.get({})).toMatchObject({
      event_type: 'backend_operation',
      action: 'create',
      status: 'success',
      user_id: 'alice',
      resource_id: 'media',
      resource_type: 'backend',
      details: { type: 'local', config: local },
    });
  });

  it('keeps credentials on disk and out of the event', async () => {
    const { dir, audit, manager } = await setUp();
    await manager.createBackend('media', S3);
    expect(parse(await readFile(join(dir, 'media.yaml'), 'utf8'))).toEqual(S3);
    const event = audit.get({ action: 'create' });
    expect(event.details).toMatchObject({ type: 's3', config: { bucket: 'media', access_key_id: '[redacted]' } });
    expect(JSON.stringify(event)).not.toContain(SECRET);
    expect(JSON.stringify(event)).not.toContain(S3.access_key_id);
    expect(event.user_id).toBe('system');
  });

  it.each(['', 'Media', '-media', '../media', 'a/b', 'a.b', 'ä', 'a'.repeat(65)])(
    'refuses the name %j',
    async (name) => {
      const { dir, audit, manager, local } = await setUp();
      await expect(manager.createBackend(name, local)).rejects.toMatchObject({ code: 'invalid_name' });
      expect(audit.get({ status: 'failure' }).error?.code).toBe('invalid_name');
      expect(await readdir(dir)).toEqual(['backends.lock']);
    },
  );

  it('names all wrong settings, never their values', async () => {
    const { audit, manager } = await setUp();
    const config = { ...S3, bucket: '', region: 5, endpoint: `http://u:${SECRET}@host`, pasword: SECRET };
    // @ts-expect-error: the types refuse it as well
    const error: unknown = await manager.createBackend('media', config).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'invalid_config',
      message: expect.stringMatching(/^pasword: not a setting.*; bucket: .*; region: .*; endpoint: expected an http/),
    });
    expect(JSON.stringify(audit.get({ status: 'failure' }))).not.toContain(SECRET);
    expect(await manager.listBackends()).toEqual([]);
  });

  it.each([
    [null, 'config: expected an object'],
    [{ type: 'ftp' }, 'type: expected one of local, s3, ipfs'],
    [{ type: 'constructor' }, 'type: expected one of local, s3, ipfs'],
    [{ type: 'local', directory: 'relative' }, 'directory: expected an absolute path'],
    [{ type: 'ipfs', api_url: 'ftp://host' }, 'api_url: expected an http or https URL without user and password'],
    [{ type: 'ipfs', api_url: 'http://host', probe: 'no' }, 'probe: expected true or false'],
    [
      { type: 's3', bucket: 'b', region: 'r', access_key_id: 'a' },
      'access_key_id and secret_access_key: expected both or none',
    ],
    [
      { ...S3, secret_access_key: '[redacted]' },
      'secret_access_key: expected text, and not the mask that stands for it',
    ],
  ])('says what is wrong with %j', async (config, message) => {
    const { manager } = await setUp();
    const create: (name: string, config: never) => Promise<unknown> = manager.createBackend.bind(manager);
    await expect(create('media', config as never)).rejects.toMatchObject({ code: 'invalid_config', message });
  });

  it('happens once when many ask for the same name at once', async () => {
    const { audit, manager, local } = await setUp();
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => manager.createBackend('media', local)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(audit.list({ action: 'create', status: 'success' })).toHaveLength(1);
    const failures = audit.list({ action: 'create', status: 'failure' });
    expect(failures.map(({ error }) => error?.code)).toEqual(Array(7).fill('already_exists'));
  });
});

describe('updating a backend', () => {
  it('records what harmless fields were and became, and the names of all others', async () => {
    const { audit, manager } = await setUp();
    const endpoint = await findClosedPort();
    await manager.createBackend('media', { ...S3, probe: undefined, endpoint, prefix: 'old/' });
    const changes = { region: 'eu-west-1', secret_access_key: 'another-credential', prefix: null, probe: false };
    const result = await manager.updateBackend('media', changes, { userId: 'bob' });
    expect(result.changed_fields.toSorted()).toEqual(['prefix', 'probe', 'secret_access_key']);
    const event = audit.get({ action: 'update' });
    expect(event).toMatchObject({ status: 'success', user_id: 'bob', resource_id: 'media', details: result });
    expect(JSON.stringify(event)).not.toContain('another-credential');
    expect(event.changes?.toSorted((a, b) => (a.field < b.field ? -1 : 1))).toEqual([
      { field: 'prefix', from: 'old/' },
      { field: 'probe', to: false },
      { field: 'secret_access_key' },
    ]);
    expect(await manager.getBackend('media')).toEqual({
      type: 's3',
      bucket: 'media',
      region: 'eu-west-1',
      endpoint,
      access_key_id: '[redacted]',
      secret_access_key: '[redacted]',
      probe: false,
    });
  });

  it.each([
    [{ type: 'ipfs' }, /^type: cannot be changed/],
    [{ region: null }, /^region: expected text/],
    [{ directory: '/x' }, /^directory: not a setting of a s3 backend/],
  ])('with %j is refused and changes nothing', async (changes, message) => {
    const { audit, manager, dir } = await setUp();
    await manager.createBackend('media', S3);
    const before = await readFile(join(dir, 'media.yaml'));
    await expect(manager.updateBackend('media', changes)).rejects.toMatchObject({
      code: 'invalid_config',
      message: expect.stringMatching(message),
    });
    expect(await readFile(join(dir, 'media.yaml'))).toEqual(before);
    expect(audit.get({ action: 'update' })).toMatchObject({
      status: 'failure',
      details: { changed_fields: Object.keys(changes) },
    });
  });

  it('loses no change of several at once', async () => {
    const { manager } = await setUp();
    await manager.createBackend('media', S3);
    const changes: BackendChanges[] = [{ region: 'r2' }, { bucket: 'b2' }, { prefix: 'p2/' }, { probe: false }];
    await Promise.all(changes.map((change) => manager.updateBackend('media', change)));
    expect(await manager.getBackend('media')).toMatchObject(Object.assign({}, ...changes));
  });

  it('is used by the next operation on its objects', async () => {
    const { manager, local } = await setUp();
    await manager.createBackend('media', local);
    const before = await manager.openStore('media');
    expect(await manager.openStore('media')).toBe(before);
    await before.store('a', new Uint8Array(1));
    const directory = `${local.directory}-2`;
    await mkdir(directory);
    await manager.updateBackend('media', { directory });
    await expect((await manager.openStore('media')).fetch('a')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('deleting a backend', () => {
  it('takes its file away and leaves its objects', async () => {
    const { audit, manager, dir, local } = await setUp();
    await manager.createBackend('media', local);
    await (await manager.openStore('media')).store('a', new Uint8Array(1));
    await manager.deleteBackend('media', { userId: 'carol' });
    expect((await readdir(dir)).sort()).toEqual(['backends.lock', 'owner']);
    expect(await readdir(local.directory)).toHaveLength(1);
    expect(audit.get({ action: 'delete' })).toMatchObject({
      status: 'success',
      user_id: 'carol',
      resource_id: 'media',
      details: { type: 'local' },
    });
    await expect(manager.openStore('media')).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is refused while somebody gives a reason', async () => {
    const { audit, manager, local } = await setUp();
    await manager.createBackend('media', local);
    const users = new Set(['media']);
    manager.refuseDeletion(async (name) => (users.has(name) ? 'bucket "photos" is on it' : undefined));
    await expect(manager.deleteBackend('media')).rejects.toMatchObject({ code: 'in_use', message: /photos/ });
    expect(audit.get({ action: 'delete' })).toMatchObject({ status: 'failure', error: { code: 'in_use' } });
    expect(await manager.listBackends()).toEqual(['media']);
    users.clear();
    await manager.deleteBackend('media');
    expect(await manager.listBackends()).toEqual([]);
  });

  it('forgets the keys of an IPFS backend', async () => {
    const { manager } = await setUp();
    const stub = await startKuboStub();
    onTestFinished(() => stub.stop());
    const config = { type: 'ipfs', api_url: stub.apiUrl } as const;
    await manager.createBackend('media', config);
    await (await manager.openStore('media')).store('a', new Uint8Array(1));
    await manager.deleteBackend('media');
    await manager.createBackend('media', config);
    await expect((await manager.openStore('media')).fetch('a')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('testing a backend', () => {
  it('finds it healthy', async () => {
    const { audit, manager, local } = await setUp();
    await manager.createBackend('media', local);
    expect(await manager.testBackend('media', { userId: 'alice' })).toEqual({ health: 'healthy' });
    expect(audit.get({ action: 'test' })).toMatchObject({
      status: 'success',
      user_id: 'alice',
      details: { health: 'healthy' },
    });
  });

  it('is completed by the answer that it is unhealthy', async () => {
    const { audit, manager, local } = await setUp();
    await manager.createBackend('folder', local);
    await rm(local.directory, { recursive: true });
    await manager.createBackend('ipfs', { type: 'ipfs', api_url: await findClosedPort() });
    await manager.createBackend('s3', { ...S3, endpoint: await findClosedPort(), probe: true });
    for (const [name, reason] of [
      ['folder', 'does not exist'],
      ['ipfs', 'ECONNREFUSED'],
      ['s3', 'ECONNREFUSED'],
    ] as const) {
      const answer = await manager.testBackend(name);
      expect(answer, name).toEqual({ health: 'unhealthy', reason: expect.stringContaining(reason) });
      const event = audit.get({ action: 'test', resource_id: name });
      expect(event).toMatchObject({ status: 'success', details: answer });
    }
  });

  it('gives up on a backend that does not answer', async () => {
    const { manager } = await setUp(50);
    const stub = await startKuboStub();
    onTestFinished(() => stub.stop());
    stub.answers = false;
    await manager.createBackend('media', { type: 'ipfs', api_url: stub.apiUrl });
    expect(await manager.testBackend('media')).toEqual({ health: 'unhealthy', reason: 'no answer within 50 ms' });
  });

  it('stores something where that is asked, since a backend may answer and take nothing', async () => {
    const { audit, manager } = await setUp();
    const stub = await startKuboStub();
    onTestFinished(() => stub.stop());
    await manager.createBackend('media', { type: 'ipfs', api_url: stub.apiUrl });
    expect(await manager.testBackend('media', { write: true })).toEqual({ health: 'healthy' });
    expect(stub.pinned.size).toBe(0);
    stub.isFull = true;
    expect(await manager.testBackend('media')).toEqual({ health: 'healthy' });
    const answer = await manager.testBackend('media', { write: true });
    expect(answer).toEqual({ health: 'unhealthy', reason: expect.stringContaining('no space') });
    expect(audit.list({ action: 'test' }).at(-1)?.details).toMatchObject({ health: 'unhealthy', write: true });
  });

  it('does not touch it with probe: false', async () => {
    const { audit, manager } = await setUp();
    const stub = await startKuboStub();
    onTestFinished(() => stub.stop());
    await manager.createBackend('media', { type: 'ipfs', api_url: stub.apiUrl, probe: false });
    expect(await manager.testBackend('media')).toEqual({ health: 'not_probed' });
    expect(stub.requests).toEqual([]);
    expect(audit.get({ action: 'test' })).toMatchObject({ status: 'success', details: { health: 'not_probed' } });
  });

  it('fails when there is none', async () => {
    const { audit, manager } = await setUp();
    await expect(manager.testBackend('absent')).rejects.toMatchObject({ code: 'not_found' });
    expect(audit.get({})).toMatchObject({ status: 'failure', resource_id: 'absent', error: { code: 'not_found' } });
  });
});

describe('reading backends', () => {
  it('masks credentials and records who asked', async () => {
    const { audit, manager } = await setUp();
    await manager.createBackend('media', S3);
    const config = await manager.getBackend('media', { userId: 'bob' });
    expect(config).toEqual({ ...S3, access_key_id: '[redacted]', secret_access_key: '[redacted]' });
    expect(audit.get({ action: 'get' })).toMatchObject({ status: 'success', user_id: 'bob', resource_id: 'media' });
  });

  it('lists names alone, in order, without other files and without events', async () => {
    const { audit, manager, dir, local } = await setUp();
    expect(await manager.listBackends()).toEqual([]);
    for (const name of ['b', 'a'])
      await manager.createBackend(name, { ...local, directory: join(local.directory, name) });
    await writeFile(join(dir, 'a.yaml.0.tmp'), '');
    await writeFile(join(dir, 'Not-A-Name.yaml'), '');
    audit.clear();
    expect(await manager.listBackends()).toEqual(['a', 'b']);
    expect(audit.events).toEqual([]);
  });

  it('works after a restart', async () => {
    const { audit, manager, dir, local } = await setUp();
    await manager.createBackend('media', local);
    await (await manager.openStore('media')).store('a', Uint8Array.of(7));
    await manager.close();
    const restarted = new BackendManager({ dir, auditLogger: audit });
    expect(await restarted.getBackend('media')).toEqual(local);
    expect([...(await (await restarted.openStore('media')).fetch('a'))]).toEqual([7]);
  });

  it('says of a broken file that it is broken, without quoting it', async () => {
    const { audit, manager, dir } = await setUp();
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, 'broken.yaml'), `secret_access_key: [${SECRET}`);
    await writeFile(join(dir, 'odd.yaml'), 'type: local\n');
    await expect(manager.getBackend('broken')).rejects.toMatchObject({ code: 'invalid_config', message: /not YAML/ });
    await expect(manager.getBackend('odd')).rejects.toMatchObject({ message: /directory: expected/ });
    expect(JSON.stringify(audit.events)).not.toContain(SECRET);
  });
});

describe('the policy of backends', () => {
  it('decides about every method', () => {
    const methods = Object.getOwnPropertyNames(BackendManager.prototype).filter((name) => name !== 'constructor');
    expect(methods.toSorted()).toEqual(Object.keys(backendPolicy).toSorted());
  });
});
