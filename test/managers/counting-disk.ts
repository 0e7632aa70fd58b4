/** A disk that asks before every call that changes something. */
import { type FileHandle, link, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DISK, type Disk } from '../../managers/disk.js';

/** All but the last name in a folder. */
async function removeSome(folder: string): Promise<void> {
  for (const name of (await readdir(folder)).sort().slice(0, -1)) await DISK.rm(join(folder, name));
}

/**
 * `ask` gets the number of the call, from 1, and a function that does a part of it, where a call can be done in part:
 * half of what is to be written, some of what is to be removed. A call that it does not answer is never made. `opened` gets the files.
 */
export function countingDisk(
  ask: (call: number, doHalf: () => Promise<unknown>) => Promise<void>,
  opened: FileHandle[] = [],
): Disk {
  let calls = 0;
  const nothing = async () => {};
  const count = async <T>(call: () => Promise<T>, doHalf: () => Promise<unknown> = nothing): Promise<T> => {
    calls += 1;
    await ask(calls, doHalf);
    return call();
  };
  const half = (data: unknown) => Buffer.from(String(data)).subarray(0, Math.ceil(String(data).length / 2));
  return {
    link: (...args) => count(() => link(...args)),
    copyFile: (...args) => count(() => DISK.copyFile(...args)),
    mkdir: (...args) => count(() => DISK.mkdir(...args)),
    rename: (...args) => count(() => DISK.rename(...args)),
    rm: (path, options) =>
      count(
        () => DISK.rm(path, options),
        () => (options?.recursive === true ? removeSome(path) : nothing()),
      ),
    rmdir: (...args) => count(() => DISK.rmdir(...args)),
    open: async (...args) => {
      const file = await count(() => DISK.open(...args));
      opened.push(file);
      const { writeFile, appendFile, sync, datasync } = file;
      file.writeFile = (data, options) =>
        count(
          () => writeFile.call(file, data, options),
          () => writeFile.call(file, half(data), options),
        );
      file.appendFile = (data, options) =>
        count(
          () => appendFile.call(file, data, options),
          () => appendFile.call(file, half(data), options),
        );
      file.sync = () => count(() => sync.call(file));
      file.datasync = () => count(() => datasync.call(file));
      return file;
    },
  };
}
