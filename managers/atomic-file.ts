/** Files that are either the old one or the new one, whatever moment the machine stops at. */
import { randomUUID } from 'node:crypto';
import { link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface FileMode {
  /** Permissions. Default 0600. */
  readonly mode?: number | undefined;
}

/**
 * Writes beside the file, makes that durable, and renames it over. The new content survives a power cut once this
 * resolves; when it rejects, the old file is untouched. Its folder must exist.
 */
export async function writeFileAtomically(path: string, data: string | Uint8Array, options?: FileMode): Promise<void> {
  const temporary = await writeBeside(path, data, options);
  try {
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** As `writeFileAtomically`, for a file that must not exist: of several that try at once, one succeeds. Else EEXIST. */
export async function createFileAtomically(path: string, data: string | Uint8Array, options?: FileMode): Promise<void> {
  const temporary = await writeBeside(path, data, options);
  try {
    await link(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncFolder(dirname(path));
}

/** The path of a durable file in the same folder; nothing is left of it when this rejects. */
async function writeBeside(path: string, data: string | Uint8Array, { mode = 0o600 }: FileMode = {}): Promise<string> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  return temporary;
}

/** Makes names that were added to or taken from a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
