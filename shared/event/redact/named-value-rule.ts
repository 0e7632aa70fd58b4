/**
 * Finds values of sensitive names inside text: `password=…`, `"token": "…"`, `?sig=…`, `--api-key …`,
 * `<secret>…</secret>`.
 */
import {
  ARGUMENT,
  BLOCK,
  CONTENT,
  DATABASE,
  ELEMENT,
  FIELD,
  FIELD_VALUE,
  FLAG,
  GLUED,
  GLUED_VALUE,
  JWK_MEMBER,
  MEMBER,
  NAMED,
  NAMED_ELEMENT,
  NAMING,
  NAMING_LINE,
  NEW_VALUE,
  PAIR,
  PART,
  PART_VALUE,
  SPOKEN,
  TAG_ATTRIBUTE,
  TAG_VALUE,
  TUPLE,
  VALUE,
  VARIABLE,
} from './named-value-forms.js';
import {
  isPlain,
  isPlainNumber,
  isPublicId,
  isVerb,
  REDACTED,
  trailingPunctuation,
  withoutEnd,
} from './plain-value.js';
import { isSensitiveKey, KeyMeaning, meaningOf } from './sensitive-key.js';
import { matchAt, type Splice, spliceText } from './splice-text.js';

/**
 * Text without the values of sensitive names. Takes time in proportion to its length; a second pass changes nothing.
 */
export function redactNamedValues(text: string): string {
  return STEPS.reduce((result, { needs, head, measure }) => {
    if (!result.includes(needs)) return result;
    return spliceText(result, head, (match, at) => measure(result, match, at));
  }, text);
}

interface Step {
  /** Found in every text that the step changes. */
  readonly needs: string;
  readonly head: RegExp;
  readonly measure: (text: string, match: RegExpExecArray, at: number) => Splice | undefined;
}

const STEPS: readonly Step[] = [
  { needs: ';', head: FIELD, measure: measureWholeBy(FIELD_VALUE) },
  { needs: '', head: NAMED, measure: measureNamed },
  { needs: '', head: NAMING, measure: measureNamedMembers },
  { needs: '', head: NAMING_LINE, measure: measureNamedMembers },
  { needs: ',', head: PAIR, measure: measureArgument },
  { needs: '-', head: FLAG, measure: measureArgument },
  { needs: '</', head: ELEMENT, measure: measureWholeBy(CONTENT) },
  { needs: '</', head: NAMED_ELEMENT, measure: measureElement },
  { needs: '<', head: TAG_VALUE, measure: measureTag },
  { needs: '"', head: PART, measure: measureWholeBy(PART_VALUE) },
  { needs: 'kty', head: JWK_MEMBER, measure: measureJwk },
  { needs: ' ', head: VARIABLE, measure: measureVariable },
  { needs: '{', head: TUPLE, measure: measureArgument },
  { needs: 'variable', head: BLOCK, measure: measureArgument },
  { needs: '', head: GLUED, measure: measureGlued },
  { needs: ' ', head: SPOKEN, measure: measureSpoken },
  {
    needs: ' ',
    head: DATABASE,
    measure: (text, _, at) => spliceValue(matchAt(text, ARGUMENT, at), at, KeyMeaning.secret, ' '),
  },
];

/** What `value` finds behind the name is one value, whatever is in it. */
function measureWholeBy(value: RegExp): Step['measure'] {
  return (text, [, name = ''], at) => measureWhole(name, matchAt(text, value, at), at);
}

function measureWhole(name: string, value: string, at: number): Splice | undefined {
  return isSensitiveKey(name) && !isPlain(value) ? { from: at, to: at + value.length, by: REDACTED } : undefined;
}

function measureElement(text: string, [, attribute, content]: RegExpExecArray, at: number): Splice | undefined {
  return measureWhole(attribute ?? content ?? '', matchAt(text, CONTENT, at), at);
}

/** The attributes before and behind the value say what it is. */
function measureTag(text: string, [tag]: RegExpExecArray, at: number): Splice | undefined {
  const value = matchAt(text, ARGUMENT, at);
  const rest = text.slice(at + value.length, at + value.length + 256);
  const around = tag + rest.slice(0, Math.max(0, rest.indexOf('>')));
  const isSecret = [...around.matchAll(TAG_ATTRIBUTE)].some(([, name = '']) => isSensitiveKey(name));
  return isSecret ? spliceValue(value, at, KeyMeaning.secret, '=') : undefined;
}

/** A JSON Web Key that broke off, or stands in other text. */
function measureJwk(text: string, _: RegExpExecArray, at: number): Splice | undefined {
  return spliceValue(matchAt(text, VALUE, at), at, KeyMeaning.secret, ':');
}

function measureGlued(text: string, _: RegExpExecArray, at: number): Splice | undefined {
  const value = withoutEnd(matchAt(text, GLUED_VALUE, at));
  return looksMadeUp(value, 6) ? { from: at, to: at + value.length, by: REDACTED } : undefined;
}

/** `set session timeout` sets no session. */
function measureVariable(text: string, match: RegExpExecArray, at: number): Splice | undefined {
  return (meaningOf(match[1] ?? '') & KeyMeaning.secretNumber) === 0 ? undefined : measureArgument(text, match, at);
}

function measureArgument(text: string, [, name = '']: RegExpExecArray, at: number): Splice | undefined {
  return isSensitiveKey(name) ? spliceValue(matchAt(text, ARGUMENT, at), at, meaningOf(name), ' ') : undefined;
}

/** The members after a sensitive name, as far as they belong to it: `"field": "secret", "old": "x", "new": "y"`. */
function measureNamedMembers(text: string, [, name = '']: RegExpExecArray, at: number): Splice | undefined {
  if (!isSensitiveKey(name)) return undefined;
  let end = at;
  let by = '';
  for (let member = matchAt(text, MEMBER, end); member !== ''; member = matchAt(text, MEMBER, end)) {
    const value = matchAt(text, VALUE, end + member.length);
    by += member + redactValue(value, meaningOf(name), ':');
    end += member.length + value.length;
  }
  return by === text.slice(at, end) ? undefined : { from: at, to: end, by };
}

function measureNamed(text: string, match: RegExpExecArray, at: number): Splice | undefined {
  const [, name = '', separator = ''] = match;
  // `\npassword` in escaped text is a line feed and a name.
  const bare = text[match.index - 1] === '\\' && /^[bfnrt]/.test(name) ? name.slice(1) : name;
  const meaning = meaningIn(bare, separator);
  // The authorization rule knows the forms of its header.
  if ((meaning & KeyMeaning.secret) === 0 || /^(?:proxy-)?authorization$/i.test(bare)) return undefined;
  // A part of an identifier; looked at before its value, which may be long.
  if (separator === ':' && text[match.index - 1] === ':') return undefined;
  const value = text[at] === '[' || text[at] === '{' ? containerAt(text, at) : matchAt(text, VALUE, at);
  if (isIdentifier(separator, value) || isProse(meaning, separator, value)) return undefined;
  if (/[-\u2013\u2014.] {0,16}$/.test(separator) && !looksMadeUp(value.replace(/^["']|["']$/g, ''), 6))
    return undefined;
  return withNewValue(text, spliceValue(value, at, meaning, separator), at + value.length, meaning);
}

/** Also what comes behind an arrow: `password = "old" -> "new"`. */
function withNewValue(text: string, old: Splice | undefined, at: number, meaning: number): Splice | undefined {
  const arrow = matchAt(text, NEW_VALUE, at);
  if (arrow === '') return old;
  const next = spliceValue(matchAt(text, VALUE, at + arrow.length), at + arrow.length, meaning, '=');
  if (next === undefined || old === undefined) return next ?? old;
  return { from: old.from, to: next.to, by: old.by + arrow + next.by };
}

/** A list or object from its bracket to the closing one, or as far as a cut text goes. */
function containerAt(text: string, at: number): string {
  if (text.startsWith(REDACTED, at)) return matchAt(text, VALUE, at);
  let depth = 0;
  const limit = Math.min(text.length, at + 8_192);
  for (let end = at; end < limit; end += 1) {
    const unit = text[end];
    if (unit === '[' || unit === '{') depth += 1;
    if (unit === ']' || unit === '}') depth -= 1;
    if (depth === 0) return text.slice(at, end + 1);
  }
  return text.slice(at, limit);
}

/** In a query string a signature opens a door; elsewhere it only proves something. */
function meaningIn(name: string, separator: string): number {
  return separator.startsWith('=') && /(?:^|[-_])signature$/i.test(name) ? KeyMeaning.secret : meaningOf(name);
}

/** The tag of an image: `registry/auth:v1.5@sha256:…`. */
const VERSION = /^v?\d{1,5}(?:\.\d{1,5}){1,3}(?:[-+][\w.]{1,64})?(?:@sha\d{3}:[0-9a-f]{16,128})?$/;

/** `arn:…:secret:db`, `store:tokens:/path` and `secret:read` name things. */
function isIdentifier(separator: string, value: string): boolean {
  if (separator !== ':') return false;
  if (VERSION.test(value)) return true;
  return isVerb(value) || /^\/[\w./ -]*$/.test(value);
}

/** `one more pass: valid sources only`, `auth:login`; not after a word such as password, which says more. */
function isProse(meaning: number, separator: string, value: string): boolean {
  return (meaning & KeyMeaning.secretNumber) === 0 && separator.trim() === ':' && /^[a-z]{1,15}[).,;\]}]*$/.test(value);
}

function spliceValue(value: string, at: number, meaning: number, separator: string): Splice | undefined {
  const by = redactValue(value, meaning, separator);
  return by === value ? undefined : { from: at, to: at + value.length, by };
}

function redactValue(value: string, meaning: number, separator: string): string {
  const quote = /^[bfruBFRUN@$]{0,2}(\\*["'\x60]|\\+u0022|&quot;|%22)/.exec(value);
  if (quote !== null) return redactQuoted(value, quote[0], quote[1] ?? '');
  if (/^[|>][+-]?\r?\n/.test(value)) return REDACTED;
  if (/^\r?\n[ \t]*-/.test(value)) return isPlain(value.replace(/^\r?\n[ \t]*-[ \t]+/, '')) ? value : ` ${REDACTED}`;
  const end = separator.includes('%3') ? value.search(/%(?:26|22|7[dD])/) : -1;
  const whole = end === -1 ? value : value.slice(0, end);
  if (isPlain(whole) || isPlainNumber(whole, meaning)) return value;
  const isContainer = whole.startsWith('[') || whole.startsWith('{');
  return REDACTED + (isContainer ? '' : trailingPunctuation(whole)) + value.slice(whole.length);
}

function redactQuoted(value: string, opening: string, quote: string): string {
  const closed = value.length >= opening.length + quote.length && value.endsWith(quote);
  const inner = value.slice(opening.length, closed ? -quote.length : undefined);
  if (inner === '' || inner === 'true' || inner === 'false' || inner === REDACTED) return value;
  return opening + REDACTED + (closed ? quote : '');
}

/**
 * `the password is hunter2`, `password 'hunter2'`, `token 9f8a6b5c4d3e2f1a`: only what looks made up, because this is
 * prose.
 */
function measureSpoken(text: string, [, name = '']: RegExpExecArray, at: number): Splice | undefined {
  if (/^(?:unexpected|illegal|reserved|expected) token/i.test(name) || !isSensitiveKey(name)) return undefined;
  const value = matchAt(text, ARGUMENT, at);
  const quoted = /^["'\x60]/.test(value);
  const inner = quoted ? value.slice(1, -1) : withoutEnd(value);
  const isPassword = !/secret|token|credential|key/i.test(name);
  const secret = (isPassword && quoted) || looksMadeUp(inner, isPassword ? 6 : quoted ? 8 : 16);
  if (!secret || isPlain(inner) || isPublicId(inner)) return undefined;
  const from = quoted ? at + 1 : at;
  return { from, to: from + inner.length, by: REDACTED };
}

/** Letters mixed with digits, or a word longer than those of a language. */
function looksMadeUp(text: string, minLength: number): boolean {
  if (/^[a-z]{20,}$/.test(text)) return true;
  return text.length >= minLength && /\d/.test(text) && /[^\d.,:/-]/.test(text) && !/[=:]/.test(text);
}
