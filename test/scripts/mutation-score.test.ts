import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MUTATED_FILES } from '../../scripts/mutation/mutated-files.js';
import { isGood, type Mutant, scoreFiles, tellScore } from '../../scripts/mutation/score.js';
import { parseSurvivors } from '../../scripts/mutation/survivors.js';

const root = resolve(import.meta.dirname, '../..');
const SOURCE = 'const a = 1;\nif (a > 0 &&\n    a < 9) run(a);\n';

const mutant = (status: string, line: number, from: number, to: number, replacement: string): Mutant => ({
  status,
  replacement,
  location: { start: { line, column: from }, end: { line, column: to } },
});
const report = (...mutants: Mutant[]) => ({ files: { 'a.ts': { source: SOURCE, mutants } } });
const killed = (count: number) => Array.from({ length: count }, () => mutant('Killed', 1, 1, 2, ''));

const SURVIVOR = mutant('Survived', 1, 11, 12, '2');
const LISTED = { file: 'a.ts', from: 'const a = 1;', to: 'const a = 2;' };

describe('the score of a file', () => {
  it('is the share of changes that were noticed, by failing or by running for ever', () => {
    const mutants = [...killed(15), mutant('Timeout', 1, 1, 2, ''), SURVIVOR, mutant('NoCoverage', 3, 12, 18, '')];
    const [score] = scoreFiles(report(...mutants, mutant('CompileError', 1, 1, 2, '')), []);
    expect(score).toMatchObject({ file: 'a.ts', noticed: 16, survived: 2, listed: 0, gone: [] });
    expect(score?.score).toBeCloseTo(88.9, 1);
    expect(score?.open).toEqual([LISTED, { file: 'a.ts', from: 'a < 9) run(a);', to: 'a < 9) ;' }]);
  });

  it('leaves survivors aside that are listed', () => {
    const [score] = scoreFiles(report(...killed(3), SURVIVOR, mutant('Survived', 1, 11, 12, '3')), [LISTED]);
    expect(score).toMatchObject({ score: 75, listed: 1, gone: [] });
  });

  it('is no good below the floor', () => {
    const judge = (noticed: number, survived: number) =>
      scoreFiles(report(...killed(noticed), ...new Array(survived).fill(SURVIVOR)), []).map(isGood);
    expect([judge(17, 3), judge(84, 16), judge(0, 0)]).toEqual([[true], [false], [true]]);
  });

  it.each([
    ['is noticed by now', mutant('Killed', 1, 11, 12, '2')],
    ['is no change of the file any more', mutant('Killed', 1, 1, 2, '')],
  ])('is no good while a listed survivor %s', (_, other) => {
    const scores = scoreFiles(report(...killed(99), other), [LISTED, { ...LISTED, file: 'b.ts' }]);
    expect(scores.map(isGood)).toEqual([false]);
    expect(scores[0]?.gone).toEqual([LISTED]);
    expect(scores.map(tellScore).join()).toContain('no survivor any more:\n  - const a = 1;\n  + const a = 2;');
  });

  it('knows a change over several lines by its text', () => {
    const change = {
      status: 'Survived',
      replacement: 'true',
      location: { start: { line: 2, column: 5 }, end: { line: 3, column: 10 } },
    };
    const [score] = scoreFiles(report(change), []);
    expect(score?.open).toMatchObject([{ from: 'if (a > 0 && a < 9) run(a);', to: 'if (true) run(a);' }]);
  });
});

describe('the list of survivors', () => {
  const block = (...lines: string[]) => ['```diff', ...lines, '```'].join('\n');

  it('has a file, a reason and pairs of lines', () => {
    const text = `# Title\n\n## a.ts\n\nFor this reason.\n\n${block('- a', '+   b', '- c', '+ d')}\n`;
    expect(parseSurvivors(text)).toEqual([
      { file: 'a.ts', from: 'a', to: 'b' },
      { file: 'a.ts', from: 'c', to: 'd' },
    ]);
  });

  it.each([
    ['a block without a file', `Reason.\n${block('- a', '+ b')}`],
    ['a block without a reason', `Reason.\n## a.ts\n${block('- a', '+ b')}`],
    ['a second block without one', `## a.ts\nReason.\n${block('- a', '+ b')}\n${block('- c', '+ d')}`],
    ['half a pair', `## a.ts\nReason.\n${block('- a')}`],
    ['a pair the wrong way round', `## a.ts\nReason.\n${block('+ a', '- b')}`],
  ])('is refused with %s', (_, text) => {
    expect(() => parseSurvivors(text)).toThrow(/mutation-survivors\.md:\d+: expected/);
  });

  it('is of files that are changed, which are there with their tests', () => {
    const listed = parseSurvivors(readFileSync(resolve(root, 'test/mutation-survivors.md'), 'utf8'));
    expect(listed.length).toBeGreaterThan(10);
    for (const { file } of listed) expect(Object.keys(MUTATED_FILES)).toContain(file);
    for (const path of Object.entries(MUTATED_FILES).flat(2)) expect(existsSync(resolve(root, path)), path).toBe(true);
  });
});
