/** A folder of a manager has one owner: in this process, and among all. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MemoryAuditLogger } from '../../shared/client/record/memory-audit-logger.js';
import { makeTemporaryFolder } from './backend/temporary-folder.js';
import { bundleChild } from './bundle-child.js';
import { findErrorCode } from './find-error-code.js';
import { closeManagers, localConfig, type Managers, openManagers } from './open-managers.js';

/** The first operation of each manager. */
const FIRST: Record<keyof Managers, (managers: Managers) => Promise<unknown>> = {
  backends: ({ backends }) => backends.listBackends(),
  wal: ({ wal }) => wal.listOperations(),
  pins: ({ pins }) => pins.listPins(),
  journal: ({ journal }) => journal.needsRecovery(),
  buckets: ({ buckets }) => buckets.recover(),
};
const kinds = Object.keys(FIRST) as (keyof Managers)[];

describe('a folder', () => {
  it.each(kinds)('of %s has the first that does something in it, until that is closed', async (kind) => {
    const dir = await makeTemporaryFolder();
    const one = openManagers(dir, new MemoryAuditLogger());
    const two = openManagers(dir, new MemoryAuditLogger());
    await FIRST[kind](one);
    expect(await findErrorCode(FIRST[kind](two))).toBe('folder_in_use');
    await closeManagers(two);
    await FIRST[kind](one);
    await closeManagers(one);
    await one[kind].close();
    expect(await findErrorCode(FIRST[kind](one))).toBe('closed');
    const three = openManagers(dir, new MemoryAuditLogger());
    await FIRST[kind](three);
    await closeManagers(three);
  });

  it('is owned by a process, which may be killed', async () => {
    const dir = await makeTemporaryFolder();
    const program = await bundleChild(join(import.meta.dirname, 'owning-child.ts'), await makeTemporaryFolder());
    const child = spawn(process.execPath, [program, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    const audit = new MemoryAuditLogger();
    const managers = openManagers(dir, audit);
    for (const kind of kinds) expect(await findErrorCode(FIRST[kind](managers)), kind).toBe('folder_in_use');
    const config = localConfig(dir);
    expect(await findErrorCode(managers.backends.createBackend('other', config, { userId: 'alice' }))).toBe(
      'folder_in_use',
    );
    expect(audit.get({ action: 'create' })).toMatchObject({
      status: 'failure',
      user_id: 'alice',
      error: { code: 'folder_in_use' },
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    for (const kind of kinds) await FIRST[kind](managers);
    await closeManagers(managers);
  });
});

describe('closing', () => {
  it('waits for what runs, and leaves no lock behind', async () => {
    const dir = await makeTemporaryFolder();
    const managers = openManagers(dir, new MemoryAuditLogger());
    await managers.backends.createBackend('archive', localConfig(dir));
    await managers.buckets.createBucket('bucket-1', { backend: 'archive' });
    const written = managers.buckets.writeFile('bucket-1', '/a.txt', 'a');
    let isWritten = false;
    const told = written.then(() => {
      isWritten = true;
    });
    await managers.buckets.close();
    expect(isWritten).toBe(true);
    await told;
    await closeManagers(managers);
    const names = readdirSync(dir, { recursive: true, encoding: 'utf8' });
    expect(names.filter((name) => name.endsWith('.lock'))).toEqual([]);
  });

  it('is what `await using` does', async () => {
    const dir = await makeTemporaryFolder();
    const { pins } = openManagers(dir, new MemoryAuditLogger());
    await pins.listPins();
    await pins[Symbol.asyncDispose]();
    expect(await findErrorCode(pins.listPins())).toBe('closed');
  });
});
