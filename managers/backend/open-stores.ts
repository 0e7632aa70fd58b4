/** The stores of the backends in use, one a backend, so that connections are kept. */
import { isDeepStrictEqual } from 'node:util';
import type { BackendConfig } from './backend-config.js';
import type { BackendFiles } from './backend-files.js';
import { IpfsStore } from './ipfs-store.js';
import { KeyMap } from './key-map.js';
import { LocalStore } from './local-store.js';
import type { ObjectStore } from './object-store.js';
import { S3Store } from './s3-store.js';

export class OpenStores {
  private readonly stores = new Map<string, { config: BackendConfig; store: ObjectStore }>();
  private readonly keyMaps = new Map<string, KeyMap>();

  constructor(private readonly files: BackendFiles) {}

  /** The same store again as long as the settings are the same. */
  open(name: string, config: BackendConfig): ObjectStore {
    const open = this.stores.get(name);
    if (open !== undefined && isDeepStrictEqual(open.config, config)) return open.store;
    const store = this.create(name, config);
    this.stores.set(name, { config, store });
    return store;
  }

  forget(name: string): void {
    this.stores.delete(name);
    this.keyMaps.delete(name);
  }

  /** Lets go of connections. */
  close(): void {
    for (const { store } of this.stores.values()) store.close?.();
    this.stores.clear();
  }

  private create(name: string, config: BackendConfig): ObjectStore {
    if (config.type === 'local') return new LocalStore(config.directory);
    if (config.type === 's3') return new S3Store(config);
    return new IpfsStore(config.api_url, this.keyMapOf(name));
  }

  /** Kept when the settings change: one object a file. */
  private keyMapOf(name: string): KeyMap {
    const keys = this.keyMaps.get(name) ?? new KeyMap(this.files.keyMapPath(name));
    this.keyMaps.set(name, keys);
    return keys;
  }
}
