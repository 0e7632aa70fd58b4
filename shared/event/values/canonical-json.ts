/**
 * Canonical JSON, version 1: one text for everything that says the same. Ids of foreign events are made of it, so it is
 * frozen for ever.
 *
 * No white space; keys in ascending order of their UTF-16 code units; numbers as ECMAScript writes them; texts as
 * `JSON.stringify` escapes them, and each code unit outside U+0020 to U+007E as `\uXXXX` in lower case besides.
 */
import { createHash } from 'node:crypto';
import { escapeToAscii } from './ascii-json.js';

/** Part of no text: another one would be a second function beside this. */
export const CANONICAL_JSON_VERSION = 1;

/** A text to write as it is, a list's or an object's rest, or a value. */
type Step = { readonly text: string } | { readonly value: unknown };

/**
 * `value` as `JSON.parse` gives it, however deep: nothing here recurses. What JSON has no word for is written as null.
 */
export function writeCanonicalJson(value: unknown): string {
  const written: string[] = [];
  const waiting: Step[] = [{ value }];
  for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
    if ('text' in step) written.push(step.text);
    else if (Array.isArray(step.value)) pushList(step.value, waiting);
    else if (typeof step.value === 'object' && step.value !== null) pushObject(step.value, waiting);
    else written.push(writeScalar(step.value));
  }
  return written.join('');
}

/** 64 hexadecimal digits. */
export function hashCanonicalJson(value: unknown): string {
  return createHash('sha256').update(writeCanonicalJson(value), 'ascii').digest('hex');
}

const writeScalar = (value: unknown): string => escapeToAscii(JSON.stringify(value) ?? 'null');

/** Last first, because what is pushed last is written first. */
function pushList(list: readonly unknown[], waiting: Step[]): void {
  waiting.push({ text: ']' });
  for (let at = list.length - 1; at >= 0; at -= 1) {
    waiting.push({ value: list[at] });
    if (at > 0) waiting.push({ text: ',' });
  }
  waiting.push({ text: '[' });
}

function pushObject(object: object, waiting: Step[]): void {
  const keys = Object.keys(object).sort();
  waiting.push({ text: '}' });
  for (let at = keys.length - 1; at >= 0; at -= 1) {
    const key = keys[at] ?? '';
    waiting.push({ value: Reflect.get(object, key) }, { text: `${at > 0 ? ',' : ''}${writeScalar(key)}:` });
  }
  waiting.push({ text: '{' });
}
