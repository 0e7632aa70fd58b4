/** The role of a backend: bytes under keys. What managers store goes through it, whatever the technology is. */

export interface StorageCall {
  /** Ends the call early; it then rejects. */
  readonly signal?: AbortSignal | undefined;
}

/** Keys are made by managers: 1 to 16 segments of letters, digits, `.`, `_` and `-`, joined by slashes. */
export interface ContentStorage {
  /** Replaces what was there. The content is as durable as the backend makes it when this resolves. */
  store(key: string, bytes: Uint8Array, call?: StorageCall): Promise<void>;
  /** Throws ManagerError `content_not_found` when nothing is stored under the key. */
  fetch(key: string, call?: StorageCall): Promise<Buffer>;
  /** Does nothing when nothing is stored under the key. */
  remove(key: string, call?: StorageCall): Promise<void>;
  /** Resolves when the backend answers and can be used; rejects with the reason otherwise. */
  probe(call?: StorageCall): Promise<void>;
  /** Frees connections. */
  close(): void;
}

/** A backend that knows content by its id, wherever in its network it is. */
export interface NetworkStorage extends ContentStorage {
  /** Makes the backend get and keep the content. */
  pinContent(cid: string, call?: StorageCall): Promise<void>;
  unpinContent(cid: string, call?: StorageCall): Promise<void>;
  fetchContent(cid: string, call?: StorageCall): Promise<Buffer>;
}

export function isNetworkStorage(storage: ContentStorage): storage is NetworkStorage {
  return 'pinContent' in storage;
}

/** Where managers get the storage of a backend. */
export interface StorageDirectory {
  /** Throws ManagerError `not_found` when there is no such backend. */
  openBackend(name: string): Promise<ContentStorage>;
}
