/**
 * Finds secrets by their own form, whatever stands around them: private keys, JWTs, URL userinfo, DSNs, short options.
 */
import { findPasswordOptions, takesPassword, takesUser } from './command-flags.js';
import { redactPhrases } from './command-phrases.js';
import { REDACTED } from './plain-value.js';
import { matchAt, spliceText } from './splice-text.js';

const JWT = /(?<![\w-])([\w-]{10,})\.[\w-]{2,}(?:\.[\w-]*){0,3}/g;

/** Looks at whole runs and searches the first part of each, so that `eyJeyJeyJ…` is read once. */
export function redactJwts(text: string): string {
  return text.replace(JWT, (match: string, header: string) => {
    const start = header.indexOf('eyJ');
    return start === -1 || header.length - start < 10 ? match : match.slice(0, start) + REDACTED;
  });
}

/** To the end of the text when it was cut before the end of the key. */
const PRIVATE_KEY =
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g;
/** A base64 copy of any PEM file begins like this. */
const ENCODED_PEM = /LS0tLS1CRUdJTi[A-Za-z0-9+/_=-]{16,}/g;

export function redactPrivateKeys(text: string): string {
  return text.replace(PRIVATE_KEY, REDACTED).replace(ENCODED_PEM, (match) => {
    try {
      return atob(match.slice(0, 88)).includes('PRIVATE KEY') ? REDACTED : match;
    } catch {
      return match;
    }
  });
}

/** `//` of any scheme, also with slashes escaped or percent-encoded. */
const AUTHORITY =
  /(?::(?:\\?\/){2}|:\\u002[fF]\\u002[fF]|%3[aA]%2[fF]%2[fF]|(?<![:\w./\\])\/\/(?=[^\s/@:"']{1,256}:[^\s/@"']{1,256}@))/g;
/** Up to the last `@` of the authority, because passwords hold `@` too. */
const USERINFO =
  /(?:[^\s/?#@"'`<>\\%]|%(?!2[fF]|3[fF]|23))(?:[^\s/?#"'`<>\\%]|%(?!2[fF]|3[fF]|23)){0,1024}(?=@)|(?=@)/y;
const ENCODED_USERINFO = /(?:[^\s/?#@"'`<>\\%]|%(?!2[fF]|3[fF]|23|40)){1,1024}(?=%40)/y;
/** A password with unescaped slashes; digits alone before the slash are a port. */
const WITH_SLASHES = /[^\s/@:"'`]{0,256}:(?!\d{1,5}(?:[/?#]|$))[^\s"'`@]{1,512}(?=@[\w.[-])/y;

const MAX_USERINFO = 1_026;

function nextAt(text: string, from: number): number {
  const plain = text.indexOf('@', from);
  const encoded = text.indexOf('%40', from);
  if (plain === -1 && encoded === -1) return Number.POSITIVE_INFINITY;
  return plain === -1 || (encoded !== -1 && encoded < plain) ? encoded : plain;
}

export function redactUserinfo(text: string): string {
  // Looked up once for all that stand before it; without it nothing behind `://` is read.
  let next = -1;
  return spliceText(text, AUTHORITY, (_, at) => {
    if (next !== Number.POSITIVE_INFINITY && next < at) next = nextAt(text, at);
    if (next - at > MAX_USERINFO) return undefined;
    const userinfo =
      matchAt(text, USERINFO, at) || matchAt(text, ENCODED_USERINFO, at) || matchAt(text, WITH_SLASHES, at);
    if (userinfo === '' || userinfo === REDACTED || userinfo === 'git') return undefined;
    return { from: at, to: at + userinfo.length, by: REDACTED };
  });
}

/** Addresses and names look like `user:name@host` too. */
const NOT_DSN = /^(?:sips?|mailto|xmpp|acct|user|email|e-mail|to|from|cc|by|mid|cid|arn|urn|ssh|git)$/i;
const DSN =
  /(?<![\w.+%-])([\w.+%-]{1,128}):([^\s@/:"'`\\]{1,256})(?=@(?!sha\d{3}:)(?:(?:tcp|tcp4|tcp6|udp|unix|cloudsql)?\(|\[?[\w.:-]{1,253}\]?:\d{2,5}(?![\w])))/g;
/** The address of a Go DSN says that all before it, as far as it has no blank, is user and password. */
const GO_ADDRESS = /@(?:tcp|tcp4|tcp6|udp|unix|cloudsql)?\(/g;
const GO_USER = /(?<![\w.+%-])([\w.+%-]{1,128}):/g;
const GO_PASSWORD = /[^\s"'`]{1,256}(?=@(?:tcp|tcp4|tcp6|udp|unix|cloudsql)?\()/y;
const MAX_GO_PASSWORD = 256;
const ORACLE = /(?<![\w/$#.-])([\w$#]{1,64})\/([^\s@/"'`\\]{1,128})(?=@(?:\/\/|[\w.-]{1,253}:\d{2,5}[:/]))/g;

export function redactDsns(text: string): string {
  const hide = (match: string, user: string, password: string) =>
    NOT_DSN.test(user) || password === REDACTED || /^\d{2,5}$/.test(password)
      ? match
      : user + match.charAt(user.length) + REDACTED;
  return redactGoDsns(text).replace(DSN, hide).replace(ORACLE, hide);
}

function redactGoDsns(text: string): string {
  let address = -1;
  return spliceText(text, GO_USER, ([, user = ''], at) => {
    // Found once for all names before it, so that each name costs a comparison.
    if (address < at && address !== Number.POSITIVE_INFINITY) {
      GO_ADDRESS.lastIndex = at;
      address = GO_ADDRESS.exec(text)?.index ?? Number.POSITIVE_INFINITY;
    }
    if (address - at > MAX_GO_PASSWORD || NOT_DSN.test(user)) return undefined;
    const password = matchAt(text, GO_PASSWORD, at);
    if (password === '' || password === REDACTED) return undefined;
    return { from: at, to: at + password.length, by: REDACTED };
  });
}

const CURL_USER = /(?<=\s)(-[A-Za-z]{0,8}[uU][ \t]*|--(?:proxy-)?user[ =]{1,4})(["']?)([^\s:"']{0,256}):(?=[^\s"'])/g;
const LONE_ARGUMENT = /[^\s"']+/y;
/** `sqlplus scott/password@db`; a path has a slash in front or more of them. */
const ORACLE_LOGIN = /(?<=sqlplus[ \t]{1,8}(?:-\w{1,8}[ \t]{1,8})?)[\w$#]{1,64}\/(?=[^\s"'/@])/g;
const SHORT_PASSWORD = /(?<=[\s"'])-p[ \t=]*(["']?)(?=[^\s"'-])/g;

/** `curl -u user:password`, `mysql -ppassword`. */
export function redactCommands(text: string): string {
  let result = text;
  const hide = (from: string, head: RegExp) =>
    spliceText(from, head, (_, at) => {
      const value = matchAt(from, LONE_ARGUMENT, at);
      return value === REDACTED ? undefined : { from: at, to: at + value.length, by: REDACTED };
    });
  if (takesUser(result)) result = hide(result, CURL_USER);
  if (takesPassword(result)) result = hide(result, SHORT_PASSWORD);
  for (const option of findPasswordOptions(result)) {
    // `-p` and `-P` are also written together with their value.
    const gap = /[pP]/.test(option) ? '*' : '+';
    result = hide(result, new RegExp(String.raw`(?<=\s)-${option}[ \t=]${gap}["']?(?=[^\s"'-])`, 'g'));
  }
  if (result.includes('sqlplus')) result = hide(result, ORACLE_LOGIN);
  return redactPhrases(result);
}
