/** A log that cannot take a line, as on a full disk: what was refused is never done later, what was done counts as done. */
import { describe, expect, it } from 'vitest';
import { ManagerError } from '../../../managers/manager-error.js';
import { MemoryAuditLogger } from '../../../shared/client/record/memory-audit-logger.js';
import { makeTemporaryFolder } from '../backend/temporary-folder.js';
import { findErrorCode } from '../find-error-code.js';
import { CLASSES, localConfig, openManagers, reopenManagers } from '../open-managers.js';
import { hookBackends, type StoreHooks } from './slow-backends-class.js';

const TRANSITIONS = [
  'startOperation',
  'retryOperation',
  'failOperation',
  'completeOperation',
  'cancelOperation',
] as const;
type Transition = (typeof TRANSITIONS)[number];

async function openBucket() {
  const dir = await makeTemporaryFolder();
  const audit = new MemoryAuditLogger();
  const refused = new Set<Transition>();
  const refuse = (transition: Transition) => {
    if (refused.has(transition)) throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
  };
  class FullWAL extends CLASSES.StorageWAL {}
  for (const transition of TRANSITIONS) {
    const method: unknown = Reflect.get(CLASSES.StorageWAL.prototype, transition);
    if (typeof method !== 'function') throw new TypeError(transition);
    const value = async function (this: object, ...args: unknown[]): Promise<unknown> {
      refuse(transition);
      return Reflect.apply(method, this, args);
    };
    Object.defineProperty(FullWAL.prototype, transition, { value });
  }
  const hooks: { current: StoreHooks } = { current: {} };
  const classes = { ...CLASSES, BackendManager: hookBackends(hooks), StorageWAL: FullWAL };
  const managers = openManagers(dir, audit, classes);
  await managers.backends.createBackend('archive', localConfig(dir));
  await managers.buckets.createBucket('bucket-1', { backend: 'archive' });
  await managers.buckets.writeFile('bucket-1', '/a', 'old');
  audit.clear();
  return { dir, audit, refused, hooks, ...managers };
}

const refuseStore = async () => {
  throw new ManagerError('unreachable', 'the backend is away');
};

describe('a log that refuses a line', () => {
  it.each([
    ['the beginning of the work', ['startOperation'], {}],
    ['that it failed', ['failOperation'], { beforeStore: refuseStore }],
    ['that it is tried again', ['retryOperation'], { beforeStore: refuseStore }],
  ] satisfies [string, Transition[], StoreHooks][])(
    '%s: the write is refused, and nobody does it later',
    async (_what, lines, stores) => {
      const { audit, buckets, dir, hooks, refused, wal } = await openBucket();
      for (const line of lines) refused.add(line);
      hooks.current = stores;
      await expect(buckets.writeFile('bucket-1', '/a', 'new')).rejects.toBeInstanceOf(Error);
      expect((await wal.listOperations()).map(({ state }) => state)).toEqual(['completed', 'cancelled']);
      const again = await reopenManagers(dir, audit);
      expect(await again.buckets.recover()).toMatchObject({ completed: 0, failed: 0 });
      expect(Buffer.from(await again.buckets.readFile('bucket-1', '/a')).toString()).toBe('old');
    },
  );

  it('its end as well is asked again with the next request', async () => {
    const { buckets, refused, wal } = await openBucket();
    refused.add('startOperation').add('cancelOperation');
    expect(await findErrorCode(buckets.writeFile('bucket-1', '/a', 'new'))).toBe('ENOSPC');
    expect(await wal.listOperations('pending')).toHaveLength(1);
    refused.clear();
    await buckets.deleteFile('bucket-1', '/a');
    expect(await wal.listOperations('pending')).toEqual([]);
    expect(await buckets.recover()).toMatchObject({ completed: 0, failed: 0 });
    expect(await buckets.listFiles('bucket-1')).toEqual([]);
  });

  it('that the work is done: it is done, and found done after a restart', async () => {
    const { audit, buckets, dir, refused } = await openBucket();
    refused.add('completeOperation');
    await buckets.writeFile('bucket-1', '/a', 'new');
    expect(audit.get({ event_type: 'vfs_operation', action: 'write' }).status).toBe('success');
    const again = await reopenManagers(dir, audit);
    await again.buckets.recover();
    expect(Buffer.from(await again.buckets.readFile('bucket-1', '/a')).toString()).toBe('new');
    expect((await again.wal.listOperations()).map(({ state }) => state)).toEqual(['completed', 'completed']);
  });
});
