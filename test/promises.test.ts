import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** Name of the promise, and the file that tests it. */
const promises = [
  ...readFileSync(join(root, 'docs/promises.md'), 'utf8').matchAll(/^\| ([a-z -]+?) +\|.*\| `(test\/[^`]+)` +\|$/gm),
].map(([, name = '', file = '']) => ({ name, file }));

describe('docs/promises.md', () => {
  it('lists promises', () => {
    expect(promises.length).toBeGreaterThanOrEqual(8);
  });

  it.each(promises)('$name has a test whose title begins with it', ({ name, file }) => {
    const titles = [
      ...readFileSync(join(root, file), 'utf8').matchAll(/\b(?:it|describe)(?:\.each\(.*\))?\(\s*'([^']+)'/g),
    ];
    expect(titles.map(([, title = '']) => title).filter((title) => title.startsWith(name))).not.toEqual([]);
  });
});
