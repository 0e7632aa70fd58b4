/**
 * The rules for free text, in the order in which they are applied, and the filter before them. Most texts hold no
 * secret, and the filter sees that in one pass: it looks at each three characters once, and says which rules to run.
 */
import { redactAuthorization } from './authorization-rule.js';
import { PASSWORD_OPTIONS } from './command-flags.js';
import { PHRASE_HINTS } from './command-phrases.js';
import { redactCommands, redactDsns, redactJwts, redactPrivateKeys, redactUserinfo } from './credential-rules.js';
import { findWordHint, rarityOfHint } from './hints.js';
import { KEY_FORM_HINTS, redactKeyForms } from './key-forms.js';
import { redactNamedValues } from './named-value-rule.js';
import { EXACT_MASK, exactAt, hashText, MASK } from './rolling-hash.js';
import { NAME_FRAGMENTS } from './sensitive-key.js';
import { redactTables } from './table-rule.js';

export interface TextRule {
  /** As `redactions[].rule` names it. */
  readonly name: string;
  /**
   * Three characters each. Every text in which the rule finds something holds one of them, in any case; they are chosen
   * to be rare elsewhere (`ecr` of secret, because `sec` begins too much).
   */
  readonly hints: readonly string[];
  /** The rule also needs an `@`. */
  readonly at?: true;
  /** Takes time in proportion to the length of the text; a second pass over its own result changes nothing. */
  readonly apply: (text: string) => string;
}

const hints = (text: string) => text.trim().split(/\s+/);

/** `string` only counts behind `connection` or `conn`, which is rarer. */
function findNameHint(word: string): string {
  return /^str(?:ings?)?$/.test(word) ? 'onn' : findWordHint(word, rarityOfHint);
}

const NAME_HINTS: readonly string[] = [
  ...NAME_FRAGMENTS.flatMap((word) => [findNameHint(word), findNameHint(word).toUpperCase()]),
  ...['kty', 'd b', 'ssi', 'ick', 'in=', 'in:', 'in"', "in'"],
  // `pw` as a last word, with what may follow it.
  ...[...' =:"\'`\\]%&-|,;\t'].map((next) => `pw${next}`),
];

/** Printable ASCII but quote and backslash, which would change what the text says. */
const ESCAPES = /\\u00(?:2[013-9a-f]|[346][0-9a-f]|5[0-9abd-f]|7[0-9a-e])/gi;

/** A part of JSON with letters written as escapes, which no parser reads; written plainly when a rule finds something. */
function redactEscaped(text: string): string {
  const plain = text.replace(ESCAPES, (code) => String.fromCharCode(Number.parseInt(code.slice(2), 16)));
  if (plain === text) return text;
  for (const { apply } of TEXT_RULES) {
    const clean = apply === redactEscaped ? plain : apply(plain);
    // The other rules come after this one anyway.
    if (clean !== plain) return clean;
  }
  return text;
}

export const TEXT_RULES: readonly TextRule[] = [
  { name: 'escaped', hints: ['\\u0'], apply: redactEscaped },
  { name: 'private-key', hints: ['e k', 'ls0'], apply: redactPrivateKeys },
  { name: 'url-userinfo', hints: ['%40'], at: true, apply: redactUserinfo },
  { name: 'dsn', hints: [], at: true, apply: redactDsns },
  { name: 'authorization', hints: hints('uth oki rer sic ige'), apply: redactAuthorization },
  {
    name: 'key-form',
    hints: KEY_FORM_HINTS,
    apply: redactKeyForms,
  },
  { name: 'jwt', hints: ['eyj'], apply: redactJwts },
  {
    name: 'command',
    hints: [
      ...hints('cur shp sql iad ngo ogi exe nrm qls cft tex'),
      '7z ',
      ...Object.keys(PASSWORD_OPTIONS)
        .filter((name) => name.length > 2)
        .map((name) => findWordHint(name)),
      ...PHRASE_HINTS,
    ],
    apply: redactCommands,
  },
  // `:5432:`, `:6432:`, `:5433:` and `:*:` of `.pgpass`.
  { name: 'table', hints: [...NAME_HINTS, '432', '433', ':*:'], apply: redactTables },
  {
    name: 'named-value',
    // Every name that `sensitive-key.ts` takes for a secret holds one of these.
    hints: NAME_HINTS,
    apply: redactNamedValues,
  },
];

/** Bits of rules by the hash of three characters. */
const TABLE = new Uint16Array(MASK + 1);
/** Bits of hints by their three characters: three of four hits of the hash alone are others. */
const EXACT = new Uint8Array((EXACT_MASK + 1) / 8);
const AT_SIGN = 0x40 | 0x20;

TEXT_RULES.forEach((rule, bit) => {
  for (const hint of rule.hints) {
    const hash = hashText(hint);
    TABLE[hash] = (TABLE[hash] ?? 0) | (1 << bit);
    // Two characters are a word of scripts that wake the rules by themselves.
    if (hint.length < 3) continue;
    const exact = exactAt(hint, 2);
    EXACT[exact >> 3] = (EXACT[exact >> 3] ?? 0) | (1 << (exact & 7));
  }
});
const AT_RULES = TEXT_RULES.reduce((bits, rule, bit) => (rule.at === true ? bits | (1 << bit) : bits), 0);

/** Behind these begin scripts in which two characters are a word, less than a hint. */
const LAST_OF_ALPHABETS = 0x2fff;
const NAME_RULES = TEXT_RULES.reduce(
  (bits, { hints: some }, bit) => (some.includes(NAME_HINTS[0] ?? '') ? bits | (1 << bit) : bits),
  0,
);

/** A bit for each rule, by its place in `TEXT_RULES`, that may find something; 0 for most texts. */
export function findCandidateRules(text: string): number {
  let hash = 0;
  let rules = 0;
  let hasAt = false;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at) | 0x20;
    hash = ((hash << 5) ^ unit) & MASK;
    const found = TABLE[hash] as number;
    if (found !== 0 && (rules & found) !== found && isHint(text, at)) rules |= found;
    if (unit === AT_SIGN) hasAt = true;
    // Zero-width characters split the words of a name, and go unseen.
    if (unit > 0x2000 && (unit > LAST_OF_ALPHABETS || (unit >= 0x202b && unit <= 0x202d))) rules |= NAME_RULES;
  }
  return hasAt ? rules | AT_RULES : rules;
}

function isHint(text: string, at: number): boolean {
  const exact = exactAt(text, at);
  return ((EXACT[exact >> 3] as number) & (1 << (exact & 7))) !== 0;
}
