/** One row of a policy, checked, and without the types of its class. */
import { findCatalogueRow } from '../../event/catalogue.js';
import { MAX_ID_BYTES } from '../../event/values/limits.js';
import { isMethod, type Method } from './observe/method.js';

/** Each member is a value or a function of the arguments. */
export interface TrackedRow {
  readonly type: unknown;
  readonly action: unknown;
  readonly resource: unknown;
  readonly resourceType: unknown;
  readonly related: unknown;
  readonly details: unknown;
  readonly actor: unknown;
  readonly reason: unknown;
  readonly tags: unknown;
  readonly continues: unknown;
  readonly outcome: Method | undefined;
  readonly keeps: readonly string[];
  /** A call of itself with the same arguments is part of it. */
  readonly joins: boolean;
  /** The keys of `details` to keep, when type and action are known before any call. */
  readonly kept: readonly string[] | undefined;
}

const MEMBERS = [
  'type',
  'action',
  'resource',
  'resourceType',
  'related',
  'details',
  'actor',
  'reason',
  'tags',
  'continues',
  'outcome',
  'keeps',
  'reentry',
];

/** `path` names the row in what is thrown: a TypeError that names the member. */
export function readRow(path: string, row: object): TrackedRow {
  const unknown = Object.keys(row).find((member) => !MEMBERS.includes(member));
  if (unknown !== undefined) throw new TypeError(`${path}: unknown member ${unknown}. Known: ${MEMBERS.join(', ')}.`);
  const [type, action, outcome] = [Reflect.get(row, 'type'), Reflect.get(row, 'action'), Reflect.get(row, 'outcome')];
  requireName(`${path}, type`, type);
  requireName(`${path}, action`, action);
  if (outcome !== undefined && !isMethod(outcome)) throw new TypeError(`${path}, outcome: expected a function.`);
  const keeps = readKeeps(path, Reflect.get(row, 'keeps'));
  return {
    type,
    action,
    kept: isEventName(type) && isEventName(action) ? listKept(keeps, type, action) : undefined,
    resource: Reflect.get(row, 'resource'),
    resourceType: Reflect.get(row, 'resourceType'),
    related: Reflect.get(row, 'related'),
    details: Reflect.get(row, 'details'),
    actor: Reflect.get(row, 'actor'),
    reason: Reflect.get(row, 'reason'),
    tags: Reflect.get(row, 'tags'),
    continues: Reflect.get(row, 'continues'),
    outcome,
    keeps,
    joins: readReentry(path, Reflect.get(row, 'reentry')),
  };
}

function requireName(path: string, value: unknown): void {
  if (isMethod(value) || isEventName(value)) return;
  throw new TypeError(`${path}: expected a function, or text of 1 to ${MAX_ID_BYTES} bytes without commas.`);
}

function readKeeps(path: string, keeps: unknown): readonly string[] {
  if (keeps === undefined) return [];
  if (Array.isArray(keeps) && keeps.every((key) => typeof key === 'string')) return [...keeps];
  throw new TypeError(`${path}, keeps: expected a list of keys of details.`);
}

function readReentry(path: string, reentry: unknown): boolean {
  if (reentry === undefined || reentry === 'joins') return reentry === 'joins';
  throw new TypeError(`${path}, reentry: expected 'joins', or nothing.`);
}

const EVENT_NAME = /^[^,\p{Cc}]+$/u;

/** Whether a text can be an event type or an action: queries take comma lists of them. */
export function isEventName(value: unknown): value is string {
  return typeof value === 'string' && EVENT_NAME.test(value) && Buffer.byteLength(value) <= MAX_ID_BYTES;
}

/** The keys of `details` that an event of this kind keeps. */
export function keptDetails(row: TrackedRow, type: string, action: string): readonly string[] {
  return row.kept ?? listKept(row.keeps, type, action);
}

function listKept(keeps: readonly string[], type: string, action: string): readonly string[] {
  return [...new Set([...(findCatalogueRow(type, action)?.details ?? []), ...keeps])];
}
