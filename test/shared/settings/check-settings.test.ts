import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AuditLogger } from '../../../shared/client/record/audit-logger.js';
import { loadAuditConfig } from '../../../shared/config/load-audit-config.js';
import { AuditConfigError } from '../../../shared/settings/audit-config-error.js';
import { checkSettings } from '../../../shared/settings/check-settings.js';
import type { SettingKind } from '../../../shared/settings/setting-row.js';
import { SETTING_ROWS } from '../../../shared/settings/settings.js';

const place = (key: string, value: unknown): object => {
  const [group, name] = key.split('.');
  return name === undefined ? { [key]: value } : { [String(group)]: { [name]: value } };
};

/** For each kind what is taken, and what must never be. */
const GOOD: Readonly<Record<SettingKind, (choices: readonly string[]) => fc.Arbitrary<unknown>>> = {
  flag: () => fc.boolean(),
  text: () => fc.string({ minLength: 1 }),
  choice: (choices) => fc.constantFrom(...choices),
  count: () => fc.integer({ min: 1, max: 10_000 }),
  amount: () => fc.double({ min: 0.001, max: 3_600, noNaN: true }),
  types: () => fc.array(fc.constantFrom('vfs_operation', 'billing')),
  rates: () => fc.dictionary(fc.constantFrom('vfs_operation', 'billing'), fc.double({ min: 0, max: 1, noNaN: true })),
};
const BAD: Readonly<Record<SettingKind, readonly unknown[]>> = {
  flag: ['false', 0, null],
  text: ['', 5, null, ['a']],
  choice: ['quick', 'Queue', '', null, 1, ['queue']],
  count: [0, 1.5, -1, Number.NaN, '5', null, 1e12, Number.POSITIVE_INFINITY],
  amount: [0, -1, Number.NaN, '5', null, 1e12, Number.POSITIVE_INFINITY],
  types: ['vfs_operation', ['a,b'], [''], [1], null, {}],
  rates: [-1, { a: -1 }, { a: 2 }, { a: Number.NaN }, { a: '1' }, { 'a,b': 1 }, null, []],
};

describe('settings', () => {
  it.each(SETTING_ROWS)('%s takes what is of its kind', (key, { kind, choices = [] }) => {
    fc.assert(
      fc.property(GOOD[kind](choices), (value) => {
        expect(checkSettings(place(key, value))).toEqual([]);
      }),
    );
    expect(checkSettings(place(key, undefined))).toEqual([]);
  });

  it.each(SETTING_ROWS)('%s refuses what is not, and names itself, in the constructor as well', (key, { kind }) => {
    for (const value of BAD[kind]) {
      const problems = checkSettings(place(key, value));
      expect([value, problems.length]).toEqual([value, 1]);
      expect(problems[0]?.path.startsWith(key)).toBe(true);
      expect(() => new AuditLogger(place(key, value))).toThrow(AuditConfigError);
      expect(() => new AuditLogger(place(key, value))).toThrow(key);
    }
  });

  const unknown: readonly object[] = [
    { bach_size: 5 },
    { storage: { queueUrl: 'x' } },
    { batch_size: 5, audit: {} },
    { 'storage.type': 'file' },
    { constructor: 1 },
  ];
  it.each(unknown)('a key that no setting has is refused: %o', (settings) => {
    expect(() => new AuditLogger(settings)).toThrow('expected no such key');
  });

  it.each([null, [], 'file', 5])('settings that are none are refused: %j', (settings) => {
    expect(checkSettings(settings)).toHaveLength(1);
  });

  it('the constructor reads no variable', () => {
    const variable = 'TRAILKEEPER_QUEUE_URL';
    const before = process.env[variable];
    process.env[variable] = 'http://127.0.0.1:9/000000000000/audit';
    try {
      expect(() => new AuditLogger()).toThrow('storage.queue_url');
    } finally {
      if (before === undefined) delete process.env[variable];
      else process.env[variable] = before;
    }
  });

  it('what was loaded is taken', () => {
    const environment = { TRAILKEEPER_QUEUE_URL: 'http://127.0.0.1:9/000000000000/audit' };
    expect(new AuditLogger(loadAuditConfig({ environment })).counters().attempted).toBe(0);
  });
});
