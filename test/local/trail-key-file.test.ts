import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadLocalTrailKey } from '../../local/trail-key-file.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trail-key-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('loadLocalTrailKey', () => {
  it('makes a key of 32 bytes that only its owner can read', () => {
    expect(loadLocalTrailKey(folder)).toHaveLength(32);
    expect(readdirSync(folder)).toEqual(['trail.key']);
    expect(statSync(join(folder, 'trail.key')).mode & 0o777).toBe(0o600);
  });

  it('gives the same key again, and another folder another one', () => {
    const key = loadLocalTrailKey(folder);
    expect(loadLocalTrailKey(folder)).toEqual(key);
    rmSync(join(folder, 'trail.key'));
    expect(loadLocalTrailKey(folder)).not.toEqual(key);
  });

  it('does not replace a damaged key', () => {
    writeFileSync(join(folder, 'trail.key'), 'half');
    expect(() => loadLocalTrailKey(folder)).toThrow('is damaged: expected 32 bytes, got 4');
    expect(() => loadLocalTrailKey(folder)).toThrow('is damaged');
  });
});
