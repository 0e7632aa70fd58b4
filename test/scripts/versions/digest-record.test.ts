import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completeRecord, type DigestRecord, findUnnumberedChanges } from '../../../scripts/versions/digest-record.js';
import recorded from '../../../scripts/versions/recorded.json' with { type: 'json' };
import type { VersionRow } from '../../../scripts/versions/version-row.js';
import { VERSION_ROWS } from '../../../scripts/versions/version-rows.js';
import { countRuns } from '../../support/property-runs.js';

const held = VERSION_ROWS.filter(({ digest }) => digest !== undefined);
/** As if all numbers had been given now. */
const record: DigestRecord = completeRecord(VERSION_ROWS, {});
const anyHeld = fc.constantFrom(...held);
const change = (row: VersionRow, fields: Partial<VersionRow>) =>
  VERSION_ROWS.map((each) => (each === row ? { ...each, ...fields } : each));

describe('what a number stands for', () => {
  it('is recorded under a name of its own, and nothing is recorded that is gone', () => {
    expect(Object.keys(recorded)).toEqual(held.map(({ name }) => name));
    expect(new Set(VERSION_ROWS.map(({ name }) => name)).size).toBe(VERSION_ROWS.length);
  });

  it('is found when it changes alone, with the number to raise', () => {
    fc.assert(
      fc.property(anyHeld, (row) => {
        const [said, ...more] = findUnnumberedChanges(change(row, { digest: 'another' }), record);
        expect(more).toEqual([]);
        expect(said).toContain(row.name);
        expect(said).toContain(row.place);
        expect(said?.includes('revision')).toBe(row.revision !== undefined);
      }),
      { numRuns: countRuns(50) },
    );
  });

  it('is recorded under a new number, and the old one keeps what it had', () => {
    fc.assert(
      fc.property(anyHeld, (row) => {
        const raised = row.revision === undefined ? { version: '99' } : { revision: 99 };
        const rows = change(row, { ...raised, digest: 'another' });
        expect(findUnnumberedChanges(rows, record)).toEqual([expect.stringContaining('npm run generate')]);
        const completed = completeRecord(rows, record);
        expect(findUnnumberedChanges(rows, completed)).toEqual([]);
        expect(findUnnumberedChanges(VERSION_ROWS, completed)).toEqual([]);
      }),
      { numRuns: countRuns(50) },
    );
  });

  it('is never recorded anew under the number that it has', () => {
    for (const row of held) expect(completeRecord(change(row, { digest: 'another' }), record)).toEqual(record);
  });
});
