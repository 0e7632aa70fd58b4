import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const script = resolve(import.meta.dirname, '../../.ci/count-tests.mjs');
const folder = mkdtempSync(join(tmpdir(), 'count-tests-'));
afterAll(() => rmSync(folder, { recursive: true }));

function count(report: unknown, exitStatus: number) {
  const path = join(folder, 'report.json');
  writeFileSync(path, typeof report === 'string' ? report : JSON.stringify(report));
  const { status, stdout } = spawnSync(process.execPath, [script, path, String(exitStatus)], { encoding: 'utf8' });
  return { status, last: stdout.trimEnd().split('\n').at(-1) };
}

const file = (status: string, ...tests: string[]) => ({
  name: 'a.test.ts',
  status,
  assertionResults: tests.map((each) => ({ status: each, fullName: each })),
});
const report = (...testResults: object[]) => ({ testResults });

describe('count-tests', () => {
  it.each([
    ['what passed', report(file('passed', 'passed', 'passed'), file('passed', 'passed')), 0, 0, '3 passed, 0 failed'],
    ['what failed', report(file('failed', 'passed', 'failed')), 1, 1, '1 passed, 1 failed'],
    ['a skipped test as failed', report(file('passed', 'passed', 'skipped', 'todo')), 0, 1, '1 passed, 2 failed'],
    ['a file that could not be loaded', report(file('failed'), file('passed', 'passed')), 1, 1, '1 passed, 1 failed'],
    ['an error outside of every test', report(file('passed', 'passed')), 1, 1, '1 passed, 1 failed'],
    ['a missing report', 'no json', 1, 1, '0 passed, 1 failed'],
    ['a run without tests as no success', report(), 0, 1, '0 passed, 0 failed'],
  ])('counts %s', (_, given, exitStatus, status, last) => {
    expect(count(given, exitStatus)).toEqual({ status, last });
  });
});
