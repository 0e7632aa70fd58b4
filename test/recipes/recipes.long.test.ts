/**
 * The recipes of CONTRIBUTING.md, tried in a copy of the sources: one row is added, and the compiler, or a test where the
 * compiler cannot know, has to name every other place that is to change.
 */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RECIPES, type Recipe } from './recipes.js';

const root = resolve(import.meta.dirname, '../..');
/** What is made, or somebody's own. */
const LEFT_OUT = new Set([
  'node_modules',
  'dist',
  'cdk.out',
  'coverage',
  '.git',
  '.cache',
  '.trailkeeper',
  '.stryker-tmp',
]);

let copy: string;
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'recipes-'));
  for (const name of readdirSync(root)) {
    if (LEFT_OUT.has(name)) continue;
    cpSync(join(root, name), join(copy, name), { recursive: true, filter: (path) => !LEFT_OUT.has(basename(path)) });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** What the program prints, whether it succeeds or not. */
async function run(args: readonly string[]): Promise<string> {
  const said: unknown = await promisify(execFile)(process.execPath, [...args], { cwd: copy, maxBuffer: 2 ** 26 }).catch(
    (error: unknown) => error,
  );
  return typeof said === 'object' && said !== null && 'stdout' in said ? String(said.stdout) : '';
}

/** The files that the compiler complains about, sorted. */
async function compile(): Promise<string[]> {
  const info = join(copy, 'build.tsbuildinfo');
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const output = await run([compiler, '--noEmit', '--incremental', '--tsBuildInfoFile', info]);
  return [...new Set([...output.matchAll(/^([\w/.-]+)\(\d+,\d+\): error/gm)].map(([, file = '']) => file))].sort();
}

interface Report {
  readonly numTotalTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** The titles of the tests that fail, and the files that cannot be loaded, sorted. */
async function findFailing(tests: readonly string[]): Promise<string[]> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const report = join(copy, 'report.json');
  rmSync(report, { force: true });
  await run([vitest, 'run', '--maxWorkers=1', '--reporter=json', `--outputFile=${report}`, ...tests]);
  const { testResults }: Report = JSON.parse(readFileSync(report, 'utf8'));
  expect(testResults).toHaveLength(tests.length);
  return testResults
    .flatMap(({ name, status, assertionResults }) =>
      status === 'failed' && assertionResults.length === 0
        ? [relative(copy, name)]
        : assertionResults.filter((each) => each.status === 'failed').map(({ fullName }) => fullName),
    )
    .sort();
}

/** Adds the row, looks, and takes it away again. */
async function during<Result>({ file, before, row }: Recipe, look: () => Promise<Result>): Promise<Result> {
  const path = join(copy, file);
  if (before === undefined) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, row);
    return look().finally(() => rmSync(dirname(path), { recursive: true }));
  }
  const text = readFileSync(path, 'utf8');
  expect(text.split(before)).toHaveLength(2);
  const changed = text.replace(before, () => row + before);
  writeFileSync(path, changed);
  return look().finally(() => writeFileSync(path, text));
}

describe('a change of one row', () => {
  it('begins from sources that compile', { timeout: 180_000 }, async () => {
    expect(await compile()).toEqual([]);
  });

  it.each(RECIPES)('$name: every other place is named', { timeout: 180_000 }, async (recipe) => {
    const { named = [], tests = [], failing = [] } = recipe;
    const found = await during(recipe, async () => ({
      named: named.length === 0 ? [] : await compile(),
      failing: tests.length === 0 ? [] : await findFailing(tests),
    }));
    // More places may be named; fewer is what a change of the sources must not bring about.
    expect(found.named).toEqual(expect.arrayContaining([...named]));
    expect(named.length + failing.length).toBeGreaterThan(0);
    expect(found.failing).toEqual(expect.arrayContaining([...failing]));
  });
});
