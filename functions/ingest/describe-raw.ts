/** What quarantine keeps of a text that was refused: all that can be read and is no secret. */
import { createHmac } from 'node:crypto';
import { isEnvelope, splitEnvelope } from '../../shared/event/envelope/envelope.js';
import { redactRawBody } from '../../shared/event/redact/redact-raw-body.js';
import { redactRaw } from './redact-raw.js';
import { unpackBytes } from './unpack-bytes.js';

/**
 * The text without its secrets, in clear or coded. Of what is compressed and cannot be opened, and of the whole body of an
 * envelope, only length and a keyed hash are kept. The hash shows to whoever has the text, and nobody else, that it is
 * the same.
 */
export function describeRaw(raw: string, hashKey: Uint8Array): string {
  const withhold = (text: string) => {
    const hash = createHmac('sha256', hashKey).update(text).digest('hex');
    return `[not kept: ${text.length} characters, HMAC-SHA-256 ${hash}]`;
  };
  const describe = (text: string) => redactRawBody(text, { redact: redactRaw, unpack: unpackBytes, withhold });
  if (!isEnvelope(raw)) return describe(raw);
  const { header, content } = splitEnvelope(raw);
  if (content === '') return describe(header);
  return `${describe(header)}\n${content.startsWith('{') ? describe(content) : withhold(content)}`;
}
