/** Lists of arguments: which element is a password, and which only looks like one. */
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../../shared/event/event.js';
import { redactJson } from '../../../../shared/event/redact/redact-json.js';
import { RedactionFindings } from '../../../../shared/event/redact/redaction-findings.js';

function redactArguments(argv: readonly JsonValue[]) {
  const findings = new RedactionFindings();
  const value = redactJson({ argv: structuredClone([...argv]) }, findings) as { argv: JsonValue[] };
  return { argv: value.argv, found: findings.entries };
}

describe('a password that is joined to its option', () => {
  it.each(['mysql', 'mysqldump', 'mariadb', 'mongosh', 'sshpass', '/usr/bin/mysql'])(
    'is taken out for %s',
    (program) => {
      expect(redactArguments([program, '-uroot', '-phunter2', 'shop'])).toEqual({
        argv: [program, '-uroot', '-p[redacted]', 'shop'],
        found: [{ path: 'argv[2]', rule: 'command' }],
      });
    },
  );

  it('is taken out although options of the caller stand before the program', () => {
    const { argv } = redactArguments(['sudo', '-u', 'bob', 'mysql', '-phunter2']);
    expect(argv).toEqual(['sudo', '-u', 'bob', 'mysql', '-p[redacted]']);
  });

  it('is told once, and never again', () => {
    const once = redactArguments(['mysql', '-phunter2']).argv;
    expect(redactArguments(once)).toEqual({ argv: once, found: [] });
  });
});

describe('a password behind its option', () => {
  it.each([
    [['mysql', '-p', 'hunter2']],
    [['sshpass', '-p', 'hunter2', 'ssh', 'host']],
    [['curl', '-u', 'hunter2', 'https://example.com']],
    [['curl', '--proxy-user', 'hunter2']],
    [['redis-cli', '-a', 'hunter2']],
    [['7z', '-p', 'hunter2']],
    [['tool', '--password', 'hunter2']],
    [['tool', 7, '--password', 'hunter2']],
  ])('is taken out of %j', (argv) => {
    const expected = argv.map((each) => (each === 'hunter2' ? '[redacted]' : each));
    const path = `argv[${argv.indexOf('hunter2')}]`;
    expect(redactArguments(argv)).toEqual({ argv: expected, found: [{ path, rule: 'sensitive-key' }] });
  });
});

describe('no password', () => {
  it.each([
    [['mkdir', '-p', 'reports']],
    [['cp', '-preserve', 'a', 'b']],
    [['tar', '-pxf', 'a.tar']],
    [['ssh', '-u', 'alice']],
    [['mysql', '-p', '--host', 'db']],
    [['mysql', '-p', 7]],
    [['mysql', '-p']],
    [['tool', 'password', 'hunter2']],
    [['a', 'b', 'c', 'd', 'mysql', '-project']],
    [['list', '--force', 'x']],
  ])('is in %j', (argv) => {
    expect(redactArguments(argv)).toEqual({ argv, found: [] });
  });
});
