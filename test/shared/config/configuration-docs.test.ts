import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CONFIG_FILE_VARIABLE, ENVIRONMENT_OVERRIDES } from '../../../shared/config/environment-overrides.js';
import { completeConfig } from '../../../shared/settings/audit-config.js';

const text = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
const rows = [...text.matchAll(/^\| `([a-z_.]+)` +\| `(TRAILKEEPER_[A-Z_]+)`[^|]*\| ([^|]*?) *\|/gm)];

test('docs/configuration.md lists every key with its variable', () => {
  expect(rows.map(([, key, variable]) => [`audit.${key}`, variable])).toEqual(
    ENVIRONMENT_OVERRIDES.map(({ path, variable }) => [path.join('.'), variable]),
  );
  expect(text).toContain(CONFIG_FILE_VARIABLE);
});

test('docs/configuration.md gives the defaults that hold', () => {
  const { storage, ...defaults } = completeConfig({});
  const values = new Map(Object.entries({ ...defaults, ...prefixKeys(storage) }));
  for (const [, key = '', , shown = ''] of rows) {
    const value = values.get(key);
    if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') {
      expect(`${key}: ${shown.replaceAll('`', '')}`).toBe(`${key}: ${value}`);
    }
  }
});

function prefixKeys(storage: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(storage).map(([key, value]) => [`storage.${key}`, value]));
}
