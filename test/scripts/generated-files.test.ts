import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GENERATED_FILES } from '../../scripts/generated-files.js';
import { findUnnumberedChanges } from '../../scripts/versions/digest-record.js';
import recorded from '../../scripts/versions/recorded.json' with { type: 'json' };
import { VERSION_ROWS } from '../../scripts/versions/version-rows.js';

describe('generated files are up to date (`npm run generate` writes them)', () => {
  it.each(Object.entries(GENERATED_FILES))('%s', (path, build) => {
    expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')).toBe(build());
  });
});

describe('what a version number stands for', () => {
  it('changes together with the number', () => {
    expect(findUnnumberedChanges(VERSION_ROWS, recorded)).toEqual([]);
  });
});
