import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashCanonicalJson, writeCanonicalJson } from '../../../../shared/event/values/canonical-json.js';

/** The same value with the keys of every object in another order. */
function reverseKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(reverseKeys);
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reverseKeys(member)]),
  );
}

describe('canonical JSON, version 1', () => {
  it('is frozen by its bytes', () => {
    const value = JSON.parse(
      '{"b":[1.0,-0,1e21,5e-324,true,null],"a":"\\u00e9\\u2028\\u007f\\n\\ud800","10":{},"9":[]}',
    );
    expect(writeCanonicalJson(value)).toBe(
      '{"10":{},"9":[],"a":"\\u00e9\\u2028\\u007f\\n\\ud800","b":[1,0,1e+21,5e-324,true,null]}',
    );
    expect(hashCanonicalJson(value)).toBe('0606f2d39d441d2328a5278a48b430c6d13f9b784564fea7a1e25760f6d9f2f1');
  });

  it('is one text for equal values, JSON of the same value, ASCII, and itself when written again', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (drawn) => {
        const value: unknown = JSON.parse(JSON.stringify(drawn));
        const text = writeCanonicalJson(value);
        expect(text).toMatch(/^[ -~]*$/);
        expect(JSON.parse(text)).toEqual(value);
        expect(writeCanonicalJson(reverseKeys(value))).toBe(text);
        expect(writeCanonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });

  it('tells values apart', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const [first, second]: unknown[] = [JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b))];
        const same = JSON.stringify(first) === JSON.stringify(second);
        if (writeCanonicalJson(first) === writeCanonicalJson(second)) expect(first).toEqual(second);
        else expect(same).toBe(false);
      }),
    );
  });

  it('writes what is nested 500,000 levels deep', () => {
    const text = '['.repeat(500_000) + ']'.repeat(500_000);
    expect(writeCanonicalJson(JSON.parse(text)) === text).toBe(true);
  });
});
