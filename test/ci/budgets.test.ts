import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = resolve(import.meta.dirname, '../../.ci');
const MOST_SECONDS = 28 * 60;

const rows = readFileSync(resolve(folder, 'budgets'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(' '));
const groups = new Map(rows.filter(([name]) => name === 'group').map(([, group, seconds]) => [group, Number(seconds)]));
const parts = rows
  .filter(([name]) => name !== 'group')
  .map(([name, seconds, group]) => ({ name, group, seconds: Number(seconds) }));
const add = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);

describe('the budgets of .ci/run', () => {
  it('are one row for each part: `<part> <seconds> <group>` in .ci/budgets', () => {
    expect(parts.map(({ name }) => name)).toEqual(readdirSync(resolve(folder, 'parts')).sort());
    expect(parts.filter(({ seconds, group }) => !(seconds > 0) || !groups.has(group))).toEqual([]);
  });

  it(`are at most ${MOST_SECONDS} seconds together`, () => {
    expect(add([...groups.values()])).toBeLessThanOrEqual(MOST_SECONDS);
  });

  it.each([...groups])('keep to the share of the group %s', (group, share) => {
    expect(add(parts.filter((part) => part.group === group).map(({ seconds }) => seconds))).toBeLessThanOrEqual(share);
  });
});
