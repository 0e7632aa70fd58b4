import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { computeCid } from '../../../managers/pin/content-id.js';
import { MemoryAuditLogger } from '../../../shared/client/record/memory-audit-logger.js';
import { makeTemporaryFolder } from '../backend/temporary-folder.js';
import { bundleChild } from '../bundle-child.js';
import { openManagers } from '../open-managers.js';

/** Runs the child, restarts, and checks that everything agrees; resolves with what the file holds then. */
async function killAndRecover(program: string, dir: string, killAt: string) {
  const child = spawnSync(process.execPath, [program, dir, killAt], { encoding: 'utf8', timeout: 30_000 });
  const wasKilled = child.signal === 'SIGKILL';
  if (!wasKilled) expect(child.status, child.stderr).toBe(0);
  const audit = new MemoryAuditLogger();
  const { buckets, wal, pins, journal } = openManagers(dir, audit);
  const recovered = await buckets.recover();
  expect(recovered.failed).toBe(0);

  const content = Buffer.from(await buckets.readFile('bucket-1', '/docs/a.txt'));
  expect(readFileSync(join(dir, 'vfs', 'files', 'bucket-1', 'docs', 'a.txt'))).toEqual(content);
  expect(readdirSync(join(dir, 'vfs', 'files', 'bucket-1', 'docs'))).toEqual(['a.txt']);
  expect(readdirSync(join(dir, 'vfs', 'staged'))).toEqual([]);
  expect((await wal.listOperations()).every(({ state }) => state === 'completed')).toBe(true);
  expect((await pins.verifyPin(computeCid(content))).failed).toEqual([]);
  expect(await journal.needsRecovery()).toBe(false);
  expect(await buckets.recover()).toEqual({ completed: 0, failed: 0, pinned: 0 });
  return { wasKilled, audit, content: content.toString(), events: child.stdout.trimEnd().split('\n') };
}

describe('a write whose process is killed', () => {
  it('after any of its steps is finished by the next process once the log has it, in the name of who asked', async () => {
    const home = await makeTemporaryFolder();
    const program = await bundleChild(join(import.meta.dirname, 'killed-write.ts'), home);
    const MAX_EVENTS = 30;
    let isOver = false;
    for (let killAt = 1; !isOver; killAt++) {
      expect(killAt).toBeLessThan(MAX_EVENTS);
      const run = await killAndRecover(program, join(home, String(killAt)), String(killAt));
      isOver = !run.wasKilled;
      expect(run.events[0]).toBe('wal_operation add');
      expect(run.content, `killed at event ${killAt}`).toBe('two');
      const finished = run.audit.list({ event_type: 'wal_operation' }).filter(({ action }) => action !== 'recover');
      for (const event of finished) expect(event).toMatchObject({ user_id: 'alice', correlation_id: 'request-2' });
      if (!run.events.includes('wal_operation complete')) {
        expect(finished.at(-1)).toMatchObject({ action: 'complete', status: 'success' });
        // The request has its own event, caused by the adding to the log.
        const write = run.audit.get({ event_type: 'vfs_operation', action: 'write' });
        expect(write).toMatchObject({
          status: 'success',
          user_id: 'alice',
          correlation_id: 'request-2',
          resource_id: 'bucket-1:/docs/a.txt',
          details: { path: '/docs/a.txt', size: 3 },
        });
        expect(write.caused_by).toBe(finished.at(-1)?.caused_by);
      }
    }
  });

  it.each(['before storing', 'after storing'])('%s its content is finished by the next process', async (killAt) => {
    const home = await makeTemporaryFolder();
    const program = await bundleChild(join(import.meta.dirname, 'killed-write.ts'), home);
    const run = await killAndRecover(program, join(home, 'run'), killAt);
    expect(run).toMatchObject({ wasKilled: true, content: 'two' });
  });
});
