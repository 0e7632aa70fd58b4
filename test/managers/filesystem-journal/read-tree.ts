/** Everything below a folder: contents of files by path, `null` for a folder. Links are named, not followed. */
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

export function readTree(root: string): Record<string, string | null> {
  const tree: Record<string, string | null> = {};
  const read = (folder: string) => {
    for (const name of readdirSync(join(root, folder)).sort()) {
      const path = join(folder, name);
      const stat = lstatSync(join(root, path));
      if (stat.isDirectory()) {
        tree[path] = null;
        read(path);
      } else
        tree[path] = stat.isSymbolicLink()
          ? `-> ${readlinkSync(join(root, path))}`
          : readFileSync(join(root, path), 'utf8');
    }
  };
  read('');
  return tree;
}
