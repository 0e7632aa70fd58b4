/**
 * Proof that an envelope comes from a function of the trail: everybody may be allowed to send to the queue, and in one
 * process everybody has the same SenderId, so neither proves anything.
 *
 *     own = HMAC-SHA-256(key, nonce ‖ caller ‖ SHA-256(lines))
 *
 * The key is derived from the trail key for this purpose alone. `nonce` is 16 bytes, zeros for an envelope without one;
 * `caller` is UTF-8; `lines` are the lines as they stand, with line feeds between them. With `origin` or `leaves` the last
 * hash is SHA-256(SHA-256(lines) ‖ JSON [["origin", message_id, sender, sent_at], ["leaves", leaves]]), each only when
 * it is there, so that nobody can move one to another message.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { escapeToAscii } from '../values/ascii-json.js';
import type { EnvelopeHeader } from './envelope.js';

const NONCE_BYTES = 16;

export type OwnFields = Pick<EnvelopeHeader, 'nonce' | 'caller' | 'origin' | 'leaves'>;

/** 64 hexadecimal digits. */
export function signOwn(
  ownKey: Uint8Array,
  { nonce, caller, origin, leaves }: OwnFields,
  lines: readonly string[],
): string {
  const inside = createHash('sha256').update(lines.join('\n'), 'utf8').digest();
  const more = [
    ...(origin === undefined ? [] : [['origin', origin.message_id, origin.sender, origin.sent_at]]),
    ...(leaves === undefined ? [] : [['leaves', leaves]]),
  ];
  const last =
    more.length === 0
      ? inside
      : createHash('sha256')
          .update(inside)
          .update(escapeToAscii(JSON.stringify(more)))
          .digest();
  return createHmac('sha256', ownKey)
    .update(nonce === undefined ? Buffer.alloc(NONCE_BYTES) : Buffer.from(nonce, 'hex'))
    .update(caller ?? '', 'utf8')
    .update(last)
    .digest('hex');
}

/** Whether the header's `own` was made with this key for these lines. */
export function isOwn(ownKey: Uint8Array, header: EnvelopeHeader, lines: readonly string[]): boolean {
  if (header.own === undefined) return false;
  const expected = Buffer.from(signOwn(ownKey, header, lines), 'hex');
  const got = Buffer.from(header.own, 'hex');
  return expected.length === got.length && timingSafeEqual(expected, got);
}
