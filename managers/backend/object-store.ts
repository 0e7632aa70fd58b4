/** What a backend does for those who use it, wherever it keeps the bytes. */
import type { MarkKeeper } from './place-mark.js';

/** Keys are any text. Errors are ManagerErrors: `not_found`, `access_denied`, `unreachable` or `store_failed`. */
export interface ObjectStore {
  /**
   * Replaces what is under the key. The bytes are durable in the backend once this resolves. A signal that is aborted
   * makes it reject; whether the bytes arrived is then unknown.
   */
  store(key: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void>;
  /** Throws `not_found` when nothing is stored under the key. */
  fetch(key: string): Promise<Uint8Array>;
  /** Resolves as well when nothing is stored under the key. */
  remove(key: string): Promise<void>;
  /** Rejects, with the reason, when storing would fail now. */
  probe(signal: AbortSignal): Promise<void>;
  /** Rejects with `not_found` when the backend has the object and does not keep it, as an IPFS node that unpinned it. */
  checkKept?(key: string): Promise<void>;
  /** Content of this id, wherever the backend finds it. For backends that find content by its id. */
  fetchById?(cid: string): Promise<Uint8Array>;
  /** Of the place; undefined where none can be kept. */
  readonly mark?: MarkKeeper | undefined;
  /** Removes what killed processes left of writes that never ended. */
  sweep?(): void;
  /** Lets go of connections. */
  close?(): void;
}
