import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listFiles } from '../../../local/demo/list-files.js';

const limits = { maxFiles: 100, maxFileBytes: 10, maxEntries: 1_000 };

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'list-files-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

function write(...paths: string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), 'text');
  }
}

const list = (overrides = {}, skip: string[] = []) =>
  listFiles(dir, skip, { ...limits, ...overrides }).map(({ path }) => path);

describe('listFiles', () => {
  it('goes through folders from above, in the order of names', () => {
    write('b/two', 'b/a/deep', 'a/one', 'z');
    expect(list()).toEqual(['z', 'a/one', 'b/two', 'b/a/deep']);
  });

  it('leaves out what is hidden, installed, built, linked, large or to be skipped', () => {
    write('kept', '.hidden', '.git/config', 'node_modules/x/index.js', 'dist/out.js', 'data/events');
    writeFileSync(join(dir, 'large'), 'x'.repeat(11));
    symlinkSync('/etc', join(dir, 'link'));
    expect(list({}, [join(dir, 'data')])).toEqual(['kept']);
  });

  it('is bounded in files and in entries', () => {
    write('a', 'b', 'c');
    expect(list({ maxFiles: 2 })).toEqual(['a', 'b']);
    expect(list({ maxEntries: 1 })).toEqual(['a']);
  });

  it('finds nothing in a folder that is not there', () => {
    expect(listFiles(join(dir, 'missing'), [], limits)).toEqual([]);
  });
});
