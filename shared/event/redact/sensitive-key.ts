/**
 * Decides by its name whether a value is a secret. Names are split into words, so `dbPassword`, `DB_PASSWORD` and
 * `db-password` are one.
 */

/** What a name says about the value beside it: a sum of these. */
export const KeyMeaning = {
  none: 0,
  /** Text is a secret. */
  secret: 1,
  /** A number is a secret too: `password: 1234`, but not `tokens: 512`. */
  secretNumber: 2,
  /** Only text itself is one; lists and objects are looked into (`auth: { user, pass }`). */
  textOnly: 4,
  /** The value is the name of something: `{ name: 'password', value: … }`. */
  naming: 8,
  /** The value belongs to the name beside it. */
  named: 16,
  /** A flat list of header names and values may follow. */
  headers: 32,
  /** No short plain name: it may be or hold a secret itself. */
  suspicious: 64,
} as const;

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const SECRET_WORDS = words(`
  password passwords passwd passwds pwd pwds passphrase passphrases passcode passcodes passwort kennwort
  secret secrets token tokens credential credentials cred creds otp totp cvv cvc mnemonic
  psw pswd passw
`);

/** Of these, numbers are never secrets. */
const SECRET_TEXT_WORDS = words(`
  cookie cookies dsn dsns jwt jwts bearer sas apikey apikeys accesskey secretkey privatekey signingkey encryptionkey
  masterkey accountkey authkey connectionstring connstr sessionid sessid jsessionid phpsessid
  psk jws csrf xsrf storepass keypass
`);

/** As the last word of a name. */
const LAST_WORDS = words('auth pass pw sig authorization');

/** Words that make the following `key` a secret one; `object key`, `partition key` and `public key` are not. */
const KEY_QUALIFIERS = words(`
  access account admin aes api app application auth cipher client consumer crypto decryption deploy encryption gpg hmac
  license master pgp private recovery root rsa secret service session shared signing ssh ssl subscription symmetric tls unseal
`);

/** Words that make the following `code` or `phrase` one. */
const CODE_QUALIFIERS = words('access auth authorization backup mfa otp pass pin recovery security seed verification');

const PAIRS = words(`
  connection-string connection-strings conn-string conn-str session-id session-ids secret-id secret-ids pass-word
  code-verifier saml-response client-assertion amz-signature goog-signature auth-header
`);

/** A name that ends in one of these describes a secret and does not hold one: `token_count`, `secret_arn`. */
const HARMLESS_LAST_WORDS = words(`
  age alg algorithm allowed arn arns at audience backend bucket budget bytes changed count counts created date days decision
  description disabled enabled endpoint exists expired expires expiration expiry field fields file files format host hours id
  ids index info issuer kind label length limit limits manager max message method min minutes mode ms name names owner path
  paths policy present provider rate reason ref region required rotated rotation rule rules scope scopes seconds server
  service set size source state status stdin store strength time total ttl type types updated uri url urls usage used user
  username valid version
`);

/** As the last word: `name`, `ParameterKey`. */
const NAMING_WORDS = words('name key k header field param parameter variable property env setting attribute');
const NAMED_WORDS = words('value values val v new old before after from to lhs rhs previous current default plaintext');

/** Names run together: `dbpassword`, `accesstoken`. */
const ENDS_IN_SECRET =
  /(?:password|passwd|passphrase|passcode|secret|token|credential|cookie)s?$|(?:pwd|apikey|accesskey|secretkey|privatekey|authkey)$/;
const BEGINS_WITH_PASSWORD = /^pass(?:word|wd|phrase)/;

/** Every form of key that the text rules know is longer. */
const PLAIN_NAME = /^[\w.-]{0,15}$/;
/** More of a name is not looked at: longer ones are text that happens to stand before a colon. */
const MAX_NAME_LENGTH = 128;
const MAX_CACHED = 4_096;
const cache = new Map<string, number>();

/** The `KeyMeaning` of a name. Remembered, because the same names come again with every event. */
export function meaningOf(key: string): number {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const meaning = decide(key);
  if (key.length <= MAX_NAME_LENGTH) {
    // Names may come from outside; starting again is cheaper than keeping account of use.
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(key, meaning);
  }
  return meaning;
}

/** Whether a value of this name is taken for a secret; `token_count` or `secret_arn` is not. */
export function isSensitiveKey(key: string): boolean {
  return (meaningOf(key) & KeyMeaning.secret) !== 0;
}

function decide(key: string): number {
  const parts = splitWords(key);
  const last = parts.at(-1) ?? '';
  let meaning: number = KeyMeaning.none;
  if (NAMING_WORDS.has(last)) meaning |= KeyMeaning.naming;
  if (NAMED_WORDS.has(last)) meaning |= KeyMeaning.named;
  if (last === 'headers') meaning |= KeyMeaning.headers;
  if (!PLAIN_NAME.test(key)) meaning |= KeyMeaning.suspicious;
  return meaning | decideSecret(parts);
}

function splitWords(key: string): string[] {
  const near = key.length > MAX_NAME_LENGTH ? key.slice(-MAX_NAME_LENGTH) : key;
  return near
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}

function decideSecret(parts: readonly string[]): number {
  const last = parts.at(-1);
  if (last === undefined) return KeyMeaning.none;
  for (let at = 0; at + 1 < parts.length; at += 1) {
    const second = parts[at + 1] ?? '';
    if (isSecretPair(parts[at] ?? '', second, at + 2 === parts.length ? undefined : last)) {
      return second === 'code' ? KeyMeaning.secret | KeyMeaning.secretNumber : KeyMeaning.secret;
    }
  }
  if (HARMLESS_LAST_WORDS.has(last)) return KeyMeaning.none;
  // The last word decides first: `password_token` is a token.
  for (const word of [...parts].reverse()) {
    const plural = word.endsWith('s') && !word.endsWith('ss');
    if (SECRET_WORDS.has(word) || ENDS_IN_SECRET.test(word) || BEGINS_WITH_PASSWORD.test(word)) {
      return plural ? KeyMeaning.secret : KeyMeaning.secret | KeyMeaning.secretNumber;
    }
    if (SECRET_TEXT_WORDS.has(word)) return KeyMeaning.secret;
  }
  return LAST_WORDS.has(last) ? KeyMeaning.secret | KeyMeaning.textOnly : KeyMeaning.none;
}

function isSecretPair(first: string, second: string, last: string | undefined): boolean {
  // `api_key_id` and `private_key_path` name a key and do not hold it.
  if (last !== undefined && HARMLESS_LAST_WORDS.has(last)) return false;
  if (second === 'key' || second === 'keys') return KEY_QUALIFIERS.has(first);
  if (second === 'code' || second === 'codes' || second === 'phrase') return CODE_QUALIFIERS.has(first);
  return PAIRS.has(`${first}-${second}`);
}
