/** JSON text in printable ASCII, and how long it will be. */
import type { JsonValue } from './json-value.js';

const NOT_ASCII = /[^\x20-\x7e]/;
const EACH_NOT_ASCII = /[^\x20-\x7e]/g;

/**
 * JSON text in printable ASCII: SQS refuses characters such as U+FFFF that `JSON.stringify` leaves as they are, and
 * ASCII is the one spelling that every language hashes alike.
 */
export function escapeToAscii(json: string): string {
  if (!NOT_ASCII.test(json)) return json;
  return json.replace(EACH_NOT_ASCII, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Bytes of a value as ASCII-escaped JSON, without making the escaped text. */
export function asciiJsonBytes(value: JsonValue | object): number {
  const json = JSON.stringify(value);
  let bytes = json.length;
  if (!NOT_ASCII.test(json)) return bytes;
  for (let at = 0; at < json.length; at += 1) {
    if (json.charCodeAt(at) > 0x7e) bytes += 5;
  }
  return bytes;
}
