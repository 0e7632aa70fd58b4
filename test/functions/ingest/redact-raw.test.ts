import { describe, expect, test } from 'vitest';
import { redactRaw } from '../../../functions/ingest/redact-raw.js';
import { measureCpuMs } from '../../support/cpu-time.js';

describe('redaction of what is quarantined', () => {
  test.each([
    { name: 'text', raw: 'hello [world', clean: 'hello [world' },
    { name: 'broken JSON', raw: '{"a":}', clean: '{"a":}' },
    { name: 'JSON that breaks off', raw: '{"a":[1,{"b":"x', clean: '{"a":[1,{"b":"x' },
    {
      name: 'a list of headers that breaks off',
      raw: '{"headers":["Host","example.com","X-Api-Key","flat-Topaz-38"',
      clean: '{"headers":["Host","example.com","X-Api-Key","[redacted]"',
    },
    { name: 'a secret cut in two', raw: '{"a":{"password":"hunt', clean: '{"a":{"password":"[redacted]' },
    { name: 'brackets in texts', raw: '{"a":"]}\\"[","token":"x1y2z3"', clean: '{"a":"]}\\"[","token":"[redacted]"' },
  ])('$name', ({ raw, clean }) => {
    expect(redactRaw(raw)).toBe(clean);
  });

  test.each([
    { name: 'open brackets', raw: '['.repeat(1_000_000) },
    { name: 'an open quote with escapes', raw: `["${'\\\\'.repeat(500_000)}` },
    { name: 'quotes', raw: `[${'"'.repeat(1_000_001)}` },
  ])('takes little time for $name', ({ raw }) => {
    expect(measureCpuMs(() => redactRaw(raw))).toBeLessThan(5_000);
  });
});
