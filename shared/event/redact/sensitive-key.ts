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

const words = (text: string): ReadonlySet<string> => new Set(fold(text).trim().split(/\s+/));

/** Letters of Cyrillic that look like Latin ones. */
const LOOKALIKES: Readonly<Record<string, string>> = Object.fromEntries(
  [...'аaеeоoрpсcхxуyіiѕsԁdкkтtмmвbнh'].flatMap((letter, at, all) =>
    at % 2 === 0 ? [[letter, all[at + 1] ?? '']] : [],
  ),
);

/** As a reader sees it: full-width letters, accents, zero-width characters and lookalikes among Latin letters are gone. */
function fold(text: string): string {
  if (/^[ -~\s]*$/.test(text)) return text;
  const plain = text.normalize('NFKD').replace(/[\p{M}\u00ad\u200b-\u200d\u2060\ufeff]/gu, '');
  return plain.replace(/[\p{L}]+/gu, (word) =>
    /[a-z]/i.test(word) ? word.replace(/[\u0400-\u052f]/g, (letter) => LOOKALIKES[letter] ?? letter) : word,
  );
}

const WRITTEN = `
  password passwords passwd passwds pwd pwds passphrase passphrases passcode passcodes passwort kennwort
  secret secrets token tokens credential credentials cred creds otp totp cvv cvc mnemonic
  psw pswd passw puk ssn iban kek dek macaroon macaroons seed
  contraseña contrasena contraseñas clave motdepasse mdp senha senhas пароль пароли 密码 密碼 口令 パスワード 暗証番号 비밀번호 암호
  wachtwoord hasło haslo parola parolă şifre sifre lösenord losenord adgangskode passord salasana jelszó heslo лозинка
  geheimnis segreto secreto
`;
const WRITTEN_WORDS = WRITTEN.trim().split(/\s+/);
const SECRET_WORDS = words(WRITTEN);

/** Of these, numbers are never secrets. */
const SECRET_TEXT_WORDS = words(`
  cookie cookies dsn dsns jwt jwts bearer sas apikey apikeys accesskey secretkey privatekey signingkey encryptionkey
  masterkey accountkey authkey connectionstring connstr sessionid sessid jsessionid phpsessid
  psk jws csrf xsrf storepass keypass assertion wpa tgt pat biscuit
`);

/** As the last word of a name. */
const LAST_WORDS = words('auth pass pw sig authorization session sessions ticket tickets pin');

/** Words that make the following `key` a secret one; `object key`, `partition key` and `public key` are not. */
const KEY_QUALIFIERS = words(`
  access account admin aes api app application auth cipher client consumer crypto decryption deploy encryption gpg hmac
  license master pgp private recovery root rsa secret service session shared storage signing ssh ssl subscription symmetric tls unseal
`);

/** Words that make the following `code` or `phrase` one. */
const CODE_QUALIFIERS = words('access auth authorization backup mfa otp pass pin recovery security seed verification');

const PAIRS = words(`
  security-answer secret-answer   connection-string connection-strings conn-string conn-str session-id session-ids secret-id secret-ids pass-word
  card-number webhook-url mot-passe code-verifier saml-response client-assertion amz-signature goog-signature auth-header
`);

/** Stand behind the word that decides: `password_old`, `SECRET_VALUE_PROD`. */
const NEUTRAL_WORDS = words(`
  value values hash hashes old new current previous plain plaintext cleartext text string str confirm confirmation again repeat
  encoded encrypted raw data env v prod production dev development staging test live main primary secondary backup default
  user admin root db database a b c x y z
`);

/** Of these, tokens only say where to go on: `next_token`. */
const HARMLESS_TOKENS = words(
  'next page client continuation pagination cursor sync request start previous prev nextpage',
);

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
  return fold(near)
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{M}]+/u)
    .filter((word) => word !== '');
}

function decideSecret(all: readonly string[]): number {
  // The last word decides: `password_policy` is a policy.
  let length = all.length;
  while (length > 1 && NEUTRAL_WORDS.has(all[length - 1] ?? '')) {
    if (isSecretPair(all[length - 2] ?? '', all[length - 1] ?? '')) break;
    length -= 1;
  }
  const last = all[length - 1];
  if (last === undefined) return KeyMeaning.none;
  // The hash of a token tells who used it and opens nothing; that of a password can be tried out.
  if (/^tokens?$/.test(last) && (all[length] === 'hash' || all[length - 2] === 'hashed')) return KeyMeaning.none;
  const first = all.slice(0, length - 1).findLast((word) => word !== 'de') ?? '';
  if (isSecretPair(first, last)) return last === 'code' || last === 'number' ? HIDES_NUMBERS : KeyMeaning.secret;
  if ((last === 'token' || last === 'tokens') && HARMLESS_TOKENS.has(first)) return KeyMeaning.none;
  if (SECRET_WORDS.has(last) || ENDS_IN_SECRET.test(last) || BEGINS_WITH_PASSWORD.test(last)) {
    return last.endsWith('s') && !last.endsWith('ss') ? KeyMeaning.secret : HIDES_NUMBERS;
  }
  if (LAST_WORDS.has(last)) return KeyMeaning.secret | KeyMeaning.textOnly;
  return SECRET_TEXT_WORDS.has(last) ? KeyMeaning.secret : KeyMeaning.none;
}

const HIDES_NUMBERS = KeyMeaning.secret | KeyMeaning.secretNumber;

function isSecretPair(first: string, second: string): boolean {
  if (second === 'key' || second === 'keys') return KEY_QUALIFIERS.has(first);
  if (second === 'code' || second === 'codes' || second === 'phrase') return CODE_QUALIFIERS.has(first);
  return PAIRS.has(`${first}-${second}`);
}

/** What a text must hold for a name in it to be a secret one; the filter looks for three characters of each. */
export const NAME_FRAGMENTS: readonly string[] = [
  ...WRITTEN_WORDS,
  ...SECRET_TEXT_WORDS,
  ...[...PAIRS].map((pair) => pair.slice(pair.indexOf('-') + 1)),
  ...[
    'key',
    'code',
    'phrase',
    'password',
    'passwd',
    'passphrase',
    'passcode',
    'secret',
    'token',
    'credential',
    'cookie',
  ],
  ...['auth', 'pass', 'sig'],
];
