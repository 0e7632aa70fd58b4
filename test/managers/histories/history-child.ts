/** Plays a history in a process that may be killed at any moment, and says before and after each step what it knows. */
import { readFileSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { hookBackends, type StoreHooks } from '../bucket-vfs/slow-backends-class.js';
import { CLASSES, localConfig, openManagers } from '../open-managers.js';
import { askStep, BUCKETS, makeHooks, type Step } from './history.js';

const [, , dir = '', file = ''] = process.argv;
const steps: Step[] = JSON.parse(readFileSync(file, 'utf8'));
const say = (text: string) => writeSync(1, `${text}\n`);

const hooks: { current: StoreHooks } = { current: {} };
const classes = { ...CLASSES, BackendManager: hookBackends(hooks) };
const { backends, buckets } = openManagers(dir, { logEvent() {} }, classes);
await backends.createBackend('archive', localConfig(dir));
for (const bucket of BUCKETS) await buckets.createBucket(bucket, { backend: 'archive' });
say('ready');
for (const [at, step] of steps.entries()) {
  hooks.current = makeHooks(step.fault === 'slow' ? 'none' : step.fault, sleep);
  say(`begin ${at}`);
  const outcome = await (step.kind === 'recover' ? buckets.recover() : askStep(buckets, step)).then(
    () => 'done',
    () => 'failed',
  );
  say(`${outcome} ${at}`);
}
say('over');
setInterval(() => {}, 60_000);
