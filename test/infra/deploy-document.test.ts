import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDeploymentOptions } from '../../infra/deployment-options.js';
import { WRITE_UNITS_PER_EVENT } from '../../infra/ingest-limits.js';
import { STAGE_NAMES, STAGES, type StageSettings } from '../../infra/stages.js';
import { INDEXES } from '../../shared/store/table.js';
import { resourcesOf, templateOf } from './synthesise.js';

/** Without the blanks that the formatter aligns tables with. */
const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'deploy.md'), 'utf8').replaceAll(/ {2,}/g, ' ');

/** The cells of a table's row, by what its first cell says. */
function cellsOf(first: string): string[] {
  const row = text.split('\n').find((line) => line.startsWith(`| ${first} |`));
  if (row === undefined) throw new Error(`no row "${first}"`);
  return row
    .split('|')
    .slice(2, -1)
    .map((cell) => cell.trim());
}

describe('docs/deploy.md', () => {
  it.each([
    ['logs kept, days', 'logRetentionDays'],
    ['invocations of the ingest at once', 'maxConcurrency'],
    ['write units a second at most', 'maxWriteUnitsPerSecond'],
    ['requests to the API a second', 'requestsPerSecond'],
  ] satisfies [string, keyof StageSettings][])('says of every stage: %s', (row, setting) => {
    const numbers = cellsOf(row).map((cell) => Number(cell.replace(',', '')));
    expect(numbers).toEqual(STAGE_NAMES.map((stage) => STAGES[stage][setting]));
  });

  it.each([
    ['table protected against deletion', 'deletionProtection'],
    ['table can be restored to any second of 35 days', 'pointInTimeRecovery'],
  ] satisfies [string, keyof StageSettings][])('says of every stage: %s', (row, setting) => {
    expect(cellsOf(row)).toEqual(STAGE_NAMES.map((stage) => (STAGES[stage][setting] ? 'yes' : 'no')));
  });

  it('explains the options that there are', () => {
    const asked: string[] = [];
    readDeploymentOptions({ tryGetContext: (name: string) => void asked.push(name) });
    const explained = new Set([...text.matchAll(/-c (\w+)=/g)].map(([, name]) => name));
    // The folder of the bundles is for tests, and for those who bundle by themselves.
    expect([...explained].sort()).toEqual([...new Set(asked)].filter((name) => name !== 'bundles').sort());
  });

  it('names every output, and says how much there is of what', () => {
    const template = templateOf('trial');
    for (const output of Object.keys(template.findOutputs('*'))) expect(text).toContain(`\`${output}\``);
    const count = (type: string) => Object.keys(resourcesOf(template, type)).length;
    expect(cellsOf('alarms and a dashboard')[0]).toBe(`${count('AWS::CloudWatch::Alarm')} and 1`);
    expect(cellsOf('Lambda functions')[0]).toBe(String(count('AWS::Lambda::Function')));
    expect(cellsOf('managed policies')[0]).toBe(String(count('AWS::IAM::ManagedPolicy')));
    for (const { name } of INDEXES) expect(text).toContain(`its row in \`${name}\``);
  });

  it('adds its write units up, to no more than the limits of the ingest assume', () => {
    const units = text.slice(text.indexOf('| the item |')).split('\n').slice(0, 5);
    const sum = units.reduce((total, row) => total + Number(row.split('|')[2]), 0);
    expect(sum).toBeCloseTo(Number(cellsOf('**together**')[0]?.replaceAll('*', '')));
    expect(sum).toBeLessThanOrEqual(WRITE_UNITS_PER_EVENT);
  });
});
