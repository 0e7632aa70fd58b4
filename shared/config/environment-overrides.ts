/** Settings out of environment variables, which win over the file. */
import type { SettingKind } from '../settings/setting-row.js';
import { SETTING_ROWS } from '../settings/settings.js';

export const VARIABLE_PREFIX = 'TRAILKEEPER_';

/** Key of the setting that a variable sets. */
export const VARIABLES: ReadonlyMap<string, { readonly key: string; readonly kind: SettingKind }> = new Map(
  SETTING_ROWS.map(([key, { variable, kind }]) => [`${VARIABLE_PREFIX}${variable}`, { key, kind }]),
);

/** Names the file itself; not a key of it. */
export const CONFIG_FILE_VARIABLE = 'TRAILKEEPER_CONFIG';

/**
 * The value that a variable's text stands for. Text that is none of its kind is handed on as it is, so that the check
 * says what was expected.
 */
export function parseVariable(kind: SettingKind, text: string): unknown {
  return PARSERS[kind](text);
}

const parseNumber = (text: string): unknown => (/^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text);

const PARSERS: Readonly<Record<SettingKind, (text: string) => unknown>> = {
  text: (text) => text,
  choice: (text) => text,
  flag: (text) => (text === 'true' ? true : text === 'false' ? false : text),
  count: parseNumber,
  amount: parseNumber,
  types: splitList,
  rates: (text) => Object.fromEntries(splitList(text).map(splitRate)),
};

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** `wal_operation=0.5`; without a number the text stays, and is no share. */
function splitRate(part: string): [string, unknown] {
  const at = part.lastIndexOf('=');
  return at === -1 ? [part, ''] : [part.slice(0, at).trim(), parseNumber(part.slice(at + 1))];
}
