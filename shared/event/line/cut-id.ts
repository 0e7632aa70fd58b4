/** Ids beyond their limit: the beginning, `…`, and 32 hexadecimal digits of the SHA-256 of the whole. */
import { hash } from 'node:crypto';
import { FIELDS, type FieldsOf } from '../fields/fields.js';
import { redactText } from '../redact/redact.js';

const MARK = '\u2026';
const HASH_DIGITS = 32;
/** Of a cut id: what follows its beginning. */
export const CUT_TAIL_BYTES = Buffer.byteLength(MARK, 'utf8') + HASH_DIGITS;
const CUT_FORM = /\u2026[0-9a-f]{32}$/;

export type IdField = FieldsOf<'id' | 'name'>;

/**
 * The id that a line has in `field` for the whole id `text`, so that a filter finds what was cut. A text that is short
 * enough, or has the cut form already, stays as it is but for secrets.
 */
export function cutId(field: IdField, text: string): string {
  const clean = redactText(text.toWellFormed());
  return fitsId(clean, FIELDS[field].limit) ? clean : shortenId(clean, FIELDS[field].limit);
}

/** No code unit takes more than 3 bytes of UTF-8, so most ids need no counting. */
export function fitsId(text: string, bytes: number): boolean {
  return text.length * 3 <= bytes || Buffer.byteLength(text, 'utf8') <= bytes;
}

/** Whether an id looks as if it had been cut; only `cut` says whether it was. */
export function hasCutForm(text: string): boolean {
  return text.length > HASH_DIGITS && text[text.length - HASH_DIGITS - 1] === MARK && CUT_FORM.test(text);
}

/** `whole` has no secret; neither has the result, in at most `bytes` bytes, at least 64. */
export function shortenId(whole: string, bytes: number): string {
  const encoded = Buffer.from(whole, 'utf8');
  const tail = MARK + hash('sha256', encoded).slice(0, HASH_DIGITS);
  for (let room = bytes - CUT_TAIL_BYTES; room > 0; room = Math.floor(room / 2)) {
    const short = takeStart(encoded, room) + tail;
    // Half a mark would be taken for a new secret.
    if (redactText(short) === short) return short;
  }
  return tail;
}

function takeStart(encoded: Buffer, bytes: number): string {
  let end = Math.min(bytes, encoded.length);
  // Not inside a character: its following bytes begin with the bits 10.
  while (end > 0 && ((encoded[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return encoded.toString('utf8', 0, end);
}
