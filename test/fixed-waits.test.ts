/**
 * A wait for a fixed time is too short on a busy machine, and too long everywhere else: quick tests wait for a condition
 * (`expect.poll`, a promise that the double resolves), for a turn of the loop, or pass a clock. What waits all the same is
 * listed here with the reason why load cannot make it fail.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const STEPS = 'a step of a loop that waits for a condition, however long that takes';

/** By file: how many, and why load cannot make one fail. */
const WAITS: Readonly<Record<string, readonly [count: number, reason: string]>> = {
  'faults/sending.test.ts': [
    1,
    'gives attempts to send their time; what is asserted does not depend on how many there were',
  ],
  'functions/export/export-app.test.ts': [1, 'nothing may happen in this time, whether it is longer or not'],
  'journeys/journey-suite.ts': [1, STEPS],
  'local/schedules.test.ts': [2, 'a run that is longer than its interval; and nothing may happen after the end'],
  'managers/bucket-vfs/one-truth.test.ts': [
    7,
    'a backend that takes longer than an attempt may, which load makes no shorter',
  ],
  'managers/write-ahead-log/wal-worker.test.ts': [4, `${STEPS}; and attempts that take longer than they may`],
  'shared/client/folder-lock/folder-lock.test.ts': [1, STEPS],
  'support/await-server.ts': [1, STEPS],
  'support/ministack.ts': [1, 'the last resort to end it'],
};

/** Not `setTimeout(resolve, 0)`, which is a turn of the loop. */
const WAIT = /\b(?:setTimeout|sleep)\((?!\w+, 0\))/g;
const root = import.meta.dirname;

it('quick tests wait for a fixed time only where it is said why', () => {
  const found = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.long.test.ts') && name !== 'fixed-waits.test.ts')
    .map((name) => [name, readFileSync(join(root, name), 'utf8').match(WAIT)?.length ?? 0] as const)
    .filter(([, count]) => count > 0);
  const listed = Object.entries(WAITS).map(([name, [count]]) => [name, count]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(listed));
});
