import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countRuns } from './property-runs.js';
import { parseStrictJson, parseStrictNdjson } from './strict-json.js';

describe('the strict parser', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value);
        expect(parseStrictJson(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: countRuns(200) },
    );
  });

  it.each([
    ['a member twice', '{"a":1,"b":2,"a":1}'],
    ['a member twice, once escaped', '{"a":1,"\\u0061":2}'],
    ['depth', `${'['.repeat(70)}${']'.repeat(70)}`],
    ['half of a surrogate pair', '"\\ud800"'],
    ['a raw control', '"\n"'],
    ['text behind it', '1 2'],
    ['a comma too many', '[1,]'],
    ['nothing', ''],
  ])('refuses %s', (_, text) => {
    expect(() => parseStrictJson(text)).toThrow(SyntaxError);
  });

  it('takes a line for what any reader takes for one', () => {
    expect(parseStrictNdjson('1\n"a"\n')).toEqual([1, 'a']);
    expect(parseStrictNdjson('')).toEqual([]);
    for (const text of ['1', '"a\u2028b"\n', '{"a":\r1}\n', '"\x85"\n']) {
      expect(() => parseStrictNdjson(text), JSON.stringify(text)).toThrow(SyntaxError);
    }
  });
});
