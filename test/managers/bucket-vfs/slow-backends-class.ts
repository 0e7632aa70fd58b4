/** Backends that do what a test says before and after each object is stored or removed. */
import { BackendManager, type BackendManagerOptions } from '../../../managers/backend/backend-manager.js';
import type { ObjectStore } from '../../../managers/backend/object-store.js';

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
