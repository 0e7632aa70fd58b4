/**
 * Finds keys by the forms that services give them. One pass looks at each three characters, and tries only the forms
 * whose hint they are, so the number of forms costs nothing.
 */
import { type Form, parseForm } from './form-language.js';
import { findFormHints, type Hint } from './hints.js';
import { KNOWN_FORMS } from './known-forms.js';
import { REDACTED } from './plain-value.js';
import { hashText, MASK, stepHash } from './rolling-hash.js';

interface Candidate extends Hint {
  readonly expression: RegExp;
}

const PARSED = Object.values(KNOWN_FORMS).map(parseForm);
const BY_HASH = new Map<number, Candidate[]>();
const IS_HINT = new Uint8Array(MASK + 1);
for (const form of PARSED) for (const hint of listHints(form)) addCandidate(form, hint);

function listHints({ variants }: Form): Hint[] {
  const hints = variants.flatMap(findFormHints);
  return [...new Map(hints.map((hint) => [`${hint.offset} ${hint.text}`, hint])).values()];
}

function addCandidate({ expression }: Form, hint: Hint): void {
  const hash = hashText(hint.text);
  const candidates = BY_HASH.get(hash);
  IS_HINT[hash] = 1;
  if (candidates === undefined) BY_HASH.set(hash, [{ ...hint, expression }]);
  else candidates.push({ ...hint, expression });
}

/** Every text that holds a key of a known form holds one of these. */
export const KEY_FORM_HINTS: readonly string[] = [...new Set([...BY_HASH.values()].flat().map(({ text }) => text))];

export function redactKeyForms(text: string): string {
  let result = '';
  let done = 0;
  let hash = 0;
  for (let at = 0; at < text.length; at += 1) {
    hash = stepHash(hash, text.charCodeAt(at));
    if (IS_HINT[hash] === 0 || at < 2) continue;
    for (const { expression, offset } of BY_HASH.get(hash) ?? []) {
      const from = at - 2 - offset;
      // What begins inside an earlier key and goes on behind it is its second half.
      if (from < 0 || from < done - MAX_OVERLAP) continue;
      expression.lastIndex = from;
      if (!expression.test(text) || expression.lastIndex <= done) continue;
      if (from >= done) result += text.slice(done, from) + REDACTED;
      done = expression.lastIndex;
    }
    if (done > at + 1) at = done - 1;
  }
  if (done !== 0) result += text.slice(done);
  else result = text;
  // Next to an access key id, forty mixed characters are its secret half.
  return done !== 0 && AWS_HINT.test(text) ? result.replace(AWS_SECRET, replaceAwsSecret) : result;
}

const MAX_OVERLAP = 96;
const AWS_HINT = /(?:AKIA|ASIA)[A-Z0-9]{16}/;
const AWS_SECRET = /(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])/g;

function replaceAwsSecret(match: string): string {
  return /[a-z]/.test(match) && /[A-Z]/.test(match) && /\d/.test(match) ? REDACTED : match;
}
