/**
 * Makes an event fit a line. What is cut is marked; nothing is dropped without a mark, and no event is ever refused for
 * its size.
 */
import { createHash } from 'node:crypto';
import type { EventLine, JsonObject } from '../event.js';
import { LINE_FIELDS } from '../fields/fields.js';
import { asciiJsonBytes, escapeToAscii } from '../values/ascii-json.js';
import { MAX_LINE_BYTES, MAX_TEXT_LENGTH } from '../values/limits.js';
import { fitJson, shortenText } from './fit-json.js';

/** What `details` get at least; the rest of the event gives way first. */
const DETAILS_BYTES = 2_048;
/** `redactions` gets at most this much of a line that is too long. */
const REDACTIONS_BYTES = 8_192;
/** Names of fields, punctuation, numbers and fixed-length fields of a line, generously. */
const FRAME_BYTES = 2_048;
const SHORT_MESSAGE_LENGTH = 1_024;
const SHORT_USER_AGENT_LENGTH = 256;

/**
 * Changes `event` in place until its line has at most `MAX_LINE_BYTES` bytes. Expects what the schema promises (ids of
 * at most `MAX_ID_BYTES`, at most `MAX_RELATED` related resources) and already redacted text: a cut could halve a
 * secret.
 *
 * `error.message` and `user_agent` are cut to `MAX_TEXT_LENGTH` characters in any case. `details` that do not fit keep
 * their first keys, and long texts their beginning; then `truncated` is true and `details_sha256` is the SHA-256 of the
 * whole details as ASCII-escaped JSON, keys in their order. Only when ids of many escaped characters leave no room,
 * redactions, texts and the last of `related` give way too, and `truncated` is true as well.
 */
export function cutEvent(event: EventLine): void {
  cutTexts(event, MAX_TEXT_LENGTH, MAX_TEXT_LENGTH);
  if (fitsSurely(event) || lineBytes(event) <= MAX_LINE_BYTES) return;
  const details = event.details;
  if (details !== undefined && !(event.truncated === true && event.details_sha256 !== undefined)) {
    event.details_sha256 = createHash('sha256')
      .update(escapeToAscii(JSON.stringify(details)))
      .digest('hex');
  }
  event.truncated = true;
  if (details !== undefined) event.details = {};
  shrinkFrame(event, MAX_LINE_BYTES - (details === undefined ? 0 : Math.min(DETAILS_BYTES, asciiJsonBytes(details))));
  if (details !== undefined) event.details = fitDetails(details, MAX_LINE_BYTES - lineBytes(event) + 2);
}

function cutTexts(event: EventLine, messageLength: number, userAgentLength: number): void {
  if (event.user_agent !== undefined) event.user_agent = cutText(event.user_agent, userAgentLength);
  if (event.error !== undefined && event.error.message.length > messageLength) {
    event.error = { ...event.error, message: cutText(event.error.message, messageLength) };
  }
}

/** Longest possible ` [1234567890 more characters]`. */
const MARKER_LENGTH = 32;

function cutText(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : shortenText(text, maxLength - MARKER_LENGTH);
}

/** Everything but `details`, in the order in which it is missed least. */
function shrinkFrame(event: EventLine, roomBytes: number): void {
  if (lineBytes(event) <= roomBytes) return;
  if (event.redactions !== undefined) event.redactions = keepFirst(event.redactions, REDACTIONS_BYTES);
  if (lineBytes(event) <= roomBytes) return;
  cutTexts(event, SHORT_MESSAGE_LENGTH, SHORT_USER_AGENT_LENGTH);
  const { related } = event;
  if (related === undefined || lineBytes(event) <= roomBytes) return;
  event.related = [];
  event.related = keepFirst(related, roomBytes - lineBytes(event));
}

/** The first of a list that fit, as JSON elements with their commas. */
function keepFirst<T extends object>(list: readonly T[], roomBytes: number): T[] {
  let left = roomBytes;
  const end = list.findIndex((entry) => {
    left -= asciiJsonBytes(entry) + 1;
    return left < 0;
  });
  return end === -1 ? [...list] : list.slice(0, end);
}

function fitDetails(details: JsonObject, roomBytes: number): JsonObject {
  const fitted = fitJson(details, roomBytes);
  return typeof fitted === 'object' && fitted !== null && !Array.isArray(fitted) ? fitted : {};
}

function lineBytes(event: EventLine): number {
  return asciiJsonBytes(event);
}

/** A bound that needs no serialising: most events are far below the limit. */
function fitsSurely(event: EventLine): boolean {
  let left = MAX_LINE_BYTES - FRAME_BYTES;
  for (const field of LINE_FIELDS) if (event[field] !== undefined) left = spend(event[field], left);
  return left >= 0;
}

/** Bytes of one character at worst: `\uffff`. */
const ESCAPE = 6;

/** What is left of the room after a value at its worst; below zero as soon as it may not fit. */
function spend(value: unknown, room: number): number {
  if (typeof value === 'string') return room - value.length * ESCAPE - 3;
  if (typeof value !== 'object' || value === null) return room - 26;
  let left = room - 3;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length && left >= 0; at += 1) left = spend(value[at], left);
    return left;
  }
  for (const key of Object.keys(value)) {
    if (left < 0) return left;
    left = spend(Reflect.get(value, key), left - key.length * ESCAPE - 4);
  }
  return left;
}
