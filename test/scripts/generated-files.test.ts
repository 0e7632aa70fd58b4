import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GENERATED_FILES } from '../../scripts/generated-files.js';

describe('generated files are up to date (`npm run generate` writes them)', () => {
  it.each(Object.entries(GENERATED_FILES))('%s', (path, build) => {
    expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')).toBe(build());
  });
});
