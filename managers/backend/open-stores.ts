/** The stores of the backends in use, one a backend, so that connections are kept. */
import { isDeepStrictEqual } from 'node:util';
import type { BackendConfig } from './backend-config.js';
import type { BackendFiles } from './backend-files.js';
import { IpfsStore } from './ipfs-store.js';
import { KeyMap } from './key-map.js';
import { LocalStore } from './local-store.js';
import type { ObjectStore } from './object-store.js';
import { OwnedStore } from './owned-store.js';
import type { PlaceMark } from './place-mark.js';
import { claimPlace } from './place-mark.js';
import { S3Store } from './s3-store.js';

export class OpenStores {
  private readonly stores = new Map<string, { config: BackendConfig; store: ObjectStore }>();
  private readonly keyMaps = new Map<string, KeyMap>();

  constructor(private readonly files: BackendFiles) {}

  async markOf(backend: string): Promise<PlaceMark> {
    return { owner: await this.files.findOwner(), backend };
  }

  /** One that is not kept. */
  create(name: string, config: BackendConfig): ObjectStore {
    return this.createPlain(name, config);
  }

  private make(name: string, config: BackendConfig, claim: () => Promise<void>): ObjectStore {
    return new OwnedStore(this.createPlain(name, config), claim);
  }

  /** The same store again as long as the settings are the same. */
  open(name: string, config: BackendConfig): ObjectStore {
    const open = this.stores.get(name);
    if (open !== undefined && isDeepStrictEqual(open.config, config)) return open.store;
    const store = this.make(name, config, async () => claimPlace(store, await this.markOf(name)));
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

  private createPlain(name: string, config: BackendConfig): ObjectStore {
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
