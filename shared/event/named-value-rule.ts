/** Finds values of sensitive names inside text: `password=…`, `"token": "…"`, `?sig=…`, `--api-key …`, `<secret>…</secret>`. */
import { isPlain, isPlainNumber, isPublicId, isVerb, REDACTED, trailingPunctuation } from './plain-value.js';
import { isSensitiveKey, KeyMeaning, meaningOf } from './sensitive-key.js';
import { matchAt, type Splice, spliceText } from './splice-text.js';

/** A quote as it appears in text, in JSON inside JSON, in escaped JSON, in HTML and in URLs. */
const QUOTE = String.raw`(?:\\*["'\x60]|\\+u0022|&quot;|%22)`;
/** One word, or two or three that end like `API key`. Starts only where a word starts, so each is looked at once. */
const NAME = String.raw`(?<![\w.-])((?:[A-Za-z]+ ){1,2}(?:keys?|string|id|codes?|phrase)|[\w.-]+)`;
const SEPARATOR = String.raw`((?:${QUOTE}|\]|%5[dD]){0,3}[ \t]{0,16}(?:=>|:=|==?|:|%3[aAdD])[ \t]{0,16})`;
const QUOTED = [
  String.raw`[bfruBFRU]{0,2}"(?:[^"\\]|\\[^])*"`,
  String.raw`[bfruBFRU]{0,2}'(?:[^'\\]|\\[^]|'')*'`,
  String.raw`\x60[^\x60]*\x60`,
].join('|');
const ANY_VALUE = [
  QUOTED,
  // Escaped quotes: closed by the same escape, not by a longer one.
  String.raw`(?<open>\\+["'\x60]|\\+u0022|&quot;|%22)[^]{0,8192}?(?<!\\)\k<open>`,
  // A quote that is never closed, because the text was cut.
  String.raw`\\*["'\x60][^\n]*`,
  String.raw`\[[^[\]]{0,8192}\]`,
  String.raw`\{[^{}]{0,8192}\}`,
  // A YAML block.
  String.raw`[|>][+-]?\r?\n(?:[ \t]+[^\n]*(?:\n|$)){1,99}`,
  // Up to white space; separators end it only before another name, because passwords hold them too.
  String.raw`(?:[^\s,;&"'\x60]|[,;&](?![ \t]*[\w.%[\]-]{1,64}["']?[ \t]?[=:]|[\s,;&]|$)|(?<=\w)["'\x60](?=\w)|(?<=\()(?:${QUOTED}))+`,
].join('|');

const NAMED = new RegExp(NAME + SEPARATOR, 'g');
const VALUE = new RegExp(ANY_VALUE, 'y');
const FLAG = /(?<![\w-])--?([A-Za-z][\w-]*)[ \t]+(?!-)/g;
const ARGUMENT = new RegExp(String.raw`${QUOTED}|[^\s"']+`, 'y');
const ELEMENT = /<([\w:.-]{1,64})(?:\s[^<>]{0,256})?>(?=[^<]{1,8192}<\/)/g;
const CONTENT = /[^<]+/y;
/** A field of an ADO or ODBC connection string may hold spaces. */
const FIELD = /(?<=^|;)[ \t]{0,4}([A-Za-z][\w ]{0,40})=[ \t]{0,4}(?=[^;"'\r\n]*(?:;|$))/g;
const FIELD_VALUE = /[^;"'\r\n]+/y;
const SPOKEN =
  /(?<![\w.-])((?:[A-Za-z]+ )?(?:[\w-]*(?:password|passwd|pwd|passphrase|passcode|secret|token|credential|apikey)s?|(?:api|access|secret|private|signing|encryption|master)[ _-]key)) (?:is |was |of |to |value )?(?=\S)/gi;
const DATABASE = /\b(?:identified (?:with \w{1,64} )?by(?: password)?|login\s+\S{1,256}\s+password)\s+(?=\S)/gi;

/** Text without the values of sensitive names. Takes time in proportion to its length; a second pass changes nothing. */
export function redactNamedValues(text: string): string {
  let result = text;
  if (text.includes(';')) {
    result = spliceText(result, FIELD, ([, name = ''], at) => {
      if (!isSensitiveKey(name)) return undefined;
      const value = matchAt(result, FIELD_VALUE, at);
      return isPlain(value) ? undefined : { from: at, to: at + value.length, by: REDACTED };
    });
  }
  const named = result;
  result = spliceText(named, NAMED, (match, at) => measureNamed(named, match, at));
  const words = result;
  if (words.includes('-')) {
    result = spliceText(words, FLAG, ([, name = ''], at) =>
      isSensitiveKey(name) ? spliceValue(matchAt(words, ARGUMENT, at), at, meaningOf(name), ' ') : undefined,
    );
  }
  const elements = result;
  if (elements.includes('</')) {
    result = spliceText(elements, ELEMENT, ([, name = ''], at) => {
      const value = matchAt(elements, CONTENT, at);
      return isSensitiveKey(name) && !isPlain(value) ? { from: at, to: at + value.length, by: REDACTED } : undefined;
    });
  }
  const prose = result;
  if (!prose.includes(' ')) return prose;
  result = spliceText(prose, SPOKEN, ([, name = ''], at) => measureSpoken(prose, name, at));
  const queries = result;
  return spliceText(queries, DATABASE, (_, at) =>
    spliceValue(matchAt(queries, ARGUMENT, at), at, KeyMeaning.secret, ' '),
  );
}

function measureNamed(text: string, match: RegExpExecArray, at: number): Splice | undefined {
  const [, name = '', separator = ''] = match;
  // `\npassword` in escaped text is a line feed and a name.
  const bare = text[match.index - 1] === '\\' && /^[bfnrt]/.test(name) ? name.slice(1) : name;
  const meaning = meaningIn(bare, separator);
  if ((meaning & KeyMeaning.secret) === 0 || isHeaderOfItsOwn(bare)) return undefined;
  const value = matchAt(text, VALUE, at);
  return isIdentifier(text, match.index, separator, value) ? undefined : spliceValue(value, at, meaning, separator);
}

/** The authorization rule knows the forms of this header. */
const isHeaderOfItsOwn = (name: string) => /^(?:proxy-)?authorization$/i.test(name);

/** In a query string a signature opens a door; elsewhere it only proves something. */
function meaningIn(name: string, separator: string): number {
  return separator.startsWith('=') && /(?:^|[-_])signature$/i.test(name) ? KeyMeaning.secret : meaningOf(name);
}

/** `arn:…:secret:db`, `store:tokens:/path` and `secret:read` name things. */
function isIdentifier(text: string, offset: number, separator: string, value: string): boolean {
  if (separator !== ':') return false;
  return text[offset - 1] === ':' || isVerb(value) || /^\/[\w./ -]*$/.test(value);
}

function spliceValue(value: string, at: number, meaning: number, separator: string): Splice | undefined {
  const by = redactValue(value, meaning, separator);
  return by === value ? undefined : { from: at, to: at + value.length, by };
}

function redactValue(value: string, meaning: number, separator: string): string {
  const quote = /^[bfruBFRU]{0,2}(\\*["'\x60]|\\+u0022|&quot;|%22)/.exec(value);
  if (quote !== null) return redactQuoted(value, quote[0], quote[1] ?? '');
  if (/^[|>][+-]?\r?\n/.test(value)) return REDACTED;
  const end = separator.includes('%3') ? value.search(/%(?:26|22|7[dD])/) : -1;
  const whole = end === -1 ? value : value.slice(0, end);
  if (isPlain(whole) || isPlainNumber(whole, meaning)) return value;
  const isContainer = /^[[{][^]*[\]}]$/.test(whole);
  return REDACTED + (isContainer ? '' : trailingPunctuation(whole)) + value.slice(whole.length);
}

function redactQuoted(value: string, opening: string, quote: string): string {
  const closed = value.length >= opening.length + quote.length && value.endsWith(quote);
  const inner = value.slice(opening.length, closed ? -quote.length : undefined);
  if (inner === '' || inner === 'true' || inner === 'false' || inner === REDACTED) return value;
  return opening + REDACTED + (closed ? quote : '');
}

/** `the password is hunter2`, `password 'hunter2'`, `token 9f8a6b5c4d3e2f1a`: only what looks made up, because this is prose. */
function measureSpoken(text: string, name: string, at: number): Splice | undefined {
  if (/^(?:unexpected|illegal|reserved|expected) /i.test(name) || !isSensitiveKey(name)) return undefined;
  const value = matchAt(text, ARGUMENT, at);
  const quoted = /^["'\x60]/.test(value);
  const inner = quoted ? value.slice(1, -1) : value.replace(/[),.;:\]}"'\x60]+$/, '');
  const mixed = /\d/.test(inner) && /[^\d.,:/-]/.test(inner) && !/[=:]/.test(inner);
  const secret = /pass|pwd/i.test(name)
    ? quoted || (mixed && inner.length >= 6)
    : mixed && inner.length >= (quoted ? 8 : 16);
  if (!secret || isPlain(inner) || isPublicId(inner)) return undefined;
  const from = quoted ? at + 1 : at;
  return { from, to: from + inner.length, by: REDACTED };
}
