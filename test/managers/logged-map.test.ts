import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DISK } from '../../managers/disk.js';
import { LoggedMap } from '../../managers/logged-map.js';
import { countRuns } from '../support/property-runs.js';
import { makeTemporaryFolder } from './backend/temporary-folder.js';

const asNumber = (value: unknown): number => {
  if (typeof value !== 'number') throw new SyntaxError('not a number');
  return value;
};

describe('a map in a log', () => {
  it('holds what a map would, also when it is read again or was shortened', async () => {
    const change = fc.record({
      key: fc.constantFrom('a', 'b', '__proto__', 'ü "\n'),
      value: fc.option(fc.integer(), { nil: undefined }),
      next: fc.constantFrom('nothing', 'open', 'shorten'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 20 }), async (changes) => {
        const path = join(await makeTemporaryFolder(), 'map');
        let map = new LoggedMap(path, asNumber);
        const model = new Map<string, number>();
        for (const { key, value, next } of changes) {
          await map.set(key, value);
          if (value === undefined) model.delete(key);
          else model.set(key, value);
          if (next === 'open') map = new LoggedMap(path, asNumber);
          if (next === 'shorten') await map.shorten();
          expect(new Map(map.entries())).toEqual(model);
        }
        expect(map.damage).toEqual([]);
      }),
      { numRuns: countRuns(100) },
    );
  });

  it('does not grow without end, and writes as much for a change whatever it holds', async () => {
    const path = join(await makeTemporaryFolder(), 'map');
    const map = new LoggedMap(path, asNumber);
    for (let number = 0; number < 2_200; number++) await map.set('one', number);
    expect(readFileSync(path, 'utf8').trimEnd().split('\n').length).toBeLessThan(300);
    for (let number = 0; number < 500; number++) await map.set(`key ${number}`, number);
    const before = statSync(path).size;
    await map.set('one', -1);
    expect(statSync(path).size - before).toBeLessThan(60);
    expect(new LoggedMap(path, asNumber).get('one')).toBe(-1);
  });

  it('is there with its first entries or not at all', async () => {
    const path = join(await makeTemporaryFolder(), 'map');
    const rename = async () => {
      throw new Error('stopped');
    };
    const map = new LoggedMap(path, asNumber, { ...DISK, rename });
    await expect(map.replace(new Map([['a', 1]]))).rejects.toThrow('stopped');
    expect(existsSync(path)).toBe(false);
    await new LoggedMap(path, asNumber).replace(new Map([['a', 1]]));
    expect([...new LoggedMap(path, asNumber).entries()]).toEqual([['a', 1]]);
  });

  it('names a line that is sound and says nothing it knows', async () => {
    const path = join(await makeTemporaryFolder(), 'map');
    await new LoggedMap<unknown>(path, (value) => value).set('a', 'text');
    const map = new LoggedMap(path, asNumber);
    expect(map.get('a')).toBeUndefined();
    expect(map.damage).toEqual([{ file: path, line: 1, code: 'bad_record' }]);
  });
});
