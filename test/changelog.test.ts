import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };

const text = readFileSync(join(resolve(import.meta.dirname, '..'), 'CHANGELOG.md'), 'utf8');
const [first, ...released] = [...text.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);

it('the changelog begins with what is not released', () => {
  expect(first).toBe('Unreleased');
});

it('every other heading is a version and its date, and the newest is that of the package', () => {
  for (const heading of released) expect(heading).toMatch(/^\d+\.\d+\.\d+ \(\d{4}-\d\d-\d\d\)$/);
  // Before the first release there is none.
  expect(released[0]?.split(' ')[0] ?? manifest.version).toBe(manifest.version);
});
