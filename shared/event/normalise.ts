/**
 * Turns any JavaScript value into plain JSON, on the hot path of every recorded operation. It reads values that belong
 * to somebody else, so every read may throw, lie or never end: work is bounded, and nothing is ever thrown.
 */
import type { JsonObject, JsonValue } from './event.js';
import { MAX_DEPTH, MAX_LINE_BYTES } from './limits.js';

/** Values copied from one root. A value takes at least two bytes of a line (`1,`), so more could never be stored. */
export const MAX_NODES = MAX_LINE_BYTES / 2;
/** Characters kept from one root. Longer text is cut from the line anyway, and until then it would fill memory. */
export const MAX_TEXT = 4 * 1_024 * 1_024;

const CIRCULAR = '[circular]';
const DEPTH = '[depth]';
const THREW = '[threw]';
/** Stands for the values that were left out, as last element of a list or, with their number, as last key. */
const MORE = '[more]';

const LARGEST_INTEGER = 2n ** 1_024n;

interface Progress {
  nodes: number;
  text: number;
  /** How many containers enclose the value. */
  depth: number;
  /** Those containers, outermost first; the places after `depth` are empty. */
  readonly enclosing: (object | undefined)[];
}

function startProgress(): Progress {
  return { nodes: 0, text: 0, depth: 0, enclosing: new Array<object | undefined>(MAX_DEPTH).fill(undefined) };
}

/** Used again by every call, because making one costs as much as copying a small object. */
const shared = startProgress();
let sharedIsInUse = false;

/**
 * A deep copy of `value` as plain JSON; undefined for what JSON leaves out (undefined, functions, symbols). Never throws.
 *
 * What JSON cannot say becomes text: `NaN`, the decimal digits of a bigint, the ISO form of a date, `[binary 12 bytes]`,
 * `[circular]`, `[depth]` below `MAX_DEPTH` containers, `[threw]` for a value whose reading threw, `[more]` after
 * `MAX_NODES` values, `[text of 5000000 characters]` after `MAX_TEXT` characters. A Map becomes an object, a Set a
 * list, an Error its name, message, code and cause; `toJSON` is honoured. Half surrogate pairs stay as they are.
 */
export function normaliseJson(value: unknown): JsonValue | undefined {
  // A getter or a `toJSON` may log an event itself, in the middle of the copy for another.
  if (sharedIsInUse) return copy(value, startProgress());
  sharedIsInUse = true;
  shared.nodes = 0;
  shared.text = 0;
  try {
    return copy(value, shared);
  } finally {
    sharedIsInUse = false;
  }
}

function copy(value: unknown, progress: Progress): JsonValue | undefined {
  progress.nodes += 1;
  switch (typeof value) {
    case 'string':
      return copyText(value, progress);
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
        return copyObject(value, progress);
      } catch {
        return THREW;
      }
    default:
      return undefined;
  }
}

function copyText(text: string, progress: Progress): string {
  progress.text += text.length;
  if (progress.text <= MAX_TEXT) return text;
  // Not its beginning: half a secret no longer looks like one, and redaction comes later.
  progress.text -= text.length;
  return `[text of ${text.length} characters]`;
}

/** May throw whatever a getter, a proxy or a `toJSON` throws, or the engine when the stack ends. */
function copyObject(value: object, progress: Progress): JsonValue | undefined {
  const { enclosing, depth } = progress;
  for (let at = 0; at < depth; at += 1) if (enclosing[at] === value) return CIRCULAR;
  const plain = isPlain(value);
  if (!plain) {
    const leaf = describeLeaf(value);
    if (leaf !== undefined) return copy(leaf, progress);
  }
  if (depth >= MAX_DEPTH) return DEPTH;
  enclosing[depth] = value;
  progress.depth = depth + 1;
  try {
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') {
      const json: unknown = toJSON.call(value, '');
      if (typeof json !== 'object' || json === null) return copy(json, progress);
      // What `toJSON` gave is not asked for its own `toJSON`: it may be the same object.
      return describeLeaf(json) ?? copyContainer(json, progress);
    }
    return plain ? copyPlain(value, progress) : copyContainer(value, progress);
  } finally {
    progress.depth = depth;
    enclosing[depth] = undefined;
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The text or number that stands for an object without parts; undefined for containers. */
function describeLeaf(value: object): string | number | boolean | undefined {
  if (Array.isArray(value)) return undefined;
  if (value instanceof Date) {
    const time = Date.prototype.getTime.call(value);
    return Number.isNaN(time) ? 'Invalid Date' : new Date(time).toISOString();
  }
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || isSharedBuffer(value)) {
    return `[binary ${value.byteLength} bytes]`;
  }
  if (value instanceof RegExp) return RegExp.prototype.toString.call(value);
  if (value instanceof String) return String.prototype.valueOf.call(value);
  if (value instanceof Boolean) return Boolean.prototype.valueOf.call(value);
  if (value instanceof Number) {
    const number = Number.prototype.valueOf.call(value);
    return Number.isFinite(number) ? number + 0 : String(number);
  }
  return undefined;
}

/** Browsers have no SharedArrayBuffer unless the page is isolated. */
function isSharedBuffer(value: object): value is SharedArrayBuffer {
  return typeof SharedArrayBuffer !== 'undefined' && value instanceof SharedArrayBuffer;
}

function copyContainer(value: object, progress: Progress): JsonValue {
  if (Array.isArray(value)) return copyList(value, progress);
  if (value instanceof Map) return copyMap(value, progress);
  if (value instanceof Set) return copyIterable(value, progress);
  if (value instanceof Error) return copyError(value, progress);
  return copyProperties(value, progress);
}

/** Of an object that inherits from `Object.prototype` or nothing: without a list of its keys, which would be one more. */
function copyPlain(value: object, progress: Progress): JsonObject {
  const result: JsonObject = {};
  let seen = 0;
  for (const key in value) {
    if (!Object.hasOwn(value, key)) continue;
    if (progress.nodes >= MAX_NODES) {
      result[MORE] = Object.keys(value).length - seen;
      return result;
    }
    seen += 1;
    const item = copyMember(value, key, progress);
    if (item !== undefined) setOwn(result, copyKey(key, progress), item);
  }
  return result;
}

function copyProperties(value: object, progress: Progress): JsonObject {
  const result: JsonObject = {};
  addProperties(result, value, progress);
  return result;
}

function addProperties(result: JsonObject, value: object, progress: Progress): void {
  // The engine lists all keys at once; only what is done with them can be bounded.
  const keys = Object.keys(value);
  for (let at = 0; at < keys.length; at += 1) {
    if (progress.nodes >= MAX_NODES) {
      result[MORE] = keys.length - at;
      return;
    }
    const key = keys[at] as string;
    const item = copyMember(value, key, progress);
    if (item !== undefined) setOwn(result, copyKey(key, progress), item);
  }
}

function copyMember(value: object, key: string, progress: Progress): JsonValue | undefined {
  let member: unknown;
  try {
    member = (value as Record<string, unknown>)[key];
  } catch {
    progress.nodes += 1;
    return THREW;
  }
  return copy(member, progress);
}

/** `__proto__` is a name like any other in JSON, but assigning to it changes the prototype. */
function setOwn(object: JsonObject, name: string, value: JsonValue): void {
  if (name === '__proto__') {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[name] = value;
  }
}

function copyList(list: readonly unknown[], progress: Progress): JsonValue[] {
  const result: JsonValue[] = [];
  const { length } = list;
  for (let at = 0; at < length; at += 1) {
    if (progress.nodes >= MAX_NODES) {
      result.push(MORE);
      return result;
    }
    let item: unknown;
    try {
      item = list[at];
    } catch {
      item = THREW;
    }
    result.push(copy(item, progress) ?? null);
  }
  return result;
}

function copyIterable(set: ReadonlySet<unknown>, progress: Progress): JsonValue[] {
  const result: JsonValue[] = [];
  // A subclass may bring an iterator of its own, which may never end: the node limit stops it.
  for (const item of set) {
    if (progress.nodes >= MAX_NODES) {
      result.push(MORE);
      return result;
    }
    result.push(copy(item, progress) ?? null);
  }
  return result;
}

function copyMap(map: ReadonlyMap<unknown, unknown>, progress: Progress): JsonObject {
  const result: JsonObject = {};
  let seen = 0;
  for (const [key, value] of map) {
    if (progress.nodes >= MAX_NODES) {
      result[MORE] = Math.max(map.size - seen, 1);
      return result;
    }
    seen += 1;
    const item = copy(value, progress);
    if (item !== undefined) setOwn(result, nameKey(key, result, progress), item);
  }
  return result;
}

function copyKey(key: string, progress: Progress): string {
  progress.text += key.length;
  if (progress.text <= MAX_TEXT) return key;
  progress.text -= key.length;
  return `[key of ${key.length} characters]`;
}

/** The number 1 and the text `1` are two keys of a map and must not become one. */
function nameKey(key: unknown, taken: JsonObject, progress: Progress): string {
  const named = (typeof key !== 'object' && typeof key !== 'function') || key === null;
  const name = named ? copyKey(String(key), progress) : '[object]';
  if (!Object.hasOwn(taken, name)) return name;
  for (let copies = 2; copies < 100; copies += 1) {
    const other = `${name} (${copies})`;
    if (!Object.hasOwn(taken, other)) return other;
  }
  return `${name} (more)`;
}

function copyError(error: Error, progress: Progress): JsonObject {
  const result: JsonObject = {};
  // Own properties that are not enumerable, in a fixed order; the stack is left out: it tells about code, not about what happened.
  for (const key of ['name', 'message', 'code', 'cause', 'errors']) {
    if (progress.nodes >= MAX_NODES) break;
    const item = copyMember(error, key, progress);
    if (item !== undefined) result[key] = item;
  }
  addProperties(result, error, progress);
  return result;
}
