/** Finds what opens doors in headers: `Authorization: …`, `Cookie: …`, and bare `Bearer …`, `Basic …`, `Digest …`. */
import { REDACTED, trailingPunctuation } from './plain-value.js';
import { matchAt, type Splice, spliceText } from './splice-text.js';

const QUOTE = String.raw`(?:\\*["'\x60]|\\+u0022|&quot;|%22)`;
const HEADER = new RegExp(
  String.raw`\b(?:proxy-)?authorization${QUOTE}?[ \t]{0,8}(?:=>|[:=]|%3[aAdD])[ \t]{0,8}(?:[bu]?${QUOTE})?`,
  'gi',
);
const COOKIE = new RegExp(
  String.raw`\b(?:set-)?cookie2?${QUOTE}?[ \t]{0,8}(?:=>|[:=])[ \t]{0,8}(?:[bu]?${QUOTE})?(?=[^=\r\n"'\x60]{1,64}=)`,
  'gi',
);
const COOKIES = /[^\r\n"'\x60\\]+/y;
/** Schemes followed by one word, and those that list parameters up to the end of the line. */
const SCHEME =
  /(?:bearer|basic|negotiate|ntlm|token|api-?key|key|ssws|bot|splunk|googlelogin|sharedkey(?:lite)?)(?:[ \t]+|%20)/iy;
const WITH_PARAMETERS =
  /(?:digest|aws\d?-[\w-]{1,32}|aws|signature|oauth|hawk|hmac[\w-]{0,32}|eg1-[\w-]{1,32}|gnap|dpop|mac|token)[ \t]+(?=[^\r\n]{0,128}=)/iy;
const UNKNOWN_SCHEME = /[A-Za-z][\w-]{1,31} (?=[^\s])/y;
/** Quotes belong to the value only straight after an equals sign. */
const TO_END = /[^"'\x60\\\r\n]*(?:(?<==)\\{0,8}"[^"\r\n]*"[^"'\x60\\\r\n]*){0,64}/y;
const WORD = /[^\s,;"'\x60\\]+/y;

const BARE = /(?<![\w-])(bearer|basic|digest)(?:[ \t]+|%20|\+)(?=[^\s"'\x60])/gi;
const BARE_TOKEN = /[^\s"'\x60<>\\,;]+/y;
const NOT_A_TOKEN =
  /^(?:a|an|and|as|auth(?:entication|orization)?|credentials?|error|for|format|header|in|is|must|not|of|only|or|plus|realm=?|required|scheme|support|the|to|tokens?|was|with)[.:)]*$/i;
const SAYS_SOMETHING =
  /^(?:absent|allow(?:ed)?|check(?:ed)?|den(?:y|ied)|empty|expired|fail(?:ed|ure)?|forbidden|grant(?:ed)?|header|invalid|is|missing|must|no|none|not|null|ok|required|revoked?|success|true|false|unknown|was)[.:)\]}]*$/i;

/** Text without the contents of authorization and cookie headers and without bare tokens of a scheme. */
export function redactAuthorization(text: string): string {
  const headers = spliceText(text, HEADER, (_, at) => {
    const from = at + unknownSchemeAt(text, at).length;
    return spliceTo(text, from, from === at ? headerEnd(text, at) : wordEnd(text, from));
  });
  const cookies = spliceText(headers, COOKIE, (_, at) =>
    spliceTo(headers, at, at + matchAt(headers, COOKIES, at).length),
  );
  return spliceText(cookies, BARE, ([, scheme = ''], at) =>
    spliceTo(cookies, at, bareEnd(cookies, at, scheme.toLowerCase())),
  );
}

/** A scheme nobody has told us of, with the blank behind it, says how the token is meant. */
function unknownSchemeAt(text: string, at: number): string {
  if (matchAt(text, SCHEME, at) !== '' || matchAt(text, WITH_PARAMETERS, at) !== '') return '';
  const scheme = matchAt(text, UNKNOWN_SCHEME, at);
  const token = matchAt(text, WORD, at + scheme.length);
  const isToken = token.startsWith(REDACTED) || /\d/.test(token) || token.length >= 16 || /^[A-Z]\w*-/.test(scheme);
  return scheme === '' || SAYS_SOMETHING.test(scheme.trim()) || !isToken ? '' : scheme;
}

function wordEnd(text: string, at: number): number {
  const word = matchAt(text, WORD, at);
  return at + word.length - trailingPunctuation(word).length;
}

function spliceTo(text: string, from: number, to: number): Splice | undefined {
  if (to === from || text.startsWith(REDACTED, from)) return undefined;
  return { from, to, by: REDACTED };
}

/** How much of a header's value is secret: the rest of the line may be somebody else's text. */
function headerEnd(text: string, at: number): number {
  const parameters = matchAt(text, WITH_PARAMETERS, at);
  if (parameters !== '') return at + matchAt(text, TO_END, at).length;
  const start = at + matchAt(text, SCHEME, at).length;
  const word = matchAt(text, WORD, start);
  if (start === at && (SAYS_SOMETHING.test(word) || isProse(text, at, word))) return at;
  return word === '' ? at : start + word.length - trailingPunctuation(word).length;
}

/** `authorization: machines and people`: a header holds one word, and nothing after it that is one. */
function isProse(text: string, at: number, word: string): boolean {
  return /^[a-z]+$/.test(word) && /^ [a-z]/.test(text.slice(at + word.length, at + word.length + 2));
}

function bareEnd(text: string, at: number, scheme: string): number {
  if (scheme === 'digest')
    return /^\w{1,32}=/.test(text.slice(at, at + 40)) ? at + matchAt(text, TO_END, at).length : at;
  const token = matchAt(text, BARE_TOKEN, at);
  if (NOT_A_TOKEN.test(token) || (scheme === 'basic' && !isPair(token))) return at;
  return at + token.length - trailingPunctuation(token).length;
}

/** `Basic` is followed by base64 of `user:password`; in `Basic authentication` it is not. */
function isPair(token: string): boolean {
  const base64 = /^[A-Za-z0-9+/_-]{4,512}/.exec(token)?.[0] ?? '';
  try {
    const whole = base64.slice(0, base64.length - (base64.length % 4));
    return atob(whole.replace(/-/g, '+').replace(/_/g, '/')).includes(':');
  } catch {
    return false;
  }
}
