/**
 * Identity is content: the id of an event follows from the bytes of its line, so a redelivery in whatever batch gives
 * the same id, and nobody without the trail key can aim at one.
 *
 *     salt     = first 16 bytes of HMAC-SHA-256(trail key, JSON of [nonce or null, producer_id, seq or external_id])
 *     leaf     = SHA-256(salt ‖ line)
 *     event_id = UUIDv7 (RFC 9562): 48 bits milliseconds, 12 bits of the millisecond's fraction, 62 bits of the leaf
 *
 * The salt is stored beside the line, the nonce nowhere: once line and salt are erased, the leaf in a manifest discloses
 * nothing, not even to whoever holds the trail key.
 *
 * What a foreign sender writes becomes a line by rules that change from release to release, so its id follows from what
 * was received (`deriveContentLeaf`). The line as stored then has a salt and a leaf of its own, and so has a line of ours
 * that newer rules had to change: id and identity salt beside it would let everybody test guesses at what was removed.
 */

import type { EventLine } from '../event.js';
import { isReservedProducer } from '../reserved.js';
import { escapeToAscii } from '../values/ascii-json.js';
import { hashCanonicalJson } from '../values/canonical-json.js';
import { hmacSha256, sha256 } from '../values/sha256.js';
import type { Instant } from '../values/timestamp.js';

const SALT_BYTES = 16;
/** 12 bits for 1,000 microseconds: every microsecond has a fraction of its own, in order. */
const FRACTION_STEPS = 4_096;

type Named = Pick<EventLine, 'producer_id' | 'seq' | 'external_id'>;

/**
 * The nonce that counts for a line: its envelope's, when the line is numbered by the very producer that packed it. Null
 * otherwise; a door of the trail gives no event an id by what it drew at random.
 */
export function chooseNonce(
  header: { readonly producer_id: string; readonly nonce?: string | undefined },
  { producer_id, seq }: Named,
): string | null {
  const counts = seq !== undefined && producer_id === header.producer_id && !isReservedProducer(producer_id);
  return counts ? (header.nonce ?? null) : null;
}

/**
 * 16 bytes. `nonce` as `chooseNonce` gives it, 32 hexadecimal digits. A number (`seq`) and a text (`external_id`) never
 * give the same input, because JSON tells them apart.
 */
export function deriveSalt(trailKey: Uint8Array, nonce: string | null, line: Named): Buffer {
  const named = escapeToAscii(JSON.stringify([nonce, line.producer_id, line.seq ?? line.external_id]));
  return hmacSha256(trailKey, named).subarray(0, SALT_BYTES);
}

/**
 * 32 bytes, of an event of a foreign sender: the leaf that its id follows from. `received` is the event as it came, parsed
 * from JSON, before anything was filled in, taken out or cut; `line` names it.
 */
export function deriveContentLeaf(salt: Uint8Array, line: Named, received: unknown): Buffer {
  const named = [line.producer_id, line.seq ?? line.external_id, hashCanonicalJson(received)];
  return sha256(salt, escapeToAscii(JSON.stringify(named)));
}

/**
 * 16 bytes: the salt of a line that is not the one its id follows from. The identity salt cannot be found from it.
 */
export function deriveStoredSalt(trailKey: Uint8Array, identitySalt: Uint8Array): Buffer {
  return hmacSha256(trailKey, Buffer.concat([REWRITTEN, identitySalt])).subarray(0, SALT_BYTES);
}

const REWRITTEN = Buffer.from('rewritten', 'ascii');

/** 32 bytes. `line` is the line exactly as it is stored. */
export function deriveLeaf(salt: Uint8Array, line: string): Buffer {
  return sha256(salt, line);
}

/** The id of the event whose operation started at `instant` and whose line has this leaf. */
export function deriveEventId(instant: Instant, leaf: Uint8Array): string {
  const bits = Buffer.from(leaf.subarray(0, 8));
  // RFC 9562 variant `10` over the top two bits leaves 62 bits of the leaf.
  bits[0] = 0x80 | ((bits[0] ?? 0) & 0x3f);
  return formatEventId(instant, bits.toString('hex'));
}

/** The smallest id that an event of this microsecond can have: the inclusive lower bound of a range. */
export function lowestEventId(instant: Instant): string {
  return formatEventId(instant, '8000000000000000');
}

/** The largest id that an event of this microsecond can have: the inclusive upper bound of a range. */
export function highestEventId(instant: Instant): string {
  return formatEventId(instant, 'bfffffffffffffff');
}

function formatEventId(instant: Instant, leafHex: string): string {
  const time = instant.ms.toString(16).padStart(12, '0');
  const fraction = Math.floor((instant.us * FRACTION_STEPS) / 1_000)
    .toString(16)
    .padStart(3, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${fraction}-${leafHex.slice(0, 4)}-${leafHex.slice(4)}`;
}

const EVENT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Whether a text has the form of an event id; such an event need not exist. */
export function isEventId(text: string): boolean {
  return EVENT_ID.test(text);
}

/** Milliseconds since 1970 of an event id, and its low 32 leaf bits: all that a stripe is chosen by. */
export function parseEventId(eventId: string): { ms: number; leafBits: number } {
  return {
    ms: Number.parseInt(eventId.slice(0, 8) + eventId.slice(9, 13), 16),
    leafBits: Number.parseInt(eventId.slice(28), 16),
  };
}
