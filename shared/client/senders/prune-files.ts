/** Keeps a directory of audit files within its bounds, by deleting whole files, the oldest first. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

export const FILE_SUFFIX = '.ndjson';
const AUDIT_FILE = /^audit-.*\.ndjson$/;

export interface PruneOptions {
  readonly directory: string;
  /** Name of the file that is being written. */
  readonly keep: string;
  /** What all files together may take afterwards. */
  readonly maxBytes: number;
  /** Epoch milliseconds: files last written before are deleted. */
  readonly olderThanMs: number;
}

export async function pruneFiles({ directory, keep, maxBytes, olderThanMs }: PruneOptions): Promise<void> {
  const files = await listFiles(directory);
  let total = files.reduce((sum, file) => sum + file.size, 0);
  for (const file of files) {
    if (file.name === keep) continue;
    if (total <= maxBytes && file.writtenMs >= olderThanMs) continue;
    await rm(join(directory, file.name), { force: true });
    total -= file.size;
  }
}

/** Oldest first: names begin with the time. */
async function listFiles(directory: string): Promise<{ name: string; size: number; writtenMs: number }[]> {
  const names = (await readdir(directory)).filter((name) => AUDIT_FILE.test(name)).sort();
  const files = await Promise.all(
    names.map(async (name) => {
      // Another process that writes here may have deleted it meanwhile.
      const found = await stat(join(directory, name)).catch(() => undefined);
      return found === undefined ? undefined : { name, size: found.size, writtenMs: found.mtimeMs };
    }),
  );
  return files.filter((file) => file !== undefined);
}
