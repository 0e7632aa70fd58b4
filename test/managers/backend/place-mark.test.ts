/** A place has one owner, and one backend of that. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { BackendConfig } from '../../../managers/backend/backend-config.js';
import { BackendManager } from '../../../managers/backend/backend-manager.js';
import { MemoryAuditLogger } from '../../../shared/client/record/memory-audit-logger.js';
import { findErrorCode } from '../find-error-code.js';
import { startKuboStub } from './kubo-stub.js';
import { startS3 } from './start-s3.js';
import { makeTemporaryFolder } from './temporary-folder.js';

async function openIpfs(): Promise<BackendConfig> {
  const stub = await startKuboStub();
  onTestFinished(() => stub.stop());
  return { type: 'ipfs', api_url: stub.apiUrl };
}

const PLACES: [string, () => Promise<BackendConfig>][] = [
  ['a folder', async () => ({ type: 'local', directory: join(await makeTemporaryFolder(), 'objects') })],
  ['S3', startS3],
  ['IPFS', openIpfs],
];

async function openInstallation() {
  const audit = new MemoryAuditLogger();
  return { audit, manager: new BackendManager({ dir: await makeTemporaryFolder(), auditLogger: audit }) };
}

const BYTES = Uint8Array.of(1, 2, 3);

describe.each(PLACES)('a place in %s', (_kind, open) => {
  it('is refused to a second backend, of this installation and of another, until the first is gone', async () => {
    const config = await open();
    const [one, two] = [await openInstallation(), await openInstallation()];
    await one.manager.createBackend('media', config);
    expect(await findErrorCode(one.manager.createBackend('other', config))).toBe('place_taken');
    expect(await findErrorCode(two.manager.createBackend('media', config, { userId: 'bob' }))).toBe('place_taken');
    expect(two.audit.get({ action: 'create' })).toMatchObject({ status: 'failure', error: { code: 'place_taken' } });
    expect(await two.manager.listBackends()).toEqual([]);
    await one.manager.deleteBackend('media');
    await two.manager.createBackend('media', config);
    expect(await findErrorCode(one.manager.createBackend('media', config))).toBe('place_taken');
  });

  it('is asked before the first object when it could not be asked before', async () => {
    const config = await open();
    const [one, two] = [await openInstallation(), await openInstallation()];
    await one.manager.createBackend('media', config);
    await two.manager.createBackend('media', { ...config, probe: false });
    const store = await two.manager.openStore('media');
    expect(await findErrorCode(store.store('a', BYTES))).toBe('place_taken');
    expect(await findErrorCode(store.remove('a'))).toBe('place_taken');
    await one.manager.deleteBackend('media');
    await store.store('a', BYTES);
    expect(await findErrorCode(one.manager.createBackend('media', config))).toBe('place_taken');
  });

  it('can be taken over, which is in the trail, and is lost to the one before at his next start', async () => {
    const config = await open();
    const [one, two] = [await openInstallation(), await openInstallation()];
    await one.manager.createBackend('media', config);
    await two.manager.createBackend('media', config, { takeOver: true, userId: 'bob' });
    expect(two.audit.get({ action: 'create' })).toMatchObject({
      status: 'success',
      user_id: 'bob',
      details: { taken_over: true },
    });
    await (await two.manager.openStore('media')).store('a', BYTES);
    expect(await findErrorCode((await one.manager.openStore('media')).store('a', BYTES))).toBe('place_taken');
  });
});

describe('a mark', () => {
  it('that cannot be read is somebody else’s', async () => {
    const directory = await makeTemporaryFolder();
    writeFileSync(join(directory, '.trailkeeper-owner'), '\0\0\0');
    const { manager } = await openInstallation();
    expect(await findErrorCode(manager.createBackend('media', { type: 'local', directory }))).toBe('place_taken');
  });

  it('moves with the backend', async () => {
    const folder = await makeTemporaryFolder();
    const [from, to] = [join(folder, 'from'), join(folder, 'to')];
    for (const directory of [from, to]) mkdirSync(directory);
    const { manager } = await openInstallation();
    await manager.createBackend('media', { type: 'local', directory: from });
    await manager.updateBackend('media', { directory: to });
    expect(JSON.parse(readFileSync(join(to, '.trailkeeper-owner'), 'utf8'))).toMatchObject({ backend: 'media' });
    await manager.createBackend('other', { type: 'local', directory: from });
    expect(await findErrorCode(manager.updateBackend('other', { directory: to }))).toBe('place_taken');
  });
});
