/** On a disk that is really full: a small one of a user's own, which Linux makes for processes in a namespace. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeTemporaryFolder } from '../backend/temporary-folder.js';
import { bundleChild } from '../bundle-child.js';

const hasNamespaces = spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

describe('a disk that is full', () => {
  it.runIf(hasNamespaces)(
    'refuses writes, which then did not happen, and no deletion',
    { timeout: 120_000 },
    async () => {
      const dir = await makeTemporaryFolder();
      const program = await bundleChild(join(import.meta.dirname, 'full-disk-child.ts'), await makeTemporaryFolder());
      const script = 'mount -t tmpfs -o size=3m none "$1" && exec "$2" "$3" "$1"';
      const args = ['-Urm', 'sh', '-c', script, 'sh', dir, process.execPath, program];
      const child = spawnSync('unshare', args, { encoding: 'utf8', timeout: 100_000 });
      expect(child.status, child.stderr).toBe(0);
      const told = JSON.parse(child.stdout);
      expect(told.written).toBeGreaterThan(3);
      expect(told.codes).toContain('ENOSPC');
      expect(told).toMatchObject({ isListed: true, broken: [], undeleted: [], left: 0 });
      expect(told.successes).toBe(told.written + 1);
    },
  );
});
