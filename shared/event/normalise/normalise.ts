/**
 * Turns any JavaScript value into plain JSON, on the hot path of every recorded operation. It reads values that belong
 * to somebody else, so every read may throw, lie or never end: work is bounded, and nothing is ever thrown.
 */

import type { JsonObject, JsonValue } from '../event.js';
import { MAX_DEPTH } from '../values/limits.js';
import { findFreeName, setOwn } from '../values/own-members.js';
import { borrowCopyBudget, type CopyBudget, returnCopyBudget } from './copy-budget.js';
import { describeLeaf, isA } from './describe-leaf.js';

const CIRCULAR = '[circular]';
const DEPTH = '[depth]';
const THREW = '[threw]';
/** Stands for the values that were left out, as last element of a list or, with their number, as last key. */
const MORE = '[more]';

/** What is told of a copy besides. */
export interface CopySize {
  bytes: number;
  /** Set when something was too deep, too wide or too long to be copied. */
  isCut?: boolean | undefined;
}

const LARGEST_INTEGER = 2n ** 1_024n;

/**
 * A deep copy of `value` as plain JSON; undefined for what JSON leaves out (undefined, functions, symbols). Never
 * throws.
 *
 * What JSON cannot say becomes text: `NaN`, the decimal digits of a bigint, the ISO form of a date,
 * `[binary 12 bytes]`, `[circular]`, `[depth]` below `MAX_DEPTH` containers, `[threw]` for a value whose reading threw,
 * `[more]` after `MAX_NODES` values, `[text of 5000000 characters]` after `MAX_TEXT` characters. A Map becomes an
 * object, a Set a list, an Error its name, message, code and cause; `toJSON` is honoured. Half surrogate pairs stay as
 * they are. The bytes that the copy takes in memory, roughly, are added to `size`.
 */
export function normaliseJson(value: unknown, size?: CopySize): JsonValue | undefined {
  const budget = borrowCopyBudget();
  try {
    return copy(value, budget);
  } finally {
    if (size !== undefined) {
      size.bytes += budget.bytes;
      if (budget.isCut) size.isCut = true;
    }
    returnCopyBudget(budget);
  }
}

function copy(value: unknown, budget: CopyBudget): JsonValue | undefined {
  budget.nodes += 1;
  switch (typeof value) {
    case 'string':
      return budget.takeText(value);
    case 'number':
      // Adding 0 turns -0, which JSON does not know, into 0.
      return Number.isFinite(value) ? value + 0 : String(value);
    case 'boolean':
      return value;
    case 'bigint':
      return value < LARGEST_INTEGER && value > -LARGEST_INTEGER ? value.toString() : '[large integer]';
    case 'object':
      if (value === null) return null;
      try {
        return copyObject(value, budget);
      } catch {
        return THREW;
      }
    default:
      return undefined;
  }
}

/** May throw whatever a getter, a proxy or a `toJSON` throws, or the engine when the stack ends. */
function copyObject(value: object, budget: CopyBudget): JsonValue | undefined {
  const { enclosing, depth } = budget;
  for (let at = 0; at < depth; at += 1) if (enclosing[at] === value) return CIRCULAR;
  const plain = isPlain(value);
  if (!plain) {
    const leaf = describeLeaf(value);
    if (leaf !== undefined) return copy(leaf, budget);
  }
  if (depth >= MAX_DEPTH) {
    budget.isCut = true;
    return DEPTH;
  }
  enclosing[depth] = value;
  budget.depth = depth + 1;
  try {
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') {
      const json: unknown = toJSON.call(value, '');
      if (typeof json !== 'object' || json === null) return copy(json, budget);
      // What `toJSON` gave is not asked for its own `toJSON`: it may be the same object.
      return describeLeaf(json) ?? copyContainer(json, budget);
    }
    return plain ? copyPlain(value, budget) : copyContainer(value, budget);
  } finally {
    budget.depth = depth;
    enclosing[depth] = undefined;
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function copyContainer(value: object, budget: CopyBudget): JsonValue {
  if (Array.isArray(value)) return copyList(value, budget);
  if (isA(value, Map, 'Map')) return copyMap(value, budget);
  if (isA(value, Set, 'Set')) return copyIterable(value, budget);
  if (isA(value, Error, 'Error')) return copyError(value, budget);
  return copyProperties(value, budget);
}

/**
 * Of an object that inherits from `Object.prototype` or nothing: without a list of its keys, which would be one more.
 */
function copyPlain(value: object, budget: CopyBudget): JsonObject {
  const result: JsonObject = {};
  let seen = 0;
  for (const key in value) {
    if (!Object.hasOwn(value, key)) continue;
    if (budget.isSpent) {
      result[MORE] = Object.keys(value).length - seen;
      return result;
    }
    seen += 1;
    const name = budget.takeKey(key);
    const item = copyMember(value, key, budget);
    if (item !== undefined) setOwn(result, name, item);
  }
  return result;
}

function copyProperties(value: object, budget: CopyBudget): JsonObject {
  const result: JsonObject = {};
  addProperties(result, value, budget);
  return result;
}

function addProperties(result: JsonObject, value: object, budget: CopyBudget): void {
  // The engine lists all keys at once; only what is done with them can be bounded.
  const keys = Object.keys(value);
  for (let at = 0; at < keys.length; at += 1) {
    if (budget.isSpent) {
      result[MORE] = keys.length - at;
      return;
    }
    const key = keys[at] as string;
    const name = budget.takeKey(key);
    const item = copyMember(value, key, budget);
    if (item !== undefined) setOwn(result, name, item);
  }
}

function copyMember(value: object, key: string, budget: CopyBudget): JsonValue | undefined {
  let member: unknown;
  try {
    member = (value as Record<string, unknown>)[key];
  } catch {
    budget.nodes += 1;
    return THREW;
  }
  return copy(member, budget);
}

function copyList(list: readonly unknown[], budget: CopyBudget): JsonValue[] {
  const result: JsonValue[] = [];
  const { length } = list;
  for (let at = 0; at < length; at += 1) {
    if (budget.isSpent) {
      result.push(MORE);
      return result;
    }
    let item: unknown;
    try {
      item = list[at];
    } catch {
      item = THREW;
    }
    result.push(copy(item, budget) ?? null);
  }
  return result;
}

function copyIterable(set: ReadonlySet<unknown>, budget: CopyBudget): JsonValue[] {
  const result: JsonValue[] = [];
  // A subclass may bring an iterator of its own, which may never end: the node limit stops it.
  for (const item of set) {
    if (budget.isSpent) {
      result.push(MORE);
      return result;
    }
    result.push(copy(item, budget) ?? null);
  }
  return result;
}

function copyMap(map: ReadonlyMap<unknown, unknown>, budget: CopyBudget): JsonObject {
  const result: JsonObject = {};
  let seen = 0;
  for (const [key, value] of map) {
    if (budget.isSpent) {
      result[MORE] = Math.max(map.size - seen, 1);
      return result;
    }
    seen += 1;
    const name = nameKey(key, result, budget);
    const item = copy(value, budget);
    if (item !== undefined) setOwn(result, name, item);
  }
  return result;
}

/** The number 1 and the text `1` are two keys of a map and must not become one. */
function nameKey(key: unknown, taken: JsonObject, budget: CopyBudget): string {
  const named = (typeof key !== 'object' && typeof key !== 'function') || key === null;
  return findFreeName(named ? budget.takeKey(String(key)) : '[object]', taken);
}

function copyError(error: Error, budget: CopyBudget): JsonObject {
  const result: JsonObject = {};
  // Own properties that are not enumerable, in a fixed order; the stack is left out: it tells about code, not about
  // what happened.
  for (const key of ['name', 'message', 'code', 'cause', 'errors']) {
    if (budget.isSpent) break;
    const item = copyMember(error, key, budget);
    if (item !== undefined) result[key] = item;
  }
  addProperties(result, error, budget);
  return result;
}
