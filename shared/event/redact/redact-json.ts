/** Walks JSON values and takes out what the names beside a value, or its text, say is a secret. */

import type { JsonObject, JsonValue } from '../event.js';
import { findFreeName, setOwn } from '../values/own-members.js';
import { findJoinedPassword, isPasswordFlag } from './command-flags.js';
import { redactCommands } from './credential-rules.js';
import { isArn, isKeyId, isSetting, REDACTED } from './plain-value.js';
import type { RedactionFindings } from './redaction-findings.js';
import { isSensitiveKey, KeyMeaning, meaningOf } from './sensitive-key.js';
import { findCandidateRules, TEXT_RULES } from './text-rules.js';

/** Normalised values are never this deep; JSON inside a text may be. */
const MAX_WALK_DEPTH = 64;
/** JSON inside a text is parsed up to this length; longer text has the text rules alone. */
const MAX_JSON_TEXT = 256 * 1_024;
/** A rule's result may show another rule what it had hidden; texts settle after one or two passes. */
const MAX_PASSES = 4;

/** `value` without secrets: the same lists and objects, changed in place, or what replaces them. */
export function redactJson(value: JsonValue, findings: RedactionFindings): JsonValue {
  if (typeof value === 'string') return redactString(value, findings);
  if (typeof value !== 'object' || value === null) return value;
  if (findings.path.length > MAX_WALK_DEPTH) return '[depth]';
  return Array.isArray(value) ? redactList(value, findings) : redactObject(value, findings);
}

export function redactString(text: string, findings: RedactionFindings): string {
  let rules = findCandidateRules(text);
  if (rules === 0) return text;
  let result = redactJsonText(text, findings);
  for (let pass = 0; pass < MAX_PASSES && rules !== 0; pass += 1) {
    const before = result;
    for (let bit = 0; rules >> bit !== 0; bit += 1) {
      if (((rules >> bit) & 1) === 0) continue;
      const rule = TEXT_RULES[bit];
      const after = rule?.apply(result) ?? result;
      if (after !== result) findings.note(rule?.name ?? '');
      result = after;
    }
    if (result === before) break;
    rules = findCandidateRules(result);
  }
  return result;
}

/** A text that is JSON is redacted as the value that it says, and written again when something was found. */
function redactJsonText(text: string, findings: RedactionFindings): string {
  if (text.length > MAX_JSON_TEXT || !/^\s{0,64}[[{]/.test(text)) return text;
  try {
    const value: JsonValue = JSON.parse(text);
    const { count } = findings;
    const redacted = redactJson(value, findings);
    return findings.count === count ? text : JSON.stringify(redacted);
  } catch {
    return text;
  }
}

function redactObject(given: JsonObject, findings: RedactionFindings): JsonObject {
  // Names first: they become part of paths.
  const object = redactKeys(given, findings);
  let meanings = 0;
  const keys = Object.keys(object);
  for (const key of keys) {
    const meaning = meaningOf(key);
    meanings |= meaning;
    const value = object[key] as JsonValue;
    if (holdsKeyIds(key, value)) continue;
    const next =
      (meaning & KeyMeaning.secret) === 0
        ? redactMember(value, key, meaning, findings)
        : hide(value, key, meaning, findings);
    if (next !== value) setOwn(object, key, next);
  }
  if ((meanings & KeyMeaning.named) !== 0) redactNamedMembers(object, keys, findings);
  if (typeof object.kty === 'string') redactJwk(object, findings);
  return object;
}

function redactMember(value: JsonValue, key: string | number, meaning: number, findings: RedactionFindings): JsonValue {
  if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) return value;
  findings.path.push(key);
  const clean = redactJson(value, findings);
  if ((meaning & KeyMeaning.headers) !== 0 && Array.isArray(clean)) redactHeaderList(clean, findings);
  findings.path.pop();
  return clean;
}

/** The value of a sensitive name. Booleans, null and empty values say that something is set or not, and stay. */
function hide(value: JsonValue, key: string | number, meaning: number, findings: RedactionFindings): JsonValue {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number' && (meaning & KeyMeaning.secretNumber) === 0) return value;
  if (typeof value === 'string') {
    if (value === '' || value === REDACTED || isSetting(value, meaning) || isArn(value)) return value;
  } else if (typeof value === 'object') {
    const parts = Object.values(value);
    if (parts.length === 0) return value;
    const isLookedInto = (meaning & KeyMeaning.textOnly) !== 0 && !(Array.isArray(value) && parts.every(isScalar));
    const tells = !Array.isArray(value) && Object.keys(value).every((name) => ABOUT.test(name));
    if (isLookedInto || tells) return redactMember(value, key, 0, findings);
  }
  findings.note('sensitive-key', key);
  return REDACTED;
}

/** Members that tell of a credential and are none: `credentials: { jti, scopes }`. */
const ABOUT = /^(?:jti|id|uid|scopes?|type|kind|name|issuer|expir\w{1,8}|(?:issued|created|updated)_?at)$/i;

const holdsKeyIds = (key: string, value: JsonValue): boolean =>
  typeof value === 'string'
    ? isKeyId(key, value)
    : Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string' && isKeyId(key, one));

const isScalar = (value: JsonValue) => typeof value !== 'object' || value === null;

/** The private members of a JSON Web Key; `e`, `n`, `x` and `y` are public. */
function redactJwk(object: JsonObject, findings: RedactionFindings): void {
  for (const key of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) {
    if (object[key] !== undefined) object[key] = hide(object[key] ?? null, key, KeyMeaning.secret, findings);
  }
}

/** `{ name: 'password', value: 'x' }`, and `{ op: 'replace', path: '/config/password', value: 'x' }`. */
function redactNamedMembers(object: JsonObject, keys: readonly string[], findings: RedactionFindings): void {
  let meaning = 0;
  for (const key of keys) {
    const name = key === 'path' ? lastOfPath(object[key], object) : object[key];
    if (typeof name === 'string' && (key === 'path' || (meaningOf(key) & KeyMeaning.naming) !== 0)) {
      meaning |= meaningOf(name);
    }
  }
  if ((meaning & KeyMeaning.secret) === 0) return;
  for (const key of keys) {
    if ((meaningOf(key) & KeyMeaning.named) === 0) continue;
    const value = object[key] as JsonValue;
    const next = hide(value, key, meaning, findings);
    if (next !== value) object[key] = next;
  }
}

/** A path names a member only in a patch or a difference: `/config/password`, `['config', 'password']`. */
function lastOfPath(path: JsonValue | undefined, object: JsonObject): JsonValue | undefined {
  if (Array.isArray(path)) return path.at(-1);
  if (typeof path !== 'string' || !Object.hasOwn(object, 'op')) return undefined;
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Keys are text too: `{ 'https://user:pass@host': 1 }`. Order is kept; two keys that become equal stay two. */
function redactKeys(object: JsonObject, findings: RedactionFindings): JsonObject {
  const keys = Object.keys(object);
  const names = keys.map((key) => ((meaningOf(key) & KeyMeaning.suspicious) === 0 ? key : redactString(key, findings)));
  if (names.every((name, at) => name === keys[at])) return object;
  const result: JsonObject = {};
  names.forEach((name, at) => {
    setOwn(result, findFreeName(name, result), object[keys[at] ?? ''] as JsonValue);
  });
  return result;
}

/**
 * A plain list of names stays; lists of pairs and of arguments say which of their elements are values. Texts come
 * first: they may be the names that decide, and must decide the same when all this is done again.
 */
function redactList(list: JsonValue[], findings: RedactionFindings): JsonValue[] {
  let flags = false;
  let pairs = list.length > 0;
  redactLines(list, findings);
  for (let at = 0; at < list.length; at += 1) {
    const value = list[at] as JsonValue;
    const clean = redactMember(value, at, 0, findings);
    if (clean !== value) list[at] = clean;
    flags ||= typeof clean === 'string' && clean.startsWith('-');
    pairs &&= Array.isArray(clean) && clean.length === 2;
  }
  if (flags) redactArguments(list, findings);
  redactWords(list, findings);
  if (pairs) redactPairs(list, findings);
  return list;
}

/** A private key as a list of its lines. */
function redactLines(list: JsonValue[], findings: RedactionFindings): void {
  let inside = false;
  for (const [at, line] of list.entries()) {
    if (typeof line !== 'string') return;
    const opens = BEGIN_KEY.test(line);
    inside ||= opens;
    if (!inside) continue;
    inside = !line.includes('-----END ');
    if (opens && !inside) continue;
    list[at] = REDACTED;
    if (line !== REDACTED) findings.note('private-key', at);
  }
}
const BEGIN_KEY = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/;

/** A command as a list of its words says what its line says: `['htpasswd', '-b', 'file', 'alice', 'x']`. */
function redactWords(list: JsonValue[], findings: RedactionFindings): void {
  if (list.length < 2 || list.length > MAX_WORDS) return;
  if (!list.every((word) => typeof word === 'string' && !/\s/.test(word))) return;
  // The program stands in front.
  if (findCandidateRules(list.slice(0, 4).join(' ')) === 0) return;
  const line = list.join(' ');
  const words = redactCommands(line).split(' ');
  for (const [at, word] of words.entries()) {
    if (words.length !== list.length || word === list[at]) continue;
    list[at] = word;
    findings.note('command', at);
  }
}
const MAX_WORDS = 64;

/** `['tool', '--password', 'x']` */
function redactArguments(list: JsonValue[], findings: RedactionFindings): void {
  const programs = list.slice(0, 4).map(String).join(' ');
  for (let at = 0; at < list.length; at += 1) {
    const flag = list[at];
    if (typeof flag !== 'string' || !flag.startsWith('-')) continue;
    const joined = findJoinedPassword(flag, programs);
    if (joined !== undefined) {
      list[at] = joined + REDACTED;
      findings.note('command', at);
    }
    const value = list[at + 1];
    if (typeof value !== 'string' || value.startsWith('-')) continue;
    const meaning = isPasswordFlag(flag, programs) ? KeyMeaning.secret : meaningOf(flag);
    if ((meaning & KeyMeaning.secret) !== 0) list[at + 1] = hide(value, at + 1, meaning, findings);
  }
}

/** `[['host', 'example.com'], ['authorization', 'x']]` */
function redactPairs(list: JsonValue[], findings: RedactionFindings): void {
  for (const [at, pair] of list.entries()) {
    if (!Array.isArray(pair) || typeof pair[0] !== 'string' || !isSensitiveKey(pair[0])) continue;
    findings.path.push(at);
    pair[1] = hide(pair[1] ?? null, 1, meaningOf(pair[0]), findings);
    findings.path.pop();
  }
}

/** `rawHeaders: ['Host', 'example.com', 'X-Api-Key', 'x']` */
function redactHeaderList(list: JsonValue[], findings: RedactionFindings): void {
  if (list.length % 2 !== 0 || list.some((entry) => typeof entry !== 'string')) return;
  for (let at = 0; at < list.length; at += 2) {
    const meaning = meaningOf(String(list[at]));
    if ((meaning & KeyMeaning.secret) !== 0) list[at + 1] = hide(list[at + 1] ?? null, at + 1, meaning, findings);
  }
}
