/** Finds secrets by their own form, whatever stands around them: keys with a prefix, private keys, URL userinfo, DSNs. */
import { REDACTED } from './plain-value.js';
import { matchAt, spliceText } from './splice-text.js';

/**
 * Forms that services give their keys so that scanners find them. None has a condition after its repetition that could
 * fail late, so each position is looked at once. Prefixes that are words need a border and mixed characters after it.
 */
const KEY_FORMS = [
  // AWS access key ids
  String.raw`(?<![A-Z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Z0-9])`,
  // GitHub, GitLab
  String.raw`gh[oprsu]_[A-Za-z0-9]{16,}`,
  String.raw`github_pat_\w{16,}`,
  String.raw`gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat|ffct)-[\w.-]{16,}`,
  // Slack, Discord, Telegram, Teams
  String.raw`xox[a-z](?:\.xox[a-z])?-[\w-]{8,}`,
  String.raw`xapp-\d-[\w-]{8,}`,
  String.raw`(?<=hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/)[\w/-]{8,}`,
  String.raw`(?<=discord(?:app)?\.com/api/webhooks/)\d{8,24}/[\w-]{8,}`,
  String.raw`(?<=\.webhook\.office\.com/webhookb2/)[\w@/-]{16,}`,
  String.raw`(?<![\w-])[MNO][A-Za-z\d_-]{22,27}\.[\w-]{6}\.[\w-]{27,}`,
  String.raw`(?<!\d)\d{8,10}:AA[\w-]{32,}`,
  // Stripe, Square, Shopify
  String.raw`(?<![A-Za-z0-9])(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{8,}`,
  String.raw`whsec_[A-Za-z0-9+/=]{16,}`,
  String.raw`sq0(?:atp|csp)-[\w-]{16,}`,
  String.raw`shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{16,}`,
  // Google, Azure
  String.raw`AIza[\w-]{30,}`,
  String.raw`ya29\.[\w-]{10,}`,
  String.raw`GOCSPX-[\w-]{16,}`,
  String.raw`(?<![\w/])1//0[\w-]{20,}`,
  String.raw`(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}`,
  // Package registries and build systems
  String.raw`(?<![A-Za-z0-9])npm_[A-Za-z0-9]{20,}`,
  String.raw`pypi-[\w-]{16,}`,
  String.raw`rubygems_[a-f0-9]{16,}`,
  String.raw`dckr_[a-z]{2,4}_[\w-]{16,}`,
  String.raw`(?<![A-Za-z0-9])(?:ATATT3|ATCTT3|ATBB)[\w=-]{16,}`,
  // Models and data platforms
  String.raw`(?<![A-Za-z0-9])sk-(?:proj|svcacct|admin|ant-[a-z]+\d*|or-v\d|live|test)-[\w-]{12,}`,
  String.raw`(?<![A-Za-z0-9_-])sk-(?=[A-Za-z]{0,64}\d)[A-Za-z0-9]{20,}`,
  String.raw`(?<![A-Za-z0-9])hf_[A-Za-z0-9]{20,}`,
  String.raw`(?<![A-Za-z0-9])(?:gsk|r8|sbp)_[A-Za-z0-9]{20,}`,
  String.raw`(?<![A-Za-z0-9])(?:xai|pplx)-[A-Za-z0-9]{20,}`,
  String.raw`(?<![A-Za-z0-9])dapi[a-f0-9]{32}`,
  // Mail, operations, vaults
  String.raw`SG\.[\w-]{16,32}\.[\w-]{16,}`,
  String.raw`(?<![\w-])key-[0-9a-f]{32}(?![0-9a-f])`,
  String.raw`(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![0-9a-f])`,
  String.raw`(?<![A-Za-z0-9])hv[bsr]\.[\w-]{16,}`,
  String.raw`do[opr]_v1_[a-f0-9]{32,}`,
  String.raw`(?<![A-Za-z0-9])dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{16,}`,
  String.raw`pscale_(?:tkn|pw|oauth)_[\w.-]{16,}`,
  String.raw`PMAK-[A-Fa-f0-9-]{24,}`,
  String.raw`NRAK-[A-Z0-9]{20,}`,
  String.raw`gl(?:c|sa)_[A-Za-z0-9+/=_]{20,}`,
  String.raw`sntry[su]_[\w+/=]{20,}`,
  String.raw`lin_(?:api|oauth)_[A-Za-z0-9]{20,}`,
  String.raw`(?<![A-Za-z0-9])(?:secret|ntn)_[A-Za-z0-9]{40,}`,
  String.raw`tskey-[a-z]{2,10}-[\w-]{10,}`,
  String.raw`[A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,}`,
  String.raw`AGE-SECRET-KEY-1[A-Z0-9]{20,}`,
  // Password hashes
  String.raw`\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}`,
  String.raw`\$(?:argon2(?:id|i|d)|scrypt|pbkdf2[\w-]{0,16}|[156y]|7)\$[\w./=,$+-]{20,}`,
];
const KEY_FORM = new RegExp(KEY_FORMS.join('|'), 'g');

export function redactKeyForms(text: string): string {
  const result = text.replace(KEY_FORM, REDACTED);
  // Next to an access key id, forty mixed characters are its secret half.
  return result !== text || AWS_HINT.test(text) ? result.replace(AWS_SECRET, replaceAwsSecret) : result;
}

const AWS_HINT = /(?:AKIA|ASIA)[A-Z2-7]{16}/;
const AWS_SECRET = /(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])/g;

function replaceAwsSecret(match: string): string {
  return /[a-z]/.test(match) && /[A-Z]/.test(match) && /\d/.test(match) ? REDACTED : match;
}

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
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g;
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

export function redactUserinfo(text: string): string {
  return spliceText(text, AUTHORITY, (_, at) => {
    const userinfo =
      matchAt(text, USERINFO, at) || matchAt(text, ENCODED_USERINFO, at) || matchAt(text, WITH_SLASHES, at);
    if (userinfo === '' || userinfo === REDACTED || userinfo === 'git') return undefined;
    return { from: at, to: at + userinfo.length, by: REDACTED };
  });
}

/** Addresses and names look like `user:name@host` too. */
const NOT_DSN = /^(?:sips?|mailto|xmpp|acct|user|email|e-mail|to|from|cc|by|mid|cid|arn|urn|ssh|git)$/i;
const DSN =
  /(?<![\w.+%-])([\w.+%-]{1,128}):([^\s@/:"'`\\]{1,256})(?=@(?:(?:tcp|tcp4|tcp6|udp|unix|cloudsql)?\(|\[?[\w.:-]{1,253}\]?:\d{2,5}(?!\d)))/g;
const GO_DSN = /(?<![\w.+%-])([\w.+%-]{1,128}):([^\s"'`]{1,256})(?=@(?:tcp|tcp4|tcp6|udp|unix|cloudsql)?\()/g;
const ORACLE = /(?<![\w/$#.-])([\w$#]{1,64})\/([^\s@/"'`\\]{1,128})(?=@(?:\/\/|[\w.-]{1,253}:\d{2,5}[:/]))/g;

export function redactDsns(text: string): string {
  const hide = (match: string, user: string, password: string) =>
    NOT_DSN.test(user) || password === REDACTED ? match : user + match.charAt(user.length) + REDACTED;
  return text.replace(GO_DSN, hide).replace(DSN, hide).replace(ORACLE, hide);
}

const CURL_USER = /(?<=\s)(-[A-Za-z]{0,8}u[ \t]*|--(?:proxy-)?user[ =])(["']?)([^\s:"']{1,256}):(?=[^\s"'])/g;
const LONE_ARGUMENT = /[^\s"']+/y;
const SHORT_PASSWORD = /(?<=\s)-p[ \t=]*(["']?)(?=[^\s"'-])/g;

/** Options of one letter, which mean a password to some programs only. */
export function redactCommands(text: string): string {
  let result = text;
  const hide = (from: string, head: RegExp) =>
    spliceText(from, head, (_, at) => {
      const value = matchAt(from, LONE_ARGUMENT, at);
      return value === REDACTED ? undefined : { from: at, to: at + value.length, by: REDACTED };
    });
  if (/\bcurl\b/.test(result)) result = hide(result, CURL_USER);
  if (/\b(?:sshpass|mysql\w{0,16}|mariadb\w{0,16}|mongo\w{0,16}|login)\b/.test(result))
    result = hide(result, SHORT_PASSWORD);
  return result;
}
