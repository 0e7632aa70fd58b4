/** The files that the demonstration works on: some of a folder, small ones, in an order that does not change. */
import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

export interface FileLimits {
  readonly maxFiles: number;
  readonly maxFileBytes: number;
  /** Folders and files looked at before giving up on a large tree. */
  readonly maxEntries: number;
}

export interface FoundFile {
  readonly absolute: string;
  /** From the folder, with slashes, whatever the system's own separator is. */
  readonly path: string;
}

const SKIPPED = new Set(['node_modules', 'dist', 'build', 'coverage', 'cdk.out', '__pycache__']);

/** Breadth first, so that a few files of many folders come before all files of one; links are not followed. */
export function listFiles(dir: string, skip: readonly string[], limits: FileLimits): FoundFile[] {
  const root = resolve(dir);
  const left = new Set(skip.map((path) => resolve(path)));
  const found: FoundFile[] = [];
  const folders = [root];
  let entries = 0;
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    for (const entry of readFolder(folder)) {
      if (found.length >= limits.maxFiles || entries++ >= limits.maxEntries) return found;
      const absolute = join(folder, entry.name);
      if (entry.name.startsWith('.') || SKIPPED.has(entry.name) || left.has(absolute)) continue;
      if (entry.isDirectory()) folders.push(absolute);
      else if (entry.isFile() && isSmall(absolute, limits.maxFileBytes)) {
        found.push({ absolute, path: relative(root, absolute).replaceAll('\\', '/') });
      }
    }
  }
  return found;
}

/** A folder that cannot be read has nothing for a demonstration. */
function readFolder(folder: string): Dirent[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  } catch {
    return [];
  }
}

function isSmall(path: string, maxBytes: number): boolean {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  return size !== undefined && size <= maxBytes;
}
