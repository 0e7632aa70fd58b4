/**
 * `npm run test:busy -- <paths>`: runs quick tests with a fifth of the time, as on a machine that is busy with other work:
 * all their processes are stopped for 120 ms and go on for 30, over and over. What fails here and not in `npm test` hangs
 * on the clock. Needs signals, so not on Windows.
 */
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

const STOPPED_MS = 120;
const RUNNING_MS = 30;

const root = resolve(import.meta.dirname, '..');
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const child = spawn(process.execPath, [vitest, 'run', '--maxWorkers=1', ...process.argv.slice(2)], {
  cwd: root,
  stdio: ['ignore', 'inherit', 'inherit'],
  // A group of its own, so that its workers are stopped with it.
  detached: true,
});

/** To the whole group; false when nothing of it is left. */
function signal(name: NodeJS.Signals): boolean {
  try {
    return child.pid !== undefined && process.kill(-child.pid, name);
  } catch {
    return false;
  }
}

let timer: NodeJS.Timeout | undefined;
const stop = () => {
  if (signal('SIGSTOP')) timer = setTimeout(go, STOPPED_MS);
};
const go = () => {
  if (signal('SIGCONT')) timer = setTimeout(stop, RUNNING_MS);
};
go();

for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => {
    clearTimeout(timer);
    signal('SIGCONT');
    signal('SIGTERM');
  });
}
child.once('exit', (code) => {
  clearTimeout(timer);
  process.exitCode = code ?? 1;
});
