import { type EnvelopeHeader, splitEnvelope, writeHeader } from './envelope.js';
import { readEnvelope } from './envelope-reader.js';
import { signOwn } from './own.js';

/**
 * The same envelope with the trail's proof in its header: `caller` is for whom the signing function vouches. The bytes
 * behind the header are not touched. Throws EnvelopeError for a body that cannot be opened.
 */
export function signEnvelope(body: string, ownKey: Uint8Array, caller: string): string {
  const { header, lines } = readEnvelope(body);
  const vouched: EnvelopeHeader = { ...header, caller };
  return `${writeHeader({ ...vouched, own: signOwn(ownKey, vouched, lines) })}\n${splitEnvelope(body).content}`;
}
