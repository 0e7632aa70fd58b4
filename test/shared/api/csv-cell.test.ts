import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guardCell, unguardCell } from '../../../shared/api/answers/csv-cell.js';
import { countRuns } from '../../support/property-runs.js';

/** Every code point that shows nothing of itself, as Unicode's own tables of this engine have it, and some by hand. */
const hidden = fc.oneof(
  fc.constantFrom(
    '\n',
    '\r',
    '\t',
    ' ',
    '\0',
    '\u00A0',
    '\u200B',
    '\u200D',
    '\u2060',
    '\uFEFF',
    '\u3000',
    '\u2028',
    '\u2800',
  ),
  fc
    .integer({ min: 0, max: 0x2fff })
    .map((point) => String.fromCodePoint(point))
    .filter((char) => !/[\p{L}\p{N}\p{P}\p{S}]/u.test(char)),
);
const trigger = fc.constantFrom(
  '=',
  '+',
  '-',
  '@',
  '＝',
  '＋',
  '－',
  '＠',
  '﹦',
  '﹢',
  '﹣',
  '﹫',
  '⁼',
  '⁺',
  '⁻',
  '\u2212',
  '\u2010',
  '\u2011',
);
const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom("'", '=', '"', '\n', '\uFEFF', ' '),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});
const formula = fc
  .tuple(fc.array(hidden, { maxLength: 3 }), trigger, anyText)
  .map(([before, sign, rest]) => before.join('') + sign + rest);

describe('a cell of CSV', () => {
  it('gives back every text', () => {
    const textOf = fc.oneof(
      formula,
      anyText,
      anyText.map((text) => `'${text}`),
      anyText.map((text) => `''=${text}`),
    );
    fc.assert(
      fc.property(textOf, (text) => {
        expect(unguardCell(guardCell(text))).toBe(text);
      }),
      { numRuns: countRuns(20_000) },
    );
  });

  it('never begins like a formula, whatever stands before the sign and however the sign is written', () => {
    fc.assert(
      fc.property(formula, (text) => {
        expect(guardCell(text)).toBe(`'${text}`);
      }),
      { numRuns: countRuns(20_000) },
    );
  });

  it.each([
    '',
    'alice',
    'über',
    '日本',
    '1',
    '1-2',
    'a=1',
    '{"a":"=1"}',
    '[1]',
    '"=1"',
    '/path',
    '_x',
    '#1',
    '(1)',
    '😀',
  ])('stays as it is when nothing runs it: %s', (text) => {
    expect(guardCell(text)).toBe(text);
    expect(unguardCell(text)).toBe(text);
  });

  it('is told from a text that begins with the sign of the rule', () => {
    expect(["'", "''", "'=1", '=1'].map(guardCell)).toEqual(["''", "'''", "''=1", "'=1"]);
  });
});
