/** What a backend does for those who use it, wherever it keeps the bytes. */
import type { Content } from '../content.js';
import type { MarkKeeper } from './place-mark.js';

export interface ByteRange {
  readonly start: number;
  /** More than `start`, and not more than the size. */
  readonly end: number;
}

/** Keys are any text. Errors are ManagerErrors: `not_found`, `access_denied`, `unreachable` or `store_failed`. */
export interface ObjectStore {
  /**
   * Replaces what is under the key. The bytes are durable in the backend once this resolves. A signal that is aborted
   * makes it reject; whether the bytes arrived is then unknown.
   */
  store(key: string, content: Content, signal?: AbortSignal): Promise<void>;
  /** The bytes from `start` up to and without `end`, in pieces, while they are read. Throws `not_found`. */
  open(key: string, range: ByteRange): AsyncIterable<Uint8Array>;
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
