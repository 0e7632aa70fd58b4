/** Files that are either the old one or the new one, whatever moment the machine stops at. */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DISK, type Disk } from './disk.js';
import { readNames } from './read-names.js';

export interface AtomicFileOptions {
  /** Permissions. Default 0600. */
  readonly mode?: number | undefined;
  readonly disk?: Disk | undefined;
  /** Aborted before the rename, it leaves the old file. */
  readonly signal?: AbortSignal | undefined;
  /** Where it is written first, on the same disk; default: beside the file. */
  readonly temporary?: string | undefined;
}

/**
 * Writes beside the file, makes that durable, and renames it over. The new content survives a power cut once this
 * resolves; when it rejects, the old file is untouched. Its folder must exist.
 */
export async function writeFileAtomically(
  path: string,
  data: string | Uint8Array | AsyncIterable<Uint8Array>,
  { mode = 0o600, disk = DISK, signal, temporary = nameTemporary(path) }: AtomicFileOptions = {},
): Promise<void> {
  inFlight.add(temporary);
  try {
    const file = await disk.open(temporary, 'wx', mode);
    try {
      if (typeof data === 'string' || data instanceof Uint8Array) await file.writeFile(data, { signal });
      else {
        for await (const piece of data) {
          signal?.throwIfAborted();
          await file.writeFile(piece);
        }
      }
      await file.sync();
    } finally {
      await file.close();
    }
    signal?.throwIfAborted();
    await disk.rename(temporary, path);
  } catch (error) {
    await disk.rm(temporary, { force: true });
    throw error;
  } finally {
    inFlight.delete(temporary);
  }
  await syncFolder(dirname(path), disk);
}

/** What lies beside a file while it is written: short, whatever the file's own name is. */
export function nameTemporary(path: string): string {
  return join(dirname(path), `.tk-${randomUUID()}.tmp`);
}

const TEMPORARY = /^\.tk-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;

/**
 * Removes, in the call, what killed processes left in a folder that is ours alone, and nothing that is being written
 * now. Gives their number.
 */
export function sweepTemporaryFiles(folder: string): number {
  const left = readNames(folder)
    .filter((name) => TEMPORARY.test(name))
    .map((name) => join(folder, name));
  const dead = left.filter((path) => !inFlight.has(path));
  for (const path of dead) rmSync(path, { force: true });
  return dead.length;
}

/** Of this process. */
const inFlight = new Set<string>();

/** Makes names that were added to or taken from a folder durable. */
export async function syncFolder(path: string, disk: Disk = DISK): Promise<void> {
  const folder = await disk.open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
