/** Holds settings against their table: the one check of the constructor, of the file and of the environment. */
import { describeKind } from '../event/values/describe-kind.js';
import type { ConfigProblem } from './audit-config-error.js';
import type { SettingKind, SettingRow } from './setting-row.js';
import { SETTING_ROWS } from './settings.js';

const TYPE_NAME = /^[^,\p{Cc}]+$/u;
const TYPE_TEXT = 'the name of an event type';
const RATE_TEXT = 'a share from 0 to 1';
const GROUP_TEXT = 'keys and values';

/** Parents of keys with a point: `storage`. */
const groups = new Set(SETTING_ROWS.flatMap(([key]) => (key.includes('.') ? [key.slice(0, key.indexOf('.'))] : [])));
const rows = new Map(SETTING_ROWS);

/** All problems of a plain object of settings. A value that is undefined is not given; null is a value, and wrong. */
export function checkSettings(settings: unknown): ConfigProblem[] {
  return checkGroup(settings, '');
}

function checkGroup(value: unknown, group: string): ConfigProblem[] {
  if (!isRecord(value)) return [problem(group, GROUP_TEXT, value)];
  return Object.entries(value).flatMap(([name, member]) => {
    const key = group === '' ? name : `${group}.${name}`;
    if (member === undefined) return [];
    if (groups.has(key)) return checkGroup(member, key);
    const row = name.includes('.') ? undefined : rows.get(key);
    return row === undefined ? [problem(key, 'no such key', member, describeKind)] : checkValue(row, member, key);
  });
}

function checkValue(row: SettingRow, value: unknown, key: string): ConfigProblem[] {
  return CHECKS[row.kind](value, row, key);
}

type Check = (value: unknown, row: SettingRow, key: string) => ConfigProblem[];

const one =
  (
    isGood: (value: unknown, row: SettingRow) => boolean,
    say: (row: SettingRow) => string,
    show = describeValue,
  ): Check =>
  (value, row, key) =>
    isGood(value, row) ? [] : [problem(key, say(row), value, show)];

const CHECKS: Readonly<Record<SettingKind, Check>> = {
  flag: one(
    (value) => typeof value === 'boolean',
    () => 'true or false',
  ),
  text: one(
    (value) => typeof value === 'string' && value !== '',
    () => 'text that is not empty',
  ),
  choice: one(
    (value, { choices = [] }) => typeof value === 'string' && choices.includes(value),
    ({ choices = [] }) => `one of ${choices.join(', ')}`,
    (value) => (typeof value === 'string' ? quoteWord(value) : describeValue(value)),
  ),
  count: one(
    (value, { max = 0 }) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= max,
    ({ unit, max }) => `a whole number of ${unit}, 1 to ${max}`,
  ),
  amount: one(
    (value, { max = 0 }) => typeof value === 'number' && value > 0 && value <= max,
    ({ unit, max }) => `a number of ${unit}, more than 0 and at most ${max}`,
  ),
  types: (value, _, key) =>
    Array.isArray(value)
      ? value.flatMap((type: unknown, at) => (isTypeName(type) ? [] : [problem(`${key}[${at}]`, TYPE_TEXT, type)]))
      : [problem(key, 'a list of event types', value)],
  rates: (value, _, key) =>
    isRecord(value)
      ? Object.entries(value).flatMap(([type, rate]) => checkRate(`${key}.${type}`, type, rate))
      : [problem(key, `event types, each with ${RATE_TEXT}`, value)],
};

function checkRate(path: string, type: string, rate: unknown): ConfigProblem[] {
  if (!isTypeName(type)) return [problem(path, TYPE_TEXT, type)];
  return typeof rate === 'number' && rate >= 0 && rate <= 1 ? [] : [problem(path, RATE_TEXT, rate)];
}

const isTypeName = (value: unknown): boolean => typeof value === 'string' && TYPE_NAME.test(value);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function problem(path: string, expected: string, value: unknown, show = describeValue): ConfigProblem {
  return { path, expected, got: show(value) };
}

function describeValue(value: unknown): string {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : describeKind(value);
}

/** A short word in place of a choice is a misspelling; anything else is not shown. */
function quoteWord(text: string): string {
  return /^[\w-]{1,20}$/.test(text) ? text : describeKind(text);
}
