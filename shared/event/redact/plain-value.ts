/** What may stand after a sensitive name and is no secret. */
import { KeyMeaning } from './sensitive-key.js';

/** Stands in the place of every secret. */
export const REDACTED = '[redacted]';

/** Words of messages about a name: `password: must not be empty`. */
const PLAIN_WORDS = new Set(
  `a an and any are at authentication be been cannot changed check denied empty error expected expired failed for from false
  forbidden from granted has header in incorrect invalid is it malformed may mismatch missing must needs no none not null
  number object of ok on optional or rejected required reset revoked scheme should string text than that the to token
  tokens too true type undefined unknown unset value was when with wrong yes`
    .trim()
    .split(/\s+/),
);
/** What permissions say after a colon: `secret:read`. */
const VERBS = new Set(
  '* add admin all create delete get grant list manage put read revoke rotate update use view write'.split(' '),
);
/** Values of settings: nobody's secret is one of so few. */
const SETTING =
  /^(?:on|off|true|false|yes|no|y|n|none|null|nil|optional|required|enabled?|disabled?|always|never|default|unset|undefined|allow(?:ed)?|den(?:y|ied)|unknown|n\/a|\d{1,2})$/i;

/** What stands in `session_id`: already a hash. */
const HASHED_SESSION = /^s1:[0-9a-f]{32}$/;

/** Whether a value of a secret name is from a small closed set and so no secret. */
export function isSetting(value: string, meaning: number): boolean {
  return (
    SETTING.test(value) ||
    HASHED_SESSION.test(value) ||
    ((meaning & KeyMeaning.secretNumber) === 0 && /^\d{1,3}$/.test(value))
  );
}
const CLOSING = new Set('\\),.]}');

/** Closing punctuation at the end of a value, which belongs to the text around it. */
export function trailingPunctuation(value: string): string {
  let start = value.length;
  while (start > 0 && CLOSING.has(value[start - 1] ?? '')) start -= 1;
  return value.slice(start);
}

/** Empty, already redacted, masked by somebody else, or a word that says something about the name. */
export function isPlain(value: string): boolean {
  if (value.startsWith(REDACTED)) {
    const rest = value.slice(REDACTED.length);
    if (trailingPunctuation(rest) === rest) return true;
  }
  if (isArn(value)) return true;
  const word = value.slice(0, value.length - trailingPunctuation(value).length).trim();
  return (
    word === '' || /^\*+$/.test(word) || SETTING.test(word) || (word.length < 16 && PLAIN_WORDS.has(word.toLowerCase()))
  );
}

/** `secret: arn:aws:secretsmanager:…` says where a secret is kept. */
export function isArn(value: string): boolean {
  return /^arn:aws[\w-]{0,16}:[\w-]{1,64}:[^\s]{0,1024}$/.test(value);
}

/** `max_tokens=512`; a password of digits is none. */
export function isPlainNumber(value: string, meaning: number): boolean {
  return (meaning & KeyMeaning.secretNumber) === 0 && /^[\d.]{1,15}[\\),.\]}]{0,8}$/.test(value);
}

export function isVerb(value: string): boolean {
  return VERBS.has(value.slice(0, value.length - trailingPunctuation(value).length));
}

/** `accessKeyId: 'AKIA…'` names a key; anywhere else an access key id leads to one. */
export function isKeyId(key: string, value: string): boolean {
  return (
    /(?:^id|[a-z]Id|[-_ ]id|KEY_ID)$/i.test(key) && /^(?:AKIA|ASIA|ABIA|ACCA|LTAI|AKID)[A-Za-z0-9]{12,36}$/.test(value)
  );
}

/** UUIDs, hashes and content ids: names, in prose. */
export function isPublicId(text: string): boolean {
  return /^(?:[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}|[\da-f]{32,128}|Qm[1-9A-HJ-NP-Za-km-z]{44}|baf[a-z2-7]{20,})$/i.test(
    text,
  );
}

/** Without what closes a clause; counted by hand, because an expression would look at each mark again and again. */
export function withoutEnd(value: string): string {
  let end = value.length;
  while (end > 0 && '),.;:]}"\'`'.includes(value.charAt(end - 1))) end -= 1;
  return value.slice(0, end);
}
