import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventLine, JsonObject } from '../../../../shared/event/event.js';
import { isSensitiveKey, redactEvent, redactText } from '../../../../shared/event/redact/redact.js';
import { findCandidateRules, TEXT_RULES } from '../../../../shared/event/redact/text-rules.js';
import { MAX_REDACTIONS } from '../../../../shared/event/values/limits.js';
import { measureCpuMs } from '../../../support/cpu-time.js';
import { PLANTED_SECRETS } from '../../../support/planted-secrets.js';
import { countRuns } from '../../../support/property-runs.js';

const event = (fields: Partial<EventLine>): EventLine => ({
  schema_version: 1,
  timestamp: '2026-11-24T02:05:00.000Z',
  event_type: 'backend_operation',
  action: 'create',
  status: 'success',
  user_id: 'alice',
  producer_id: 'p',
  seq: 1,
  ...fields,
});

function redacted(fields: Partial<EventLine>): EventLine {
  const copy = event(structuredClone(fields));
  redactEvent(copy);
  return copy;
}

const redactedDetails = (details: JsonObject) => redacted({ details }).details;

describe('isSensitiveKey', () => {
  it.each(
    `password passwd pwd passphrase passcode secret secrets token tokens credential credentials authorization cookie
    apiKey api_key API-KEY x-api-key accessKey access_key secretAccessKey AWS_SECRET_ACCESS_KEY privateKey signing_key
    encryptionKey connectionString connection_string dsn DATABASE_DSN session_id sessionId Set-Cookie Proxy-Authorization
    dbPassword DB_PASSWORD db-password dbpassword password1 clientSecret client_secret accessToken refresh_token jwt
    passWord userPass auth basic_auth otp master_key accountKey X-Amz-Security-Token X-Amz-Signature recovery_codes
    secret_id password_hash bearer webhookSecret kennwort
    session sessions pin ticket macaroon seed kek dek webhook_url ssn iban card_number contraseña mot_de_passe senha
    пароль ПАРОЛЬ 密码 パスワード Passwort wachtwoord hasło parola DB_PASSWORD_PROD secret_value`
      .trim()
      .split(/\s+/),
  )('%s', (key) => {
    expect(isSensitiveKey(key)).toBe(true);
    // Nothing else in the text wakes the filter.
    if (!/authorization|cookie/i.test(key)) expect(redactText(`${key}=Tr0ub4dor9x`)).toBe(`${key}=[redacted]`);
  });

  it.each(
    `name key path size sha256 object_key partition_key publicKey primary_key cache_key idempotency_key kmsKeyId
    token_count token_type tokenTtl password_updated_at passwordPolicy secret_arn secretName secret_version
    access_key_id private_key_path cookie_name compass secretary tokenizer author authority keyboard monkey design
    signature code status_code bucket-1 backend assessment passenger passport region checksum
    authorization.k8s.io/decision changed_fields
    passwordPolicy tokenSymbol tokenCount passwordAttempts cookieConsent passwordLength secretType next_token page_token
    client_token NextToken ResetPasswordOnNextLogon passwordStatus`
      .trim()
      .split(/\s+/),
  )('not %s', (key) => {
    expect(isSensitiveKey(key)).toBe(false);
  });
});

describe('what is no secret stays', () => {
  it.each([
    { changed_fields: ['password', 'region'] },
    { changed: [['password', 'region'], ['size']] },
    { fields: 'password,region' },
    { password: null, token: true, secrets: [], cookie: '', passwordEnabled: false, tokens: 512, max_tokens: 4096 },
    {
      cid: 'bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi',
      v0: 'QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKzmPn',
    },
    { uuid: '018f2c3a-7b1d-7c3e-9f00-1234567890ab', id: '123e4567-e89b-12d3-a456-426614174000' },
    { sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' },
    {
      arn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-a1b2c3',
      secret: 'arn:aws:secretsmanager:eu-west-1:1:secret:x',
    },
    { resource: 'store:bucket-123:/docs/file.txt', other: 'store:tokens:/secrets/password.txt', plain: 'secrets:/a' },
    {
      bucket: 'sk-learn-experiments',
      second: 'risk-assessment-2026-report',
      third: 'token-archive',
      fourth: 'my.secret.bucket',
    },
    {
      url: 'https://example.com:8080/@scope/package?page=2&sort=asc#top',
      mail: 'alice@example.com',
      git: 'ssh://git@example.com/a',
    },
    {
      user: 'user:alice@example.com',
      role: 'arn:aws:iam::123456789012:role/token-reader',
      sip: 'mailto:bob@example.com',
    },
    { permission: 'secrets:read', scope: 'token:create', action: 'secretsmanager:GetSecretValue' },
    { at: '2026-11-24T02:05:00.000Z', window: '10:00-12:00', ratio: '3:4', address: '[::1]:8080' },
    { note: 'The password was changed by alice; her old token is expired.' },
    { note: "Unexpected token 'export' in JSON at position 5" },
    { note: 'password: must not be empty, token: required, secret=null' },
    { note: "Access denied for user 'root'@'localhost' (using password: YES)" },
    { note: 'Basic authentication is required; Bearer tokens are not. Digest of the file differs.' },
    { note: 'authorization: denied, authorization:check for carol' },
    { error: "ENOENT: no such file or directory, open '/etc/tokens/key.pem'" },
    { json: '{"changed_fields":["password","region"],"token":null,"n":1.0,  "spaced": true}' },
    {
      header: 'X-Token-Type: opaque',
      flags: '--password-file /run/pw --token-type jwt --force',
      query: '?page_size=3&key=a/b',
    },
    {
      settings: 'Enforce strong password: on → off',
      httpTokens: 'optional',
      sig: '31',
      password: 'disabled',
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      AWSAccessKeyId: 'ASIAIOSFODNN7EXAMPLE',
      next_token: 'eyAxMjM0NTY3ODkw',
    },
    {
      image: 'app:v1.5@sha256:29f2aa0c1e8b7d6f5a4c3b2a1908f7e6d5c4b3a29181706f5e4d3c2b1a09f8e7',
      pair: 'redis:6379@replica:6380',
    },
    { k8s: { annotations: { 'authorization.k8s.io/decision': 'allow' }, resource: 'secrets' } },
    { authorization: { action: 'read', scope: '/subscriptions/1' } },
    {
      names: [
        { name: 'region', value: 'eu' },
        { key: 'size', value: 3 },
        { name: 'password', type: 'text' },
      ],
    },
    { windows: 'C:\\Users\\alice\\key.txt', range: 'bytes=0-499', mime: 'text/plain; charset=utf-8' },
    { model: 'prompt_tokens: 12, completion_tokens: 40', python: "{'passed': 10, 'failed': 2}" },
  ] as JsonObject[])('%j', (details) => {
    const result = redacted({ details });
    expect(result.details).toEqual(details);
    expect(result.redactions).toBeUndefined();
  });

  it('in the ids of ordinary events, and costs no copy', () => {
    const fields: Partial<EventLine> = {
      resource_id: 'store:bucket-123:/file.txt',
      related: [{ resource_id: 'bucket-123', role: 'bucket' }],
      correlation_id: '018f2c3a-7b1d-7c3e-9f00-1234567890ab',
      error: { code: 'EACCES', message: 'permission denied: /etc/shadow' },
    };
    expect(redacted(fields)).toEqual(event(fields));
  });
});

describe('redactEvent', () => {
  it('says where and by which rule, in the order of the event', () => {
    const { redactions } = redacted({
      resource_id: 'https://u:p@h/',
      error: { code: 'E', message: 'Bearer abc123' },
      details: {
        list: [{ token: 'x' }],
        text: 'jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln',
        argv: ['--password', 'x'],
      },
    });
    expect(redactions).toEqual([
      { path: 'resource_id', rule: 'url-userinfo' },
      { path: 'error.message', rule: 'authorization' },
      { path: 'details.list[0].token', rule: 'sensitive-key' },
      { path: 'details.text', rule: 'jwt' },
      { path: 'details.argv[1]', rule: 'sensitive-key' },
    ]);
  });

  it('lists at most MAX_REDACTIONS and redacts the rest all the same', () => {
    const passwords = Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`password_${at}`, 'hunter2']));
    const result = redacted({ details: passwords });
    expect(result.redactions).toHaveLength(MAX_REDACTIONS);
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  it('keeps what was listed before, without secrets in the list itself', () => {
    const before = [{ path: 'details.https://u:hunter2@h/', rule: 'theirs' }];
    expect(redacted({ redactions: before }).redactions).toEqual([
      { path: 'details.https://[redacted]@h/', rule: 'theirs' },
    ]);
  });

  it('redacts names of objects and keeps their order and number', () => {
    expect(redactedDetails({ a: 1, 'https://u:1@h/': 2, 'https://u:2@h/': 3, z: 4 })).toEqual({
      a: 1,
      'https://[redacted]@h/': 2,
      'https://[redacted]@h/ (2)': 3,
      z: 4,
    });
  });

  it('treats __proto__ as a name', () => {
    const details: JsonObject = JSON.parse('{"__proto__":{"password":"x"},"a":"https://u:p@h"}');
    expect(JSON.stringify(redactedDetails(details))).toBe(
      '{"__proto__":{"password":"[redacted]"},"a":"https://[redacted]@h"}',
    );
  });

  it('keeps the part of a JSON text that is no secret', () => {
    const body = redactedDetails({ body: '{ "user": "bob", "password": "x", "n": [1, 2] }' });
    expect(body).toEqual({ body: '{"user":"bob","password":"[redacted]","n":[1,2]}' });
  });
});

describe('a name and its value', () => {
  const SIGNS = [
    ...'= : => -> := == ::= :::= ?= .= += ||= != <- ~= === &&= ??= []= ： ＝ →'.split(' '),
    ...[' string = ', '\u00a0=\u00a0', '\u3000：', '=$(echo ', '\u200b='],
  ];
  const NAMES = 'password TOKEN $apiToken contraseña пароль ПАРОЛЬ パスワード 密码 hasło db.password mdp'.split(' ');
  it.each(SIGNS)('is hidden whatever stands between: %j', (sign) => {
    for (const name of NAMES) {
      for (const quote of ['', '"', "'", '`']) {
        for (const blank of ['', ' ']) {
          const text = `set ${name}${blank}${sign}${blank}${quote}Tr0ub4dor&3xQ!z${quote}`;
          expect(redactText(text), text).not.toContain('Tr0ub4dor');
          expect(redactText(redactText(text))).toBe(redactText(text));
        }
      }
    }
  });

  it('keeps a scheme that nobody told of, and not its token', () => {
    expect(redactText('Authorization: Api-Token dt9sample77x')).toBe('Authorization: Api-Token [redacted]');
  });

  it.each([
    'zip -P §§ a.zip b',
    'unzip -P §§ a.zip',
    '7z x -p§§ a.7z',
    'redis-cli -h db -a §§ ping',
    'ldapsearch -x -w §§ -b dc=a',
    'sqlplus scott/§§@db',
    'mysql -p§§ -h db',
    'curl -u :§§ https://a',
    '- name: DB_PASSWORD\n  value: §§\n',
    '- name: DB_PASSWORD\n      value: "§§"\n',
  ])('is hidden in %j', (text) => {
    const whole = text.replaceAll('§§', 'Tr0ub4dor-xQz');
    expect(redactText(whole)).not.toContain('Tr0ub4dor');
    expect(redactText(redactText(whole))).toBe(redactText(whole));
  });

  it('hides the private part of a key in JSON', () => {
    expect(redactedDetails({ kty: 'EC', crv: 'P-256', x: 'aaaa', d: 'c2VjcmV0' })).toEqual({
      kty: 'EC',
      crv: 'P-256',
      x: 'aaaa',
      d: '[redacted]',
    });
  });

  it('hides an access key id wherever it is not the value of an id', () => {
    for (const key of ['key', 'note', 'name'])
      expect(redactedDetails({ [key]: 'AKIAIOSFODNN7EXAMPLE' })?.[key]).toBe('[redacted]');
    expect(redactText('used AKIAIOSFODNN7EXAMPLE to sign')).toBe('used [redacted] to sign');
  });
});

const FRAGMENTS = [
  ...PLANTED_SECRETS.flatMap(({ plant }) => [JSON.stringify(plant), plant.error?.message ?? '']),
  ...'password token= : " \' [ ] { } , ; & @ // :// --secret Bearer Basic Authorization: Cookie: %3D %40 \\ \\" <secret> </ \n'.split(
    ' ',
  ),
  ...'[redacted] api key connection string is was hunter2 abc123def456ghi7 = => -----BEGIN eyJ sk- AKIA curl -u -p'.split(
    ' ',
  ),
];
const text = fc.array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ maxLength: 6 }), fc.constant(' ')), {
  maxLength: 12,
});

describe('properties', () => {
  it('a second pass over a text changes nothing', () => {
    fc.assert(
      fc.property(text, (parts) => {
        const once = redactText(parts.join(''));
        expect(redactText(once)).toBe(once);
      }),
      { numRuns: countRuns(3_000) },
    );
  });

  it('a second pass over details changes nothing', () => {
    const name = fc.oneof(
      fc.constantFrom('password', 'name', 'value', 'headers', 'op', 'path', 'auth', 'tokens'),
      text.map((parts) => parts.join('')),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        text.map((parts) => parts.join('')),
        fc.constantFrom(null, true, 5, '--token', 'secret'),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(name, tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(value, (detail) => {
        const once = redacted({ details: JSON.parse(JSON.stringify({ detail })) });
        const twice = structuredClone(once);
        redactEvent(twice);
        expect(twice).toEqual(once);
      }),
      { numRuns: countRuns(1_000) },
    );
  });

  it('the filter lets every text through in which a rule finds something', () => {
    fc.assert(
      fc.property(text, (parts) => {
        const whole = parts.join('');
        const candidates = findCandidateRules(whole);
        TEXT_RULES.forEach((rule, bit) => {
          if ((candidates & (1 << bit)) === 0) expect(rule.apply(whole), rule.name).toBe(whole);
        });
      }),
      { numRuns: countRuns(3_000) },
    );
  });

  it('any event stays an event: text stays text', () => {
    fc.assert(
      fc.property(text, text, (id, message) => {
        const resource_id = id.join('').slice(0, 128) || 'x';
        const result = redacted({ resource_id, error: { code: 'E', message: message.join('') } });
        expect(result.resource_id).not.toBe('');
        expect(typeof result.error?.message).toBe('string');
      }),
    );
  });
});

describe('time is in proportion to length', () => {
  const units = [
    ...[...'=:@-"\'\\[{(<,;&%.$/ a0_\n'],
    ...[
      'eyJ',
      'sk-',
      '://',
      '://a',
      '://a:',
      '//a:b',
      'password',
      'password=',
      'password="',
      "password='",
      'password=\\"',
    ],
    ...[
      'password:[',
      'token={',
      'token=(',
      'a=b;',
      'a:b@',
      'a:b@tcp',
      'a/b@',
      '--token',
      '--token ',
      'Bearer ',
      'bearer+',
    ],
    ...[
      'Basic ',
      'basic+',
      'Digest a=',
      'Digest a="',
      'Authorization: ',
      'Authorization: Digest ',
      'Cookie: ',
      'cookie:a',
    ],
    ...[
      '-----BEGIN ',
      '-----BEGIN RSA PRIVATE KEY-----',
      '<a>',
      '<password>',
      '</password>',
      'AKIA',
      'ghp_',
      'xoxb-',
      'SG.',
    ],
    ...[
      'curl -u ',
      'login -p',
      'api key ',
      'password is ',
      'identified by ',
      'login a password ',
      '&quot;',
      '%3A%2F%2F',
      '%40',
    ],
    ...[
      'a.b.c.',
      '[["a","',
      '"name":"token",',
      ',"value":',
      '"name":"token","value":"x"',
      'é',
      '\ud800',
      'LS0tLS1CRUdJTi',
    ],
  ];
  it.each(units.map((unit) => [JSON.stringify(unit), unit]))('64 KiB of %s', (_, unit) => {
    for (const adversary of [unit.repeat(65_536 / unit.length), `password="${unit.repeat(65_536 / unit.length)}`]) {
      expect(measureCpuMs(() => redactText(adversary))).toBeLessThan(1_500);
    }
  });
});
