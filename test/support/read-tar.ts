const BLOCK = 512;

/** The files of a package's tar archive as npm writes it, by path without `package/`. Throws for anything but files. */
export function readTar(archive: Buffer): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0; ) {
    const header = archive.subarray(at, at + BLOCK);
    const text = (from: number, length: number) => header.toString('utf8', from, from + length).replace(/\0.*$/s, '');
    const path = [text(345, 155), text(0, 100)].filter((part) => part !== '').join('/');
    if (text(156, 1) !== '0') throw new Error(`${path}: expected a plain file`);
    const size = Number.parseInt(text(124, 12), 8);
    files.set(path.replace(/^package\//, ''), archive.subarray(at + BLOCK, at + BLOCK + size));
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}
