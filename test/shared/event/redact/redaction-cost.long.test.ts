import { describe, expect, it } from 'vitest';
import { redactText } from '../../../../shared/event/redact/redact.js';

/** The same numbers in every run. */
let state = 8;
function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return (state >>> 8) / 0x100_0000;
}
const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;

/** What the rules look for, and what stands around it; texts are made of a few of these, over and over. */
const PARTS = [
  ...'=:@-"\'\\[{(<,;&%.$/ a0_\n|~!?*#>)}]`\t',
  ...[
    'eyJ',
    'sk-',
    '://',
    '://a',
    '//a:b',
    'password',
    'password=',
    'password="',
    'password: ',
    'token=',
    'a=b;',
    'a:b@',
  ],
  ...[
    'a:b@tcp(',
    'a/b@',
    '--token ',
    '--token',
    'Bearer ',
    'Basic ',
    'Digest a="',
    'Authorization: ',
    'Cookie: ',
    '-----BEGIN ',
  ],
  ...[
    '-----BEGIN RSA PRIVATE KEY-----',
    '-----END',
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
    '&quot;',
    '%3A',
    '%40',
    'name: token\n',
    '"name":"token",',
  ],
  ...[
    '"value":',
    'é',
    '密',
    'パスワード',
    'LS0tLS1CRUdJTi',
    '\\u0022',
    '\\u0061',
    '\\"',
    'string',
    'name',
    'value',
    'key',
    'aaaaaaaa',
  ],
  ...[
    '1234567890',
    'abcDEF123',
    'of ',
    'for ',
    'is ',
    'secret',
    '[redacted]',
    '\r\n',
    'x.y',
    'AKIAIOSFODNN7EXAMPLE',
    'sqlplus ',
  ],
  ...[
    'mysql ',
    '-p',
    'zip -P',
    '7z -p',
    ' -a ',
    'redis-cli ',
    'code',
    'phrase',
    'id ',
    'keys ',
    'mot de passe ',
    'old',
    'new',
  ],
  ...[
    'insert into a (password) values (',
    "('a',",
    'net use ',
    'echo ',
    '| chpasswd',
    'USER a\n',
    '"kty"',
    'password,a\n',
    'a|password\n',
  ],
  ...[
    'a:5432:b:c:',
    'htpasswd -b ',
    'set ',
    ' -> ',
    '\u001b[0m',
    '\u200b',
    '\u00a0',
    ' - ',
    '- ',
    'type="password" value="',
  ],
];

function makeText(length: number): string {
  const row = (count: number) => Array.from({ length: count }, () => pick(PARTS)).join('');
  const unit = row(1 + Math.floor(random() * 4));
  const start = random() < 0.5 ? '' : row(2);
  return `${start}${unit.repeat(Math.ceil(length / unit.length))}`.slice(0, length) + (random() < 0.5 ? '' : row(2));
}

/** Lines of a log, one of ten with a secret in it. */
const makeOrdinary = (length: number) =>
  Array.from({ length: Math.ceil(length / 100) }, (_, at) => {
    const line = `2026-11-25T10:00:00Z INFO [worker] user=alice request_id=018f2c3a-7b1d-${at} GET /bucket/${at} 200`;
    return at % 10 === 0 ? `${line} password=hunter2x${at} token refused` : line;
  })
    .join('\n')
    .slice(0, length);

const TEXTS = 10_000;
const LENGTH = 4_096;
const MAX_RATIO = 5;
const ROUNDS = 12;

/** Microseconds of the processor, so that what else the machine does falls on nothing. */
function measure(text: string): number {
  const before = process.cpuUsage();
  redactText(text);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

const measureOften = (text: string, enough = 0) => {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS && least > enough; round += 1) least = Math.min(least, measure(text));
  return least;
};

describe('the time for a character', () => {
  it(`of ${TEXTS} texts is at most ${MAX_RATIO} times that of ordinary text, at every length`, () => {
    const ordinary = makeOrdinary(LENGTH);
    // Expressions run slowly until they are compiled.
    for (let round = 0; round < 300; round += 1) redactText(round % 2 === 0 ? ordinary : makeText(LENGTH));
    // Often beside the others, because the machine is not equally fast all the time.
    let unit = measureOften(ordinary) / LENGTH;
    const slow: { cost: number; text: string }[] = [];
    for (let at = 0; at < TEXTS; at += 1) {
      if (at % 500 === 0) unit = Math.max(unit, measureOften(ordinary) / LENGTH);
      const text = makeText(LENGTH);
      const cost = measureOften(text, unit * LENGTH * MAX_RATIO * 0.8) / text.length;
      if (cost > unit * 2) slow.push({ cost, text });
    }
    slow.sort((a, b) => b.cost - a.cost);
    const tell = slow
      .slice(0, 5)
      .map(({ cost, text }) => `${(cost * 1_000).toFixed(0)} ns ${JSON.stringify(text.slice(0, 60))}`);
    console.log(`ordinary ${(unit * 1_000).toFixed(0)} ns a character; slowest:\n${tell.join('\n')}`);
    expect((slow[0]?.cost ?? 0) / unit, tell.join('\n')).toBeLessThanOrEqual(MAX_RATIO);
    for (const length of [64 * 1_024, 1_024 * 1_024]) {
      const baseline = Math.max(unit, measureOften(makeOrdinary(length)) / length);
      for (const { text } of slow.slice(0, 4)) {
        const long = text.repeat(length / LENGTH).slice(0, length);
        expect(
          measureOften(long, baseline * length * MAX_RATIO) / length / baseline,
          text.slice(0, 60),
        ).toBeLessThanOrEqual(MAX_RATIO);
      }
    }
  }, 600_000);
});
