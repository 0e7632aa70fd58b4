/** Files that are either the old one or the new one, whatever moment the machine stops at. */
import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DISK, type Disk } from './disk.js';

export interface AtomicFileOptions {
  /** Permissions. Default 0600. */
  readonly mode?: number | undefined;
  readonly disk?: Disk | undefined;
  /** Aborted before the rename, it leaves the old file. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes beside the file, makes that durable, and renames it over. The new content survives a power cut once this
 * resolves; when it rejects, the old file is untouched. Its folder must exist.
 */
export async function writeFileAtomically(
  path: string,
  data: string | Uint8Array,
  { mode = 0o600, disk = DISK, signal }: AtomicFileOptions = {},
): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await disk.open(temporary, 'wx', mode);
    try {
      await file.writeFile(data, { signal });
      await file.sync();
    } finally {
      await file.close();
    }
    signal?.throwIfAborted();
    await disk.rename(temporary, path);
  } catch (error) {
    await disk.rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path), disk);
}

const TEMPORARY_ENDING = /^\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;

/** Removes what a killed process left beside the file. Nobody may be writing it now. */
export async function removeTemporaryFiles(path: string, disk: Disk = DISK): Promise<void> {
  const name = basename(path);
  const names = await readdir(dirname(path)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  for (const other of names) {
    if (!other.startsWith(name) || !TEMPORARY_ENDING.test(other.slice(name.length))) continue;
    await disk.rm(join(dirname(path), other), { force: true });
  }
}

/** Makes names that were added to or taken from a folder durable. */
export async function syncFolder(path: string, disk: Disk = DISK): Promise<void> {
  const folder = await disk.open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
