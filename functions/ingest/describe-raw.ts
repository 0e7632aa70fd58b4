/** What quarantine keeps of a text that was refused: all that can be read and is no secret. */
import { createHmac } from 'node:crypto';
import { isEnvelope, splitEnvelope } from '../../shared/event/envelope/envelope.js';
import { redactRaw } from './redact-raw.js';

/**
 * The text, redacted. Of what is packed, in whole or in part, only length and a keyed hash are kept: a secret would
 * come back out of it. The hash shows to whoever has the text, and nobody else, that it is the same.
 */
export function describeRaw(raw: string, hashKey: Uint8Array): string {
  if (!isEnvelope(raw)) return describePacked(redactRaw(raw), hashKey);
  const { header, content } = splitEnvelope(raw);
  const clean = redactRaw(header);
  if (content === '') return clean;
  return `${clean}\n${content.startsWith('{') ? describePacked(redactRaw(content), hashKey) : replace(content, hashKey)}`;
}

/** Long enough for a secret of eight characters. */
const ENCODED = /[A-Za-z0-9+/_-]{32,}={0,2}/g;
const MAGIC = [Buffer.from([0x1f, 0x8b]), Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), Buffer.from([0x78, 0x9c])];

function describePacked(text: string, hashKey: Uint8Array): string {
  return text.replace(ENCODED, (encoded) => (hidesText(encoded) ? replace(encoded, hashKey) : encoded));
}

/** Compressed data, or a text in which redaction finds something. */
function hidesText(encoded: string): boolean {
  const readings = [Buffer.from(encoded, 'base64'), Buffer.from(encoded, 'hex')];
  return readings.some((bytes) => {
    if (MAGIC.some((magic) => bytes.subarray(0, magic.length).equals(magic))) return true;
    const text = bytes.toString('latin1');
    return PRINTABLE.test(text) && redactRaw(text) !== text;
  });
}

const PRINTABLE = /^[\t\n\r\x20-\x7e]{8,}$/;

function replace(text: string, hashKey: Uint8Array): string {
  const hash = createHmac('sha256', hashKey).update(text).digest('hex');
  return `[not kept: ${text.length} characters, HMAC-SHA-256 ${hash}]`;
}
