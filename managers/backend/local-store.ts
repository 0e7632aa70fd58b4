/** Keeps each object as a file of one folder. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sweepTemporaryFiles, syncFolder, writeFileAtomically } from '../atomic-file.js';
import { type Content, isFile } from '../content.js';
import { ManagerError } from '../manager-error.js';
import type { ByteRange, ObjectStore } from './object-store.js';
import { MARK_NAME, type MarkKeeper } from './place-mark.js';
import { toStoreError } from './store-error.js';

/**
 * Files are named by the SHA-256 of their key, so that no key can leave the folder or be too long. The folder is never
 * made here: a disk that is not mounted is an error, and nothing is written under its mount point.
 */
export class LocalStore implements ObjectStore {
  constructor(private readonly directory: string) {}

  async store(key: string, content: Content, signal?: AbortSignal): Promise<void> {
    const data = isFile(content) ? createReadStream(content.file) : content;
    await this.use(() => writeFileAtomically(this.pathOf(key), data, { signal }));
  }

  async *open(key: string, { start, end }: ByteRange): AsyncGenerator<Uint8Array> {
    try {
      yield* createReadStream(this.pathOf(key), { start, end: end - 1 });
    } catch (error) {
      throw this.describe(error, key);
    }
  }

  async fetch(key: string): Promise<Uint8Array> {
    try {
      return await readFile(this.pathOf(key));
    } catch (error) {
      throw this.describe(error, key);
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

  sweep(): void {
    sweepTemporaryFiles(this.directory);
  }

  readonly mark: MarkKeeper = {
    read: async () => {
      try {
        return await readFile(this.markPath, 'utf8');
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw toStoreError(error, this.place);
      }
    },
    write: (text, replace) =>
      this.use(async () => {
        if (replace) return writeFileAtomically(this.markPath, text);
        // Of two at once one is refused, and reads then whose it is.
        await writeFile(this.markPath, text, { flag: 'wx', mode: 0o600, flush: true }).catch(unlessThere);
        await syncFolder(this.directory);
      }),
    remove: () =>
      this.use(async () => {
        await rm(this.markPath, { force: true });
        await syncFolder(this.directory);
      }),
  };

  private get markPath(): string {
    return join(this.directory, MARK_NAME);
  }

  private pathOf(key: string): string {
    return join(this.directory, createHash('sha256').update(key).digest('hex'));
  }

  private describe(error: unknown, key: string): ManagerError {
    if (!isMissing(error)) return toStoreError(error, this.place);
    return new ManagerError('not_found', `nothing is stored under ${key}`, { cause: error });
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

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
