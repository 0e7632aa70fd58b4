import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventLine, JsonObject } from '../../../../shared/event/event.js';
import { composeLine } from '../../../../shared/event/line/line.js';
import { readLine } from '../../../../shared/event/line/line-reader.js';
import { rewriteLine } from '../../../../shared/event/line/rewrite-line.js';
import { normaliseJson } from '../../../../shared/event/normalise/normalise.js';
import { MAX_DEPTH } from '../../../../shared/event/values/limits.js';

const event = (details: unknown): EventLine => ({
  schema_version: 1,
  timestamp: '2026-01-31T09:30:00.000Z',
  duration_ms: 12.5,
  event_type: 'vfs_operation',
  action: 'write',
  status: 'failure',
  user_id: 'alice',
  related: [{ resource_id: 'bucket-123', role: 'bucket' }],
  error: { code: 'ENOSPC', message: 'no "space" \\ left é' },
  details: normaliseJson(details) as JsonObject,
  producer_id: 'producer-1',
  seq: 7,
});
const line = composeLine(event({ list: [1, { a: 'x', 7: 'y' }], n: 0.5, t: 'é\n' }));
const reasonOf = (text: string) => {
  const outcome = readLine(text);
  return 'refusal' in outcome ? outcome.refusal.reason : 'accepted';
};

describe('a line of ours', () => {
  it('is taken whatever was recorded', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.anything()), (details) => {
        const written = composeLine(event(details));
        expect(reasonOf(written)).toBe('accepted');
        expect(rewriteLine(JSON.parse(written), written)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
  });

  it('is taken with the keys of its details in any order, also keys that look like numbers', () => {
    const written = composeLine(event({})).replace('"details":{}', '"details":{"b":1,"10":2,"a":{"3":1,"2":[]},"9":0}');
    expect(reasonOf(written)).toBe('accepted');
  });

  it('is refused with white space between any two tokens', () => {
    const gaps = [...line.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:,]|[\d.]+/g)].map(({ index }) => index);
    for (const at of [...gaps, line.length]) {
      for (const blank of [' ', '\t', '\r', '\n']) {
        expect(reasonOf(line.slice(0, at) + blank + line.slice(at))).toBe('not_as_written');
      }
    }
  });

  it.each([
    ['a key twice', '"n":0.5', '"n":0.5,"n":0.5'],
    ['a key twice deep inside', '"a":"x"', '"a":"x","a":"x"'],
    ['a field twice', '"user_id":"alice"', '"user_id":"ceo","user_id":"alice"'],
    ['a field in another place', '"user_id":"alice",', ''],
    ['a part in another place', '{"resource_id":"bucket-123","role":"bucket"}', '{"role":"bucket","resource_id":"b"}'],
    ['a key twice, once escaped', '"n":0.5', '"n":0.5,"\\u006e":1'],
    ['a number with an exponent', '0.5', '5e-1'],
    ['a number with a zero too many', '0.5', '0.50'],
    ['a negative zero', '0.5', '-0'],
    ['a number beyond a double', '0.5', '1e400'],
    ['an integer that a double does not hold', '0.5', '9007199254740993'],
    ['an escape that is not needed', '"alice"', '"\\u0061lice"'],
    ['an escape in capital letters', '\\u00e9', '\\u00E9'],
    ['an escaped solidus', '"alice"', '"a\\/b"'],
    ['a long escape of a line feed', '\\n', '\\u000a'],
    ['a character that is not ASCII', '\\u00e9', 'é'],
    ['an integer-like key and a blank', '"n":0.5', '"9":1,"8": 1'],
    ['an integer-like key twice', '"n":0.5', '"9":1,"8":1,"9":1'],
  ])('is refused with %s', (_, from, to) => {
    expect(line).toContain(from);
    const changed =
      to === '' ? line.replace(from, '').replace('"seq":7', '"seq":7,"user_id":"alice"') : line.replace(from, to);
    expect(reasonOf(changed)).toBe('not_as_written');
  });

  it.each([MAX_DEPTH, 1_000, 30_000])(
    'is refused with %i levels inside details, and nothing ends the stack',
    (levels) => {
      const nested = (inner: number) =>
        line.replace(/"details":.*,"producer_id"/, () => {
          return `"details":{"a":${'['.repeat(inner)}${']'.repeat(inner)}},"producer_id"`;
        });
      expect(reasonOf(nested(levels))).toBe('not_as_written');
      expect(reasonOf(nested(MAX_DEPTH - 1))).toBe('accepted');
    },
  );
});

describe('a line of older rules', () => {
  it('is brought to the rules of today, once', () => {
    const leaky = composeLine(event({ note: 'x' })).replace('"note":"x"', '"password":"hunter2-hunter2","7":1,"5":2');
    const outcome = readLine(leaky);
    if ('refusal' in outcome) throw new Error(outcome.refusal.reason);
    const rewritten = rewriteLine(outcome.event, leaky) ?? '';
    expect(rewritten).not.toContain('hunter2');
    expect(rewritten).toContain('[redacted]');
    const again = readLine(rewritten);
    expect('event' in again && rewriteLine(again.event, rewritten)).toBe(undefined);
    expect(outcome.event.details).toHaveProperty('password', '[redacted]');
  });
});
