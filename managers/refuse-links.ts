/** Symbolic links lead out of a folder, so nothing inside a managed folder may be one. */
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { ManagerError } from './manager-error.js';

/**
 * The path of `segments` below `root`, which may be a link itself. Segments must be plain names. Throws ManagerError
 * `path_refused` when one of them is a symbolic link now; what is not there yet is none.
 */
export async function refuseLinks(root: string, segments: readonly string[]): Promise<string> {
  let path = root;
  for (const segment of segments) {
    path = join(path, segment);
    const found = await lstat(path).catch(ifAbsent);
    if (found?.isSymbolicLink() === true) throw new ManagerError('path_refused', `${segment} is a symbolic link`);
  }
  return path;
}

/** ENOTDIR is told by whoever uses the path, in the words of the system. */
function ifAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}
