/** Keeps paths inside a folder, whatever they are made of. */
import { realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { isMissing } from './is-missing.js';
import { ManagerError } from './manager-error.js';

/** Encoded once or several times, in the shortest form or not. */
const FORBIDDEN = /[\p{Cc}\\]|%(?:25)*(?:2e|2f|5c|00|c0%a[ef]|c1%9c)/iu;

/**
 * The absolute path of `path` below `root`; a leading slash means `root`. Refuses `..`, NUL, backslashes, encoded forms
 * of these, and links that lead out, with ManagerError of code `path_refused`.
 */
export async function resolveContained(root: string, path: string): Promise<string> {
  checkPath(path);
  const absolute = join(root, path);
  const realRoot = await realpath(root);
  const real = await realpathOfExisting(absolute);
  const below = relative(realRoot, real);
  if (below === '..' || below.startsWith(`..${sep}`)) throw refuse('a link leads out of the folder');
  return absolute;
}

/** Refuses by the text alone; touches no file. */
export function checkPath(path: string): void {
  if (FORBIDDEN.test(path) || !path.isWellFormed()) throw refuse('it holds characters that paths must not have');
  if (path.split('/').includes('..')) throw refuse('it leads upwards');
  if (path.split('/').every((part) => part === '' || part === '.')) throw refuse('it names no file');
}

/** What of the path exists already, without links. */
async function realpathOfExisting(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const parent = dirname(path);
    if (!isMissing(error) || parent === path) throw error;
    return realpathOfExisting(parent);
  }
}

const refuse = (reason: string) => new ManagerError('path_refused', `the path is refused: ${reason}`);
