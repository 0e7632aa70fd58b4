/** Content as files in a folder. */
import { constants } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder, writeFileAtomically } from '../atomic-file.js';
import { refuseLinks } from '../refuse-links.js';
import type { LocalBackendConfig } from './backend-config.js';
import type { ContentStorage, StorageCall } from './content-storage.js';
import { contentNotFound, splitStorageKey } from './storage-key.js';

const PROBE_KEY = 'probe';

export class LocalStorage implements ContentStorage {
  readonly #folder: string;

  constructor({ path }: LocalBackendConfig) {
    this.#folder = path;
  }

  async store(key: string, bytes: Uint8Array, call?: StorageCall): Promise<void> {
    const path = await this.#resolve(key, call);
    await this.#makeFolders(splitStorageKey(key).slice(0, -1));
    await writeFileAtomically(path, bytes);
  }

  async fetch(key: string, call?: StorageCall): Promise<Buffer> {
    const path = await this.#resolve(key, call);
    try {
      const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
      try {
        return await file.readFile();
      } finally {
        await file.close();
      }
    } catch (error) {
      throw isMissing(error) ? contentNotFound(key, error) : error;
    }
  }

  async remove(key: string, call?: StorageCall): Promise<void> {
    const path = await this.#resolve(key, call);
    await rm(path, { force: true });
    await syncFolder(dirname(path)).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
  }

  async probe(call?: StorageCall): Promise<void> {
    await this.store(PROBE_KEY, Buffer.from(PROBE_KEY), call);
    await this.remove(PROBE_KEY, call);
  }

  close(): void {}

  async #resolve(key: string, call: StorageCall | undefined): Promise<string> {
    call?.signal?.throwIfAborted();
    return refuseLinks(this.#folder, splitStorageKey(key));
  }

  /** Never the folder itself: when a disk is not mounted, its place must not be filled instead. */
  async #makeFolders(segments: readonly string[]): Promise<void> {
    let folder = this.#folder;
    for (const segment of segments) {
      const inner = join(folder, segment);
      try {
        await mkdir(inner, { mode: 0o700 });
        await syncFolder(folder);
      } catch (error) {
        if (!isCode(error, 'EEXIST')) throw error;
      }
      folder = inner;
    }
  }
}

const isMissing = (error: unknown) => isCode(error, 'ENOENT');
const isCode = (error: unknown, code: string) => error instanceof Error && 'code' in error && error.code === code;
