import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseForeignJson } from '../../../../shared/event/values/foreign-json.js';

describe('JSON of foreign senders', () => {
  it.each([
    ['12345678901234567890123', '12345678901234567890123'],
    ['-9007199254740993', '-9007199254740993'],
    ['9007199254740991', 9_007_199_254_740_991],
    ['1.2345678901234567', 1.2345678901234567],
    ['1e400', Number.POSITIVE_INFINITY],
    ['"text of 12345678901234567890 \\" 98765432109876543210"', 'text of 12345678901234567890 " 98765432109876543210'],
    ['{"12345678901234567890":[18446744073709551615,1]}', { '12345678901234567890': ['18446744073709551615', 1] }],
    ['{"a":', undefined],
    ['12345678901234567890 1', undefined],
  ])('reads %s', (text, value) => {
    expect(parseForeignJson(text)).toEqual(value);
  });

  it('reads everything else as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        const safe = (one: unknown): boolean =>
          typeof one === 'object' && one !== null
            ? Object.values(one).every(safe)
            : typeof one !== 'number' || !Number.isInteger(one) || Number.isSafeInteger(one);
        fc.pre(safe(JSON.parse(text)));
        expect(parseForeignJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});
