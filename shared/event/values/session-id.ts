/**
 * A log-on session by its hash: what was done in one can be joined, and nobody can take a session over with what stands
 * in a trail. Short or guessable ids can be guessed again from it.
 */
import { sha256 } from './sha256.js';

const PREFIX = 's1:';
const PURPOSE = Buffer.from('trailkeeper/session/1\0', 'utf8');
const HASHED = /^s1:[0-9a-f]{32}$/;

export const isSessionHash = (text: string): boolean => HASHED.test(text);

/** `s1:` and 128 bits as 32 hexadecimal digits; a text of that form is taken as hashed already. For filters too. */
export function hashSessionId(text: string): string {
  return isSessionHash(text) ? text : PREFIX + sha256(PURPOSE, text.toWellFormed()).toString('hex').slice(0, 32);
}
