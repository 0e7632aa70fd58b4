/** Keeps each object as a file of one folder. */
import { createHash, randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeFileAtomically } from '../atomic-file.js';
import { ManagerError } from '../manager-error.js';
import type { ObjectStore } from './object-store.js';
import { toStoreError } from './store-error.js';

/**
 * Files are named by the SHA-256 of their key, so that no key can leave the folder or be too long. The folder is never
 * made here: a disk that is not mounted is an error, and nothing is written under its mount point.
 */
export class LocalStore implements ObjectStore {
  constructor(private readonly directory: string) {}

  async store(key: string, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    await this.use(() => writeFileAtomically(this.pathOf(key), bytes, { signal }));
  }

  async fetch(key: string): Promise<Uint8Array> {
    try {
      return await readFile(this.pathOf(key));
    } catch (error) {
      if (isMissing(error)) throw new ManagerError('not_found', `nothing is stored under ${key}`, { cause: error });
      throw toStoreError(error, this.place);
    }
  }

  async remove(key: string): Promise<void> {
    await this.use(async () => {
      await rm(this.pathOf(key), { force: true });
      await syncFolder(this.directory);
    });
  }

  async probe(): Promise<void> {
    const key = `probe ${randomUUID()}`;
    await this.store(key, new Uint8Array(1));
    await this.remove(key);
  }

  private pathOf(key: string): string {
    return join(this.directory, createHash('sha256').update(key).digest('hex'));
  }

  private get place(): string {
    return `the folder ${this.directory}`;
  }

  private async use(change: () => Promise<void>): Promise<void> {
    try {
      await change();
    } catch (error) {
      if (isMissing(error)) throw new ManagerError('unreachable', `${this.place} does not exist`, { cause: error });
      throw toStoreError(error, this.place);
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
