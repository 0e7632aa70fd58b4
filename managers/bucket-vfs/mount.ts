/** A mount: a link to the local files of a bucket. */
import { mkdir, readlink, rm, symlink } from 'node:fs/promises';
import { dirname, isAbsolute } from 'node:path';
import { ManagerError } from '../manager-error.js';

/** Throws ManagerError `invalid_mount_point`, `mount_point_taken`. */
export async function mountFolder(folder: string, mountPoint: string): Promise<void> {
  if (!isAbsolute(mountPoint)) throw new ManagerError('invalid_mount_point', 'mount point: expected an absolute path');
  await mkdir(dirname(mountPoint), { recursive: true });
  try {
    await symlink(folder, mountPoint, 'dir');
  } catch (error) {
    // A crash after the link was made left it there.
    if (await leadsTo(mountPoint, folder)) return;
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      throw new ManagerError('mount_point_taken', `there is a ${mountPoint} already`, { cause: error });
    }
    throw error;
  }
}

/** What somebody else has put in its place meanwhile stays. */
export async function unmountFolder(folder: string, mountPoint: string): Promise<void> {
  if (await leadsTo(mountPoint, folder)) await rm(mountPoint, { force: true });
}

async function leadsTo(path: string, folder: string): Promise<boolean> {
  return (await readlink(path).catch(() => undefined)) === folder;
}
