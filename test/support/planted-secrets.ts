/**
 * Secrets of many kinds, all made up, each in a place where a real event could hold it. No sink may ever hold one:
 * queue, table, quarantine, logs, answers, exports.
 */
import type { ForeignEvent } from '../../shared/event/event.js';

export interface PlantedSecret {
  /** Says kind and place. */
  readonly name: string;
  /** Fields of an event that hold the secret; add what every event needs. */
  readonly plant: Pick<
    Partial<ForeignEvent>,
    'details' | 'error' | 'resource_id' | 'user_id' | 'related' | 'user_agent' | 'correlation_id' | 'external_id'
  >;
  /** The literal that must not be found. */
  readonly secret: string;
}

const planted: PlantedSecret[] = [];

/** In `details`, under whatever names the secret comes. */
function inDetails(
  name: string,
  secret: string,
  details: (secret: string) => NonNullable<ForeignEvent['details']>,
): void {
  planted.push({ name, secret, plant: { details: details(secret) } });
}

/** In a text: that of the error, and one deep in the details. */
function inText(name: string, secret: string, text: (secret: string) => string): void {
  const message = text(secret);
  planted.push({
    name,
    secret,
    plant: { error: { code: 'EFAIL', message }, details: { attempts: [{ output: message }] } },
  });
}

// By the name beside it
inDetails('password', 'Tr0ub4dor-harbour', (s) => ({ config: { user: 'alice', password: s } }));
inDetails('password of letters only', 'swordfishy', (s) => ({ config: { password: s } }));
inDetails('password of digits', '83920174', (s) => ({ config: { password: Number(s) } }));
inDetails('password nested in lists', 'lantern-Quay-9', (s) => ({ a: [[{ b: [{ dbPassword: s }] }]] }));
inDetails('passphrase in snake case', 'four grey herons wading', (s) => ({ key_passphrase: s }));
inDetails('camel case client secret', 'cs9vQm2LpX', (s) => ({ oauth: { clientSecret: s } }));
inDetails('upper case environment', 'zQ3-harrow-81', (s) => ({ env: { AWS_SECRET_ACCESS_KEY: s } }));
inDetails('token in kebab case', 'tk.5521.marigold', (s) => ({ headers: { 'x-auth-token': s } }));
inDetails('list of tokens', 'second-of-two-51', (s) => ({ tokens: ['first-of-two-50', s] }));
inDetails('object of credentials', 'ember-Falls-22', (s) => ({ credentials: { user: 'bob', value: s } }));
inDetails('api key', 'ak_0d1f7c', (s) => ({ backend: { apiKey: s } }));
inDetails('private key of one line', 'MC4CAQAwBQYDK2VwBCIEIB', (s) => ({ privateKey: s }));
inDetails('connection string', 'Endpoint-of-nowhere-7', (s) => ({ connectionString: `Server=db;Pw=${s}` }));
inDetails('session id', 'sess-77af01', (s) => ({ request: { sessionId: s } }));
inDetails('cookie', 'id=9aa0c1', (s) => ({ headers: { cookie: s } }));
inDetails('authorization with a scheme of its own', 'orchard-51-gate', (s) => ({ headers: { Authorization: s } }));
inDetails('one-time password', '482915', (s) => ({ login: { otp: s } }));
inDetails('names run together', 'brook-Stone-5', (s) => ({ dbpassword: s }));
inDetails('name and value', 'nv-pewter-33', (s) => ({ settings: [{ name: 'password', value: s }] }));
inDetails('tag with key and value', 'kv-cobalt-34', (s) => ({ tags: [{ Key: 'api-key', Value: s }] }));
inDetails('change of a field', 'old-Basalt-35', (s) => ({ changes: [{ field: 'secret', old: s, new: 'x' }] }));
inDetails('JSON patch', 'patch-Onyx-36', (s) => ({ patch: [{ op: 'replace', path: '/config/password', value: s }] }));
inDetails('list of pairs', 'pair-Amber-37', (s) => ({
  headers: [
    ['host', 'example.com'],
    ['x-api-key', s],
  ],
}));
inDetails('raw headers', 'flat-Topaz-38', (s) => ({ rawHeaders: ['Host', 'example.com', 'X-Api-Key', s] }));
inDetails('argument after a flag', 'argv-Slate-39', (s) => ({ argv: ['tool', '--password', s, '--force'] }));
inDetails('argument in a flag', 'argv-Flint-40', (s) => ({ argv: ['tool', `--token=${s}`] }));
inDetails('JSON in a string', 'inner-Jade-41', (s) => ({ body: JSON.stringify({ a: { password: s } }) }));
inDetails('JSON in JSON in a string', 'inner-Opal-42', (s) => ({
  body: JSON.stringify({ payload: JSON.stringify({ secrets: [s] }) }),
}));
inDetails('name of an object', 'hunter-Ruby-43', (s) => ({ hits: { [`https://alice:${s}@example.com/`]: 1 } }));

// In URLs and connection strings
inText('URL userinfo', 'p4ss-Linden', (s) => `cannot reach https://alice:${s}@example.com/repo.git`);
inText('URL userinfo with an at sign', 'p@ss-Willow', (s) => `connect postgres://svc:${s}@db.internal:5432/app failed`);
inText('URL userinfo with a slash', 'pa/ss-Maple', (s) => `connect mongodb+srv://svc:${s}@cluster.example.net/app`);
inText('URL with a token as user', 'tkn0Rowan77', (s) => `git clone https://${s}@example.com/repo.git`);
inText('URL without a user', 'r3dis-Alder', (s) => `redis://:${s}@cache:6379/0 timed out`);
inText('URL in a URL', 'enc-Hazel-8', (s) => `GET /proxy?to=https%3A%2F%2Falice%3A${s}%40example.com%2F`);
inText('driver URL', 'jdbc-Cedar-4', (s) => `jdbc:mysql://root:${s}@localhost/app`);
inText('DSN of a Go program', 'go-Birch-12', (s) => `dial app:${s}@tcp(127.0.0.1:3306)/audit: refused`);
inText('DSN without a scheme', 'no-Scheme-19', (s) => `dial app:${s}@db.internal:5432/audit`);
inText('Oracle DSN', 'tiger-Spruce', (s) => `sqlplus scott/${s}@//db:1521/orcl`);
inText('libpq keywords', 'pq-Aspen-2', (s) => `host=db user=alice password=${s} dbname=app`);
inText('quoted libpq keywords', 'pq Larch 3', (s) => `host=db password='${s}' dbname=app`);
inText('ADO connection string', 'ado Juniper 6', (s) => `Server=db;User Id=sa;Password=${s};Encrypt=true`);
inText(
  'Azure storage account',
  'Zm9yZXN0LWFuZC1maWVsZA==',
  (s) => `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${s};`,
);
inText(
  'shared access signature',
  'c2lnLW9mLWEtYmxvYg%3D%3D',
  (s) => `https://a.blob.core.windows.net/c/b?sv=2024&sig=${s}&se=2026`,
);
inText(
  'presigned URL',
  '5f1e0c9ad2b74e6f8a',
  (s) => `PUT https://b.s3.amazonaws.com/k?X-Amz-Expires=60&X-Amz-Signature=${s}`,
);
inText(
  'security token in a URL',
  'IQoJb3JpZ2luX2VjEXAMPLE',
  (s) => `https://b.s3.amazonaws.com/k?X-Amz-Security-Token=${s}&a=1`,
);
inText('token in a query', 'q-Clover-64', (s) => `GET /callback?state=1&access_token=${s}&page=2 401`);

// In headers, commands and prose
inText('bearer header', 'mF_9.B5f-4.1JqM', (s) => `upstream said 401 to Authorization: Bearer ${s}`);
inText('bare bearer', 'opaque-Fern-88', (s) => `token rejected (Bearer ${s})`);
inText('basic header', 'YWxpY2U6aGVyb24tODE=', (s) => `> Authorization: Basic ${s}\n> Host: example.com`);
inText('bare basic', 'Ym9iOmhlcm9uLTgyLXg=', (s) => `sent Basic ${s} to proxy`);
inText(
  'digest response',
  '6629fae49393a05397450978507c4ef1',
  (s) => `Authorization: Digest username="bob", realm="r", nonce="n", uri="/", response="${s}"`,
);
inText('set-cookie header', 'theme-and-9f0b7c', (s) => `Set-Cookie: sid=${s}; Path=/; HttpOnly`);
inText('header of an API key', 'xk-Thistle-17', (s) => `curl -H "X-Api-Key: ${s}" https://example.com`);
inText('curl user', 'cu-Nettle-18', (s) => `exit 22: curl -s -u carol:${s} https://example.com`);
inText('flag with a value', 'fl-Sorrel-20', (s) => `command failed: tool --db-password ${s} --retry 3`);
inText('flag with a quoted value', 'fl Yarrow 21', (s) => `command failed: tool --token "${s}" --retry 3`);
inText('JSON fragment', 'js-Tansy-23', (s) => `unexpected end in {"user":"bob","password":"${s}"`);
inText('escaped JSON fragment', 'js-Borage-24', (s) => `log: {\\"client_secret\\":\\"${s}\\",\\"n\\":1`);
inText('inspected object', 'in-Lovage-25', (s) => `config was { user: 'bob', password: '${s}' }`);
inText('YAML', 'ym-Chervil-26', (s) => `cannot parse:\n  user: bob\n  password: ${s}\n`);
inText('XML', 'xm-Dill-27', (s) => `<login><user>bob</user><password>${s}</password></login>`);
inText('SQL', 'sq-Cumin-28', (s) => `near: ALTER USER bob IDENTIFIED BY '${s}'`);
inText('words with spaces', 'sp-Anise-29', (s) => `API key: ${s} was refused`);
inText('prose', 'pr0se-Caraway', (s) => `login failed, the password was ${s}`);

// By its own form
inText('JSON web token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLW9mLWFsaWNl', (s) => `bad jwt ${s}.`);
inText(
  'private key',
  'MIIBOgIBAAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf',
  (s) => `-----BEGIN RSA PRIVATE KEY-----\n${s}\n-----END RSA PRIVATE KEY-----`,
);
inText(
  'private key that was cut',
  'b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ',
  (s) => `key is -----BEGIN OPENSSH PRIVATE KEY-----\n${s}`,
);
inText('AWS access key id', 'AKIAQ4EXAMPLEKEY2TRY'.slice(0, 20), (s) => `user ${s} is not authorized`);
inText('AWS secret beside its id', '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', (s) => `ASIAQ4EXAMPLEKEY2TRY ${s}`);
inText('GitHub token', 'ghp_k3Jd82nXw0PqLz7Vb5Rt1Ym9Fs4Hc6Ga2Ue', (s) => `remote: ${s} has expired`);
inText('GitLab token', 'glpat-Xy7Kd2Lm9Qw4Zr8Tb1Nc', (s) => `denied to ${s}`);
inText('Slack token', 'xoxb-481516234200-Qq7Ww8Ee9Rr', (s) => `slack: ${s} revoked`);
inText('Slack webhook', 'T0AAAAAA1/B0BBBBBB2/c3Cc4Dd5Ee6Ff7', (s) => `POST https://hooks.slack.com/services/${s}`);
inText('Stripe key', 'sk_live_51Hq9Lm2Nv7Bx4', (s) => `charge with ${s} failed`);
inText('Google API key', 'AIzaSyD3x9Kq7Lm2Nv8Bw4Rt6Yp1Zc5Fh0Jg', (s) => `quota of ${s} is used up`);
inText('npm token', 'npm_8sKd72nXw0PqLz7Vb5Rt1Ym9Fs4Hc6Ga2U', (s) => `publish with ${s}: 403`);
inText('PyPI token', 'pypi-AgEIcHlwaS5vcmcCJDAwZTYxN2Y', (s) => `upload with ${s}: 403`);
inText('model provider key', 'sk-proj-9d8Kq7Lm2Nv8Bw4Rt6Yp1Zc5', (s) => `Incorrect key provided: ${s}.`);
inText(
  'mail provider key',
  'SG.k3Jd82nXw0PqLz7Vb5Rt1Y.m9Fs4Hc6Ga2UeTq8Wd0Xi5Zo7Pk3Lj1',
  (s) => `smtp: ${s} unauthorized`,
);
inText('model hub token', 'hf_QwErTyUiOpAsDfGhJkLzXcVb', (s) => `download with ${s}: 401`);
inText('vault token', 'hvs.CAESIJ8n2Kd7Lm9Qw4Zr8Tb1Nc', (s) => `vault: ${s} denied`);
inText('password hash', '$2b$12$R9h7cIPz0gi3URNNX3kh2OPST9PgBkqquzi5Ss7KIUgO2t0jWMUWq', (s) => `hash ${s} differs`);

// In the other fields
planted.push(
  { name: 'resource id', secret: 'ri-Hyssop-31', plant: { resource_id: `https://alice:ri-Hyssop-31@example.com/a` } },
  { name: 'user id', secret: 'ui-Fennel-32', plant: { user_id: 'mailbox://bob:ui-Fennel-32@example.com' } },
  {
    name: 'related resource',
    secret: 'rr-Savory-33',
    plant: { related: [{ resource_id: 's3://id:rr-Savory-33@bucket', role: 'backend' }] },
  },
  { name: 'user agent', secret: 'ua-Tarragon-34', plant: { user_agent: 'tool/1 (api_key=ua-Tarragon-34)' } },
  { name: 'correlation id', secret: 'ci-Mustard-35', plant: { correlation_id: 'token=ci-Mustard-35' } },
  { name: 'external id', secret: 'ei-Saffron-36', plant: { external_id: 'job?access_token=ei-Saffron-36' } },
  { name: 'code of an error', secret: 'ec-Ginger-37', plant: { error: { code: 'pwd=ec-Ginger-37', message: '' } } },
);

export const PLANTED_SECRETS: readonly PlantedSecret[] = planted;
