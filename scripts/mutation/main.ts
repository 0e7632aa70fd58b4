/**
 * `npm run test:mutation [-- <file>…]`: changes one thing in a file at a time and looks whether its tests notice. Prints
 * a score a file and every change that none noticed, then `N passed, N failed` over the files; fails below the floor, and
 * when `test/mutation-survivors.md` lists a change that is noticed or no longer there. One file at a time, one test
 * process: it may run beside other work.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MUTATED_FILES } from './mutated-files.js';
import { isGood, type MutationReport, scoreFiles, tellScore } from './score.js';
import { parseSurvivors } from './survivors.js';

const root = resolve(import.meta.dirname, '../..');
const REPORT = join(root, '.cache/mutation/report.json');

/** @throws Error when Stryker made no report: its own tests failed, or it could not start. */
function mutate(file: string, tests: readonly string[]): MutationReport {
  rmSync(REPORT, { force: true });
  const stryker = join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  const { stdout, stderr, error } = spawnSync(process.execPath, [stryker, 'run', '--mutate', file], {
    cwd: root,
    env: { ...process.env, MUTATION_TESTS: tests.join(',') },
    encoding: 'utf8',
    maxBuffer: 64 * 1_024 * 1_024,
  });
  try {
    return JSON.parse(readFileSync(REPORT, 'utf8'));
  } catch {
    throw new Error(`no report of ${file}: ${error?.message ?? ''}\n${stdout}\n${stderr}`);
  }
}

const survivors = parseSurvivors(readFileSync(join(root, 'test/mutation-survivors.md'), 'utf8'));
const asked = process.argv.slice(2).filter((argument) => argument !== '--mutate');
let passed = 0;
let failed = 0;
for (const file of asked.length === 0 ? Object.keys(MUTATED_FILES) : asked) {
  try {
    const tests = MUTATED_FILES[file];
    if (tests === undefined) throw new Error(`${file}: expected a file of scripts/mutation/mutated-files.ts`);
    for (const score of scoreFiles(mutate(file, tests), survivors)) {
      console.log(tellScore(score));
      if (isGood(score)) passed += 1;
      else failed += 1;
    }
  } catch (error) {
    failed += 1;
    console.log(error instanceof Error ? error.message : String(error));
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
