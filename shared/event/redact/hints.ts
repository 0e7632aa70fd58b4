/** Which three characters to look for: those that a form or word must hold and that ordinary text seldom does. */
import type { FormPart } from './form-language.js';

/** Three characters, in lower case, and how far they stand behind the beginning of the form. */
export interface Hint {
  readonly text: string;
  readonly offset: number;
}

/** A window of classes is multiplied out up to so many hints. */
const MAX_HINTS = 128;
/** How far behind the beginning of a form its hint may stand. */
const MAX_OFFSET = 96;
/** From frequent to rare in names, paths and English; what is not here is rarest. */
const FREQUENT = 'etaoinsrlcdup0123456789mg-_hbfyv.w:/k';

const rarity = (text: string) =>
  [...text].reduce((sum, character) => {
    const rank = FREQUENT.indexOf(character);
    return sum + (rank === -1 ? FREQUENT.length : rank);
  }, 0);

/** Rare by their letters and frequent all the same. */
const EVERYDAY = new Set(
  'acc oje et- goo -pr st- nte nti v1. 00. /te ode act adm key uth le- con for ing wor mac egr sig'.split(' '),
);
export const rarityOfHint = (text: string) => rarity(text) - (EVERYDAY.has(text) ? FREQUENT.length : 0);

/** The hints of one variant of a form; at least one of them stands in every text that it matches. */
export function findFormHints(parts: readonly FormPart[]): Hint[] {
  const sets: string[][] = [];
  for (const { set, min, max } of parts) {
    const folded = [...new Set(set.toLowerCase())];
    for (let count = 0; count < min && sets.length < MAX_OFFSET; count += 1) sets.push(folded);
    if (max !== min) break;
  }
  let best: Hint[] = [];
  for (let offset = 0; offset + 3 <= sets.length; offset += 1) {
    const window = sets.slice(offset, offset + 3);
    const size = window.reduce((product, set) => product * set.length, 1);
    if (size > MAX_HINTS) continue;
    const texts = window.reduce<string[]>((all, set) => all.flatMap((text) => set.map((next) => text + next)), ['']);
    const hints = texts.map((text) => ({ text, offset }));
    if (best.length === 0 || hints.length < best.length) best = hints;
    else if (hints.length === best.length && rarityOfHint(texts[0] ?? '') > rarityOfHint(best[0]?.text ?? ''))
      best = hints;
  }
  if (best.length === 0) throw new RangeError('a form needs three characters that say something');
  return best;
}

/** The rarest three characters of a word that is itself no shorter. */
export function findWordHint(word: string, rate: (text: string) => number = rarity): string {
  const windows = Array.from({ length: Math.max(1, word.length - 2) }, (_, at) => word.slice(at, at + 3));
  return windows.reduce((best, window) => (rate(window) > rate(best) ? window : best));
}
