/** Many histories, and many that end by the death of their process. `FC_RUNS=5` plays a thousand. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MemoryAuditLogger } from '../../../shared/client/record/memory-audit-logger.js';
import { makeTemporaryFolder } from '../backend/temporary-folder.js';
import { bundleChild } from '../bundle-child.js';
import { closeManagers, openManagers } from '../open-managers.js';
import { expectSwept, playHistory, readAll, sorted } from './histories.js';
import { applyStep, BUCKETS, history, type Model, type Step } from './history.js';

const factor = Number(process.env.FC_RUNS ?? 1);
const MINUTES = 60_000;

it('200 histories in one process', { timeout: 10 * MINUTES * factor }, async () => {
  expect.hasAssertions();
  await fc.assert(fc.asyncProperty(history, playHistory), { numRuns: 200 * factor });
});

/** Resolves with what the process said until it was killed. */
async function playUntilKilled(program: string, dir: string, file: string, afterMs: number): Promise<string[]> {
  const child = spawn(process.execPath, [program, dir, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: string[] = [];
  const lines = createInterface({ input: child.stdout });
  const ready = once(lines, 'line');
  lines.on('line', (line) => said.push(line));
  await ready;
  await sleep(afterMs);
  const closed = once(lines, 'close');
  child.kill('SIGKILL');
  await closed;
  return said;
}

/** The files after every step that ended, and what they may be besides when a step was under way. */
function listAllowed(steps: readonly Step[], said: readonly string[]): { before: Model; after: Model; open?: Step } {
  const before: Model = new Map();
  let open: Step | undefined;
  for (const line of said) {
    const [word = '', at = ''] = line.split(' ');
    const step = steps[Number(at)];
    if (step === undefined || at === '') continue;
    if (word === 'begin') open = step;
    else open = undefined;
    if (word === 'done') applyStep(before, step);
  }
  const after: Model = new Map(before);
  if (open !== undefined) applyStep(after, open);
  return open === undefined ? { before, after } : { before, after, open };
}

it('100 histories whose process is killed', { timeout: 10 * MINUTES * factor }, async () => {
  const program = await bundleChild(join(import.meta.dirname, 'history-child.ts'), await makeTemporaryFolder());
  const killed = fc.tuple(history, fc.integer({ min: 0, max: 350 }));
  await fc.assert(
    fc.asyncProperty(killed, async ([all, afterMs]) => {
      const steps = all.filter(({ kind }) => kind !== 'reopen' && kind !== 'foreign');
      const dir = await makeTemporaryFolder();
      const file = join(dir, 'steps.json');
      writeFileSync(file, JSON.stringify(steps));
      const said = await playUntilKilled(program, dir, file, afterMs);
      const { before, after, open } = listAllowed(steps, said);
      const label = `${JSON.stringify(open)} after ${said.length} lines`;

      const audit = new MemoryAuditLogger();
      const managers = openManagers(dir, audit);
      await managers.buckets.recover();
      // The step that was under way ended as its own event says, in the name of who asked for it.
      const finished = audit.list({ event_type: 'vfs_operation' });
      expect(finished.length, label).toBeLessThanOrEqual(1);
      for (const { user_id } of finished) expect(user_id, label).toBe(open?.user);
      for (const bucket of BUCKETS) {
        if ((await managers.buckets.listBuckets()).some((entry) => entry.bucket === bucket)) continue;
        expect(open?.kind, label).toBe('empty');
        await managers.buckets.createBucket(bucket, { backend: 'archive' });
      }
      const found = sorted(await readAll(managers));
      if (open?.kind === 'empty') {
        // File by file: each is there or gone.
        for (const [key, content] of Object.entries(found)) expect(before.get(key), label).toBe(content);
        for (const key of after.keys()) expect(found[key], label).toBe(after.get(key));
      } else {
        expect([sorted(before), sorted(after)], label).toContainEqual(found);
        if (finished[0]?.status === 'success') expect(found, label).toEqual(sorted(after));
      }
      await expectSwept(managers, new Map(Object.entries(found)), join(dir, 'content'), dir);
      expect(await managers.buckets.recover(), label).toEqual({ completed: 0, failed: 0, pinned: 0 });
      await closeManagers(managers);
    }),
    { numRuns: 100 * factor },
  );
});
