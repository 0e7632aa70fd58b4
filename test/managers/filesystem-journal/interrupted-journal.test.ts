import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FilesystemJournal } from '../../../managers/filesystem-journal/filesystem-journal.js';
import { makeTemporaryFolder } from '../backend/temporary-folder.js';
import { bundleChild } from '../bundle-child.js';
import { countingDisk } from '../counting-disk.js';
import { CHANGED, changeFiles, makeFiles, openJournal } from './journal-tasks.js';
import { readTree } from './read-tree.js';

const MAX_CALLS = 400;

/** Runs `work` until its n-th call to the disk, of which half is done; true when it did not get so far. */
async function runUntil(dir: string, stopAt: number, work: (journal: FilesystemJournal) => Promise<unknown>) {
  const opened: FileHandle[] = [];
  const isOver = await new Promise<boolean>((resolve, reject) => {
    const disk = countingDisk(async (call, doHalf) => {
      if (call !== stopAt) return;
      await doHalf();
      resolve(false);
      // As after a crash: nothing more happens.
      await new Promise(() => {});
    }, opened);
    work(openJournal(dir, disk)).then(() => resolve(true), reject);
  });
  await Promise.all(opened.map((file) => file.close().catch(() => undefined)));
  // The lock of a process that is gone counts for nothing.
  rmSync(join(dir, 'journal', 'journal.lock'), { force: true });
  return isOver;
}

/** As the next process does it. */
async function recover(dir: string): Promise<void> {
  const journal = openJournal(dir);
  await journal.recover();
  expect(await journal.needsRecovery()).toBe(false);
  await journal.checkpoint();
  await journal.close();
  expect(readdirSync(join(dir, 'journal'))).toEqual([]);
}

/** Checks that the files are as before or as after, and says which. */
function isChanged(root: string, before: Record<string, string | null>, message: string): boolean {
  const now = readTree(root);
  if (JSON.stringify(now) === JSON.stringify(before)) return false;
  expect(now, message).toEqual(CHANGED);
  return true;
}

describe('a transaction that is interrupted', () => {
  it('at any call to the disk is done whole or not at all, and stays when it was acknowledged', async () => {
    const home = await makeTemporaryFolder();
    const counts = { undone: 0, kept: 0 };
    let isOver = false;
    for (let stopAt = 1; !isOver; stopAt++) {
      expect(stopAt).toBeLessThan(MAX_CALLS);
      const dir = join(home, String(stopAt));
      const root = makeFiles(dir);
      const before = readTree(root);
      const told: string[] = [];
      isOver = await runUntil(dir, stopAt, (journal) => changeFiles(journal, (what) => told.push(what)));
      await recover(dir);
      const changed = isChanged(root, before, `stopped at call ${stopAt}`);
      if (!told.includes('committing')) expect(changed, `stopped at call ${stopAt}`).toBe(false);
      if (told.includes('committed')) expect(changed, `stopped at call ${stopAt}`).toBe(true);
      counts[changed ? 'kept' : 'undone'] += 1;
    }
    expect(counts.undone).toBeGreaterThan(40);
    expect(counts.kept).toBeGreaterThan(3);
  });

  it('is undone by a recovery that was itself interrupted at any call to the disk', async () => {
    const home = await makeTemporaryFolder();
    let atCommit = 0;
    await runUntil(join(home, '0'), 0, async () => {
      let calls = 0;
      const disk = countingDisk(async (call) => {
        calls = call;
      });
      makeFiles(join(home, '0'));
      await changeFiles(openJournal(join(home, '0'), disk), (what) => {
        if (what === 'committing') atCommit = calls + 1;
      });
    });
    let isOver = false;
    for (let stopAt = 1; !isOver; stopAt++) {
      expect(stopAt).toBeLessThan(MAX_CALLS);
      const dir = join(home, String(stopAt));
      const root = makeFiles(dir);
      const before = readTree(root);
      expect(await runUntil(dir, atCommit, (journal) => changeFiles(journal, () => {}))).toBe(false);
      isOver = await runUntil(dir, stopAt, (journal) => journal.recover());
      await recover(dir);
      expect(readTree(root), `stopped at call ${stopAt}`).toEqual(before);
    }
  });

  it('by the death of its process, in each of its steps, is done whole or not at all', async () => {
    const home = await makeTemporaryFolder();
    const program = await bundleChild(join(import.meta.dirname, 'killed-journal.ts'), home);
    const EVERY = 5;
    let isOver = false;
    for (let killAt = 3; !isOver; killAt += EVERY) {
      expect(killAt).toBeLessThan(MAX_CALLS);
      const dir = join(home, String(killAt));
      const root = makeFiles(dir);
      const before = readTree(root);
      const child = spawnSync(process.execPath, [program, 'change', dir, String(killAt)], {
        encoding: 'utf8',
        timeout: 30_000,
      });
      isOver = child.signal !== 'SIGKILL';
      if (isOver) expect(child.status, child.stderr).toBe(0);
      await recover(dir);
      const changed = isChanged(root, before, `killed at call ${killAt}`);
      if (child.stdout.includes('committed')) expect(changed, `killed at call ${killAt}`).toBe(true);
    }
  });
});
