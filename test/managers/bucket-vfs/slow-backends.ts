/** Backends that do what a test says before and after each object is stored or removed. */
import { join } from 'node:path';
import { BackendManager, type BackendManagerOptions } from '../../../managers/backend/backend-manager.js';
import type { ObjectStore } from '../../../managers/backend/object-store.js';
import { MemoryAuditLogger } from '../../../shared/client/record/memory-audit-logger.js';
import { makeTemporaryFolder } from '../backend/temporary-folder.js';
import { CLASSES, localConfig, openManagers } from '../open-managers.js';

export interface StoreHooks {
  readonly beforeStore?: (key: string, signal?: AbortSignal) => Promise<void>;
  readonly afterStore?: (key: string) => Promise<void>;
  readonly beforeRemove?: (key: string) => Promise<void>;
  readonly afterRemove?: (key: string) => Promise<void>;
}

/** A class whose stores call the hooks that are set at that moment. */
export function hookBackends(hooks: { current: StoreHooks }): new (options: BackendManagerOptions) => BackendManager {
  return class extends BackendManager {
    override async openStore(name: string): Promise<ObjectStore> {
      const store = await super.openStore(name);
      const { store: put, remove } = store;
      return Object.assign(Object.create(store), {
        async store(key: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
          await hooks.current.beforeStore?.(key, signal);
          await put.call(store, key, bytes, signal);
          await hooks.current.afterStore?.(key);
        },
        async remove(key: string): Promise<void> {
          await hooks.current.beforeRemove?.(key);
          await remove.call(store, key);
          await hooks.current.afterRemove?.(key);
        },
      });
    }
  };
}

/** `bucket-1` on `archive`, whose stores call the hooks. */
export async function openSlowBucket({ attemptTimeoutMs = 250 } = {}) {
  const dir = await makeTemporaryFolder();
  const audit = new MemoryAuditLogger();
  const hooks: { current: StoreHooks } = { current: {} };
  class ShortWAL extends CLASSES.StorageWAL {
    constructor(options: ConstructorParameters<typeof CLASSES.StorageWAL>[0]) {
      super({ ...options, attemptTimeoutMs, keptFinished: 20 });
    }
  }
  const classes = { ...CLASSES, BackendManager: hookBackends(hooks), StorageWAL: ShortWAL };
  const managers = openManagers(dir, audit, classes);
  await managers.backends.createBackend('archive', localConfig(dir));
  await managers.buckets.createBucket('bucket-1', { backend: 'archive' });
  audit.clear();
  const read = async () => Buffer.from(await managers.buckets.readFile('bucket-1', '/a.txt')).toString();
  return { dir, audit, hooks, read, classes, content: join(dir, 'content'), ...managers };
}
