/** How values are walked: what is looked into, what is replaced whole, and what a name beside a value decides. */
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../../shared/event/event.js';
import { redactJson } from '../../../../shared/event/redact/redact-json.js';
import { RedactionFindings } from '../../../../shared/event/redact/redaction-findings.js';

function redact(value: JsonValue) {
  const findings = new RedactionFindings();
  const clean = redactJson(structuredClone(value), findings);
  return { clean, paths: findings.entries.map(({ path }) => path) };
}

const KEY_ID = 'AKIAIOSFODNN7EXAMPLE';

describe('stays', () => {
  it.each<[string, JsonValue]>([
    ['null', null],
    ['a number', 7],
    ['how many', { tokens: 512 }],
    ['what was redacted before', { password: '[redacted]' }],
    ['a name without a value', { password: '', token: null, secret: {}, secrets: [] }],
    [
      'what tells of a credential',
      { credentials: { jti: 'a7', scopes: ['read'], scope: 'x', expires_at: 'soon', createdAt: 'x' } },
    ],
    ['ids of keys, in a list', { accessKeyId: [KEY_ID, KEY_ID] }],
    ['a member of no key', { d: 'north', k: 'v', p: 'x', kty: 7 }],
    ['a value beside a word that is no name of it', { note: 'password', value: 'hunter2' }],
    ['a path that is none of a patch', { path: '/config/password', value: 'on the left' }],
    ['a patch of something else', { op: 'replace', path: '/config/size', value: 'XL' }],
    ['a patch without a path', { op: 'test', path: 7, value: 'x' }],
    ['a list of names', ['password', 'token']],
    ['a word behind a word, beside an option', ['tool', 'password', 'reset', '--force']],
    [
      'pairs of other things',
      [
        [7, 'x'],
        ['host', 'example.com'],
      ],
    ],
    [
      'lists of three',
      [
        ['password', 'size', 'name'],
        ['token', 'secret'],
      ],
    ],
    ['headers that are not in pairs', { headers: ['Host', 'a', 'X-Api-Key'] }],
  ])('%s', (_, value) => {
    expect(redact(value)).toEqual({ clean: value, paths: [] });
  });

  it('the very object, when nothing is found in it', () => {
    const value = { 'a rather long name of something': { list: [1, 'two'] } };
    expect(redactJson(value, new RedactionFindings())).toBe(value);
  });
});

describe('is taken out', () => {
  it.each<[string, JsonValue, JsonValue, string[]]>([
    ['a list of texts', { auth: ['hunter2', null, 7] }, { auth: '[redacted]' }, ['auth']],
    ['a list of secrets', { secrets: ['id', 'name'] }, { secrets: '[redacted]' }, ['secrets']],
    [
      'what only begins like a description',
      { credentials: { identity: 'a' } },
      { credentials: '[redacted]' },
      ['credentials'],
    ],
    ['what only ends like one', { credentials: { grid: 'a' } }, { credentials: '[redacted]' }, ['credentials']],
    [
      'more than a description',
      { credentials: { id: 'a', value: 'b' } },
      { credentials: '[redacted]' },
      ['credentials'],
    ],
    ['a key among ids', { accessKeyId: [KEY_ID, 'x'] }, { accessKeyId: ['[redacted]', 'x'] }, ['accessKeyId[0]']],
    [
      'members within',
      { auth: { user: 'bob', pass: 'x1' } },
      { auth: { user: 'bob', pass: '[redacted]' } },
      ['auth.pass'],
    ],
    ['lists within', { auth: ['x', { pass: 'y1' }] }, { auth: ['x', { pass: '[redacted]' }] }, ['auth[1].pass']],
    [
      'a named value',
      { name: 'password', value: 'x', size: 'L' },
      { name: 'password', value: '[redacted]', size: 'L' },
      ['value'],
    ],
    [
      'a patch',
      { op: 'replace', path: '/config/password', value: 'x1' },
      { op: 'replace', path: '/config/password', value: '[redacted]' },
      ['value'],
    ],
    [
      'a difference',
      { kind: 'E', path: ['config', 'password'], lhs: 'x1', rhs: 'x2' },
      { kind: 'E', path: ['config', 'password'], lhs: '[redacted]', rhs: '[redacted]' },
      ['lhs', 'rhs'],
    ],
    [
      'pairs',
      {
        rows: [
          ['host', 'example.com'],
          [7, 'x'],
          ['authorization', 'x1'],
        ],
      },
      {
        rows: [
          ['host', 'example.com'],
          [7, 'x'],
          ['authorization', '[redacted]'],
        ],
      },
      ['rows[2][1]'],
    ],
    [
      'flat headers',
      { headers: ['X-Api-Key', 'x1', 'Host', 'example.com'] },
      { headers: ['X-Api-Key', '[redacted]', 'Host', 'example.com'] },
      ['headers[1]'],
    ],
    ['a number that is a password', { password: 123_456 }, { password: '[redacted]' }, ['password']],
    [
      'a difference deep within',
      { kind: 'E', path: ['db', 'main', 'password'], rhs: 'x2' },
      { kind: 'E', path: ['db', 'main', 'password'], rhs: '[redacted]' },
      ['rhs'],
    ],
  ])('%s', (_, value, clean, paths) => {
    expect(redact(value)).toEqual({ clean, paths });
  });

  it.each(['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'])('the member %s of a JSON Web Key', (member) => {
    const key = { kty: 'RSA', n: 'public', e: 'AQAB', [member]: 'c2VjcmV0' };
    expect(redact({ key })).toEqual({ clean: { key: { ...key, [member]: '[redacted]' } }, paths: [`key.${member}`] });
  });
});

describe('limits', () => {
  const nest = (depth: number): JsonValue => (depth === 0 ? { end: 'x' } : [nest(depth - 1)]);

  it('nothing is looked for below 64 levels, and nothing of it is kept', () => {
    expect(redact(nest(64)).clean).toEqual(nest(64));
    expect(JSON.stringify(redact(nest(65)).clean)).toBe(`${'['.repeat(65)}"[depth]"${']'.repeat(65)}`);
  });

  it('a text of JSON is read as JSON up to 262,144 characters, with blanks in front', () => {
    const write = (length: number) => {
      const [start, end] = [' \n { "password": "hunter2", "rest": "', '" }'];
      return start + 'x'.repeat(length - start.length - end.length) + end;
    };
    const cleanOf = (length: number) => String(redact(write(length)).clean);
    expect(cleanOf(1_000)).toMatch(/^\{"password":"\[redacted\]","rest":"x{9}/);
    expect(cleanOf(262_144)).toMatch(/^\{"password":"\[redacted\]","rest":"x{9}/);
    expect(cleanOf(262_145)).toMatch(/^ \n \{ "password": "\[redacted\]", "rest": "x{9}/);
  });
});
