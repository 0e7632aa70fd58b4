import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeTemporaryFolder } from '../backend/temporary-folder.js';
import { bundleChild } from '../bundle-child.js';

it('a file of 1 GiB is written and read in 100 MiB of memory', { timeout: 300_000 }, async () => {
  const program = await bundleChild(join(import.meta.dirname, 'large-file-child.ts'), await makeTemporaryFolder());
  const args = [program, await makeTemporaryFolder(), '1024'];
  const child = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 280_000 });
  expect(child.status, child.stderr).toBe(0);
  const told = JSON.parse(child.stdout);
  expect(told).toMatchObject({ isSame: true, size: 1_073_741_824 });
  expect(told.grownMib, child.stdout).toBeLessThan(100);
});
