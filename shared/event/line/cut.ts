/**
 * Makes an event fit a line. What is cut is marked; nothing is dropped without a mark, and no event is ever refused for
 * its size.
 */
import type { EventLine } from '../event.js';
import { LINE_FIELDS } from '../fields/fields.js';
import { asciiJsonBytes } from '../values/ascii-json.js';
import { MAX_LINE_BYTES } from '../values/limits.js';
import { Cuts, cutParts, cutText } from './cut-parts.js';
import { fitObject } from './fit-json.js';

/** What `details` get at least; the rest of the event gives way first. */
const DETAILS_BYTES = 2_048;
/** `redactions` gets at most this much of a line that is too long, and `changes` at least. */
const LIST_BYTES = 8_192;
/** Names of fields, punctuation, numbers and fixed-length fields of a line, generously. */
const FRAME_BYTES = 3_072;
const SHORT_TEXT_LENGTH = 512;

/**
 * Changes `event` in place until every part is within its limit and its line has at most `MAX_LINE_BYTES` bytes. Expects
 * already redacted text: a cut could halve a secret.
 *
 * Each part that was beyond its limit is named in `cut`, and `whole_sha256` is the SHA-256 of the line before. Ids keep
 * their beginning and a hash, and stand as a whole in `cut` while there is room. Longer texts keep their beginning.
 * `details` that do not fit keep their first keys, and long texts their beginning. Only when ids of many escaped characters
 * leave no room, wholes, redactions, texts, changes and the last of `related` give way too. What is then not in the line
 * as a whole makes `truncated` true.
 */
export function cutEvent(event: EventLine): void {
  const cuts = new Cuts(event);
  cutParts(event, cuts);
  cuts.finish();
  if (fitsSurely(event) || lineBytes(event) <= MAX_LINE_BYTES) return;
  const { details } = event;
  const detailsBytes = details === undefined ? 0 : asciiJsonBytes(details);
  if (details !== undefined) {
    cuts.note('details', detailsBytes);
    event.details = {};
    cuts.finish();
  }
  shrinkFrame(event, MAX_LINE_BYTES - Math.min(DETAILS_BYTES, detailsBytes), cuts);
  if (details !== undefined) event.details = fitObject(details, MAX_LINE_BYTES - lineBytes(event) + 2) ?? {};
}

/** Everything but `details`, in the order in which it is missed least. */
function shrinkFrame(event: EventLine, roomBytes: number, cuts: Cuts): void {
  const isTooLong = () => {
    cuts.finish();
    return lineBytes(event) > roomBytes;
  };
  if (!isTooLong()) return;
  if (event.redactions !== undefined) {
    const kept = keepFirst(event.redactions, LIST_BYTES);
    if (kept.length < event.redactions.length) cuts.note('redactions', asciiJsonBytes(event.redactions));
    event.redactions = kept;
  }
  if (!isTooLong()) return;
  if (event.user_agent !== undefined)
    event.user_agent = cutText(event.user_agent, SHORT_TEXT_LENGTH, 'user_agent', cuts);
  if (event.error !== undefined) {
    const message = cutText(event.error.message, SHORT_TEXT_LENGTH, 'error.message', cuts);
    event.error = { ...event.error, message };
  }
  if (!isTooLong()) return;
  cuts.dropWholes();
  if (!isTooLong()) return;
  if (event.changes !== undefined) {
    const { changes } = event;
    cuts.note('changes', asciiJsonBytes(changes));
    event.changes = [];
    cuts.finish();
    event.changes = keepFirst(changes, Math.max(LIST_BYTES, roomBytes - lineBytes(event)));
  }
  const { related } = event;
  if (!isTooLong() || related === undefined) return;
  cuts.note('related', asciiJsonBytes(related));
  event.related = [];
  cuts.finish();
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
