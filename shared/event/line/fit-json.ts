/** Makes a JSON value smaller until it fits, keeping its shape and as much of it as the room allows. */

import type { JsonObject, JsonValue } from '../event.js';
import { asciiJsonBytes } from '../values/ascii-json.js';

/** Last element of a list, or last key of an object (with their number), that stands for what was left out. */
const MORE = '[more]';
/** `"[more]":`, a number and a comma. */
const MORE_BYTES = 24;
/** What a member gets at least: less would keep nothing of it but its marker. */
const MEMBER_BYTES = 48;
/** Up to here a member is kept whole, as long as there is room. */
const SMALL_BYTES = 1_024;

/**
 * `value` in at most `roomBytes` of ASCII-escaped JSON; undefined when not even a marker fits. Equal input gives equal
 * output. Members keep their order; small ones are kept whole and large ones share what is left; a shortened text ends
 * in ` [90 more characters]`, and what found no place is counted under `[more]`.
 */
export function fitJson(value: JsonValue, roomBytes: number): JsonValue | undefined {
  if (asciiJsonBytes(value) <= roomBytes) return value;
  if (typeof value === 'string') return fitText(value, roomBytes);
  if (typeof value !== 'object' || value === null) return undefined;
  return Array.isArray(value) ? fitList(value, roomBytes) : fitObject(value, roomBytes);
}

function fitText(text: string, roomBytes: number): string | undefined {
  const longestMarker = describeRest(text.length).length + 2;
  if (roomBytes < longestMarker) return undefined;
  let left = roomBytes - longestMarker;
  let kept = 0;
  while (kept < text.length) {
    left -= escapedBytes(text.charCodeAt(kept));
    if (left < 0) break;
    kept += 1;
  }
  return shortenText(text, kept);
}

/** The first `kept` units of a text, less one where that would halve a surrogate pair, and how many are missing. */
export function shortenText(text: string, kept: number): string {
  const last = text.charCodeAt(kept - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? kept - 1 : kept;
  return text.slice(0, end) + describeRest(text.length - end);
}

function describeRest(characters: number): string {
  return ` [${characters} more characters]`;
}

/** At most: a few control characters have a shorter escape. */
function escapedBytes(unit: number): number {
  if (unit < 0x20 || unit > 0x7e) return 6;
  return unit === 0x22 || unit === 0x5c ? 2 : 1;
}

interface Member {
  readonly key: string;
  readonly value: JsonValue;
  readonly bytes: number;
}

/** As `fitJson`; `{}` fits in two bytes. */
export function fitObject(object: JsonObject, roomBytes: number): JsonObject | undefined {
  if (asciiJsonBytes(object) <= roomBytes) return object;
  const members = Object.keys(object).map((key) => measure(key, object[key] ?? null));
  const chosen = chooseMembers(members, (key) => asciiJsonBytes(key) + 1, roomBytes);
  if (chosen === undefined) return undefined;
  // Built from entries, which take `__proto__` as a name like any other.
  const kept = chosen.kept.map(({ key, value }): [string, JsonValue] => [key, value]);
  return Object.fromEntries(chosen.left === 0 ? kept : [...kept, [MORE, chosen.left]]);
}

function fitList(list: readonly JsonValue[], roomBytes: number): JsonValue[] | undefined {
  const members = list.map((value) => measure('', value));
  const chosen = chooseMembers(members, () => 0, roomBytes);
  if (chosen === undefined) return undefined;
  const kept = chosen.kept.map(({ value }) => value);
  return chosen.left === 0 ? kept : [...kept, MORE];
}

function measure(key: string, value: JsonValue): Member {
  return { key, value, bytes: asciiJsonBytes(value) };
}

/** Members that find a place, those too large already cut to their share, and the number of those that do not. */
function chooseMembers(
  members: readonly Member[],
  keyBytes: (key: string) => number,
  roomBytes: number,
): { kept: { key: string; value: JsonValue }[]; left: number } | undefined {
  let room = roomBytes - 2 - MORE_BYTES;
  if (room < 0) return undefined;
  let reserved = 0;
  const candidates = members.filter(({ key, bytes }) => {
    const name = keyBytes(key) + 1;
    // A small one is kept whole or not at all: many halves say less than some wholes.
    const least = name + (bytes <= SMALL_BYTES ? bytes : MEMBER_BYTES);
    if (reserved + least > roomBytes - 2 - MORE_BYTES) return false;
    reserved += least;
    room -= name;
    return true;
  });
  const share = findShare(
    candidates.map(({ bytes }) => bytes),
    room,
  );
  // What one leaves of its share, the next may take.
  let spare = 0;
  const kept = candidates.flatMap(({ key, value, bytes }) => {
    if (bytes <= share) return [{ key, value }];
    const fitted = fitJson(value, share + spare);
    spare += share - (fitted === undefined ? 0 : asciiJsonBytes(fitted));
    return fitted === undefined ? [] : [{ key, value: fitted }];
  });
  return { kept, left: members.length - kept.length };
}

/** The largest size such that members cut down to it fit the room together. */
function findShare(sizes: readonly number[], roomBytes: number): number {
  let room = roomBytes;
  let waiting = sizes.length;
  for (const size of [...sizes].sort((a, b) => a - b)) {
    if (size * waiting > room) break;
    room -= size;
    waiting -= 1;
  }
  return waiting === 0 ? Number.POSITIVE_INFINITY : Math.floor(room / waiting);
}
