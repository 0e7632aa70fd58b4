/** The hash of the last three characters of a text, in any case. */

/** Hashes have 15 bits. */
export const MASK = 0x7fff;

/** Five bits a step: after three steps a character has left the 15 bits. */
export function stepHash(hash: number, unit: number): number {
  return ((hash << 5) ^ (unit | 0x20)) & MASK;
}

export function hashText(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) hash = stepHash(hash, text.charCodeAt(at));
  return hash;
}

export const EXACT_MASK = 0x1fffff;

/** The three characters that end at `at`, in any case: 21 bits, which ASCII fills without loss. */
export function exactAt(text: string, at: number): number {
  const last = text.charCodeAt(at) | 0x20;
  const middle = text.charCodeAt(at - 1) | 0x20;
  return (last ^ (middle << 7) ^ ((text.charCodeAt(at - 2) | 0x20) << 14)) & EXACT_MASK;
}
