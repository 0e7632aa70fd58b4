/** Plays a history in this process and compares results, events, disk and backend with the model after each step. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { computeCid } from '../../../managers/pin/content-id.js';
import { listObjects } from '../backend/list-objects.js';
import { openSlowBucket } from '../bucket-vfs/slow-backends.js';
import { findErrorCode } from '../find-error-code.js';
import { closeManagers, type Managers, openManagers, reopenManagers } from '../open-managers.js';
import { applyStep, askStep, BUCKETS, keyOf, type Model, makeHooks, type Step } from './history.js';

const ACTIONS: Readonly<Record<string, string>> = {
  write: 'write',
  delete: 'delete',
  rename: 'rename',
  copy: 'copy',
};

export async function readAll({ buckets }: Managers): Promise<Model> {
  const found: Model = new Map();
  for (const bucket of BUCKETS) {
    for (const { path } of await buckets.listFiles(bucket)) {
      found.set(keyOf(bucket, path), Buffer.from(await buckets.readFile(bucket, path)).toString());
    }
  }
  return found;
}

/** What mounts show. */
function readLocal(dir: string): Model {
  const found: Model = new Map();
  for (const bucket of BUCKETS) {
    const folder = join(dir, 'vfs', 'files', bucket);
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      found.set(keyOf(bucket, file.slice(folder.length)), readFileSync(file, 'utf8'));
    }
  }
  return found;
}

export const sorted = (model: Model) => Object.fromEntries([...model].sort(([a], [b]) => (a < b ? -1 : 1)));

export async function playHistory(steps: readonly Step[]): Promise<void> {
  const { audit, classes, content, dir, hooks, ...opened } = await openSlowBucket({ attemptTimeoutMs: 40 });
  let managers: Managers = opened;
  for (const bucket of BUCKETS) await managers.buckets.createBucket(bucket, { backend: 'archive' });
  const model: Model = new Map();
  for (const [at, step] of steps.entries()) {
    const label = `${at}: ${JSON.stringify(step)}`;
    hooks.current = makeHooks(step.fault, sleep);
    audit.clear();
    if (step.kind === 'recover') await managers.buckets.recover();
    else if (step.kind === 'reopen') managers = await reopenManagers(dir, audit, classes);
    else if (step.kind === 'foreign') {
      const foreign = openManagers(dir, audit, classes);
      expect(await findErrorCode(foreign.buckets.writeFile(step.bucket, step.path, 'foreign')), label).toBe(
        'folder_in_use',
      );
      await closeManagers(foreign);
    } else {
      const outcome = await askStep(managers.buckets, step).then(
        () => 'done',
        () => 'failed',
      );
      if (outcome === 'done') applyStep(model, step);
      const action = ACTIONS[step.kind];
      if (action !== undefined) {
        const [event, ...more] = audit.list({ event_type: 'vfs_operation', action });
        expect(more, label).toEqual([]);
        expect(event?.user_id, label).toBe(step.user);
        expect(event?.status === 'failure', label).toBe(outcome === 'failed');
      }
    }
    expect(audit.rejected, label).toEqual([]);
    expect(sorted(await readAll(managers)), label).toEqual(sorted(model));
    expect(sorted(readLocal(dir)), label).toEqual(sorted(model));
  }
  hooks.current = {};
  expect(await managers.buckets.recover()).toMatchObject({ failed: 0 });
  // Uploads that were given up may still arrive, and are swept then.
  const sweep = async () => {
    await managers.buckets.recover();
    return listObjects(content).length;
  };
  await expect.poll(sweep).toBeLessThanOrEqual(model.size);
  await expectSwept(managers, model, content, dir);
  await closeManagers(managers);
}

/** Nothing is left behind that nobody asks for any more. */
export async function expectSwept(managers: Managers, model: Model, content: string, dir: string): Promise<void> {
  const { backends, buckets, pins, wal } = managers;
  const cids = new Set([...model.values()].map((text) => computeCid(Buffer.from(text))));
  const pinned = await pins.listPins();
  expect(pinned.map(({ cid }) => cid)).toEqual([...cids].sort());
  for (const { cid } of pinned) expect((await pins.verifyPin(cid)).failed).toEqual([]);
  for (const bucket of BUCKETS) expect((await buckets.verifyBucket(bucket)).damaged).toEqual([]);
  const failed = (await wal.listOperations('failed')).flatMap(({ staged }) => staged ?? []);
  expect(readdirSync(join(dir, 'vfs', 'staged')).sort()).toEqual(failed.sort());
  expect(listObjects(content).length).toBeLessThanOrEqual(model.size);
  expect(listObjects(content).length).toBeGreaterThanOrEqual(cids.size);
  expect(await backends.listBackends()).toEqual(['archive']);
}
