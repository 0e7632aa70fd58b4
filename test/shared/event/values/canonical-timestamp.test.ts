import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  canonicalTimestamp,
  formatTimestamp,
  isCanonicalTimestamp,
  parseTimestamp,
} from '../../../../shared/event/values/timestamp.js';

test.each([
  ['2026-01-31T09:30:00.123Z', '2026-01-31T09:30:00.123Z'],
  ['2026-01-31T09:30:00.123456Z', '2026-01-31T09:30:00.123456Z'],
  ['2026-01-31T09:30:00Z', '2026-01-31T09:30:00.000Z'],
  ['2026-01-31T10:30:00.5+01:00', '2026-01-31T09:30:00.500Z'],
  ['2026-01-31T09:30:00.123456789Z', '2026-01-31T09:30:00.123456Z'],
  ['2026-01-31T09:30:00.123x', undefined],
  ['2026-01-31T09:30:00', undefined],
  ['2026-02-30T09:30:00Z', undefined],
  ['1969-12-31T23:59:59.999Z', undefined],
  ['', undefined],
])('%s', (text, canonical) => {
  // Twice: the second time the second is known.
  expect([canonicalTimestamp(text), canonicalTimestamp(text)]).toEqual([canonical, canonical]);
});

test('agrees with the parser for any text near a time', () => {
  const near = fc.stringMatching(/^20[0-4]\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(\.\d{0,7})?(Z|\+0[0-9]:00|)$/);
  fc.assert(
    fc.property(near, (text) => {
      const instant = parseTimestamp(text);
      const expected = isCanonicalTimestamp(text) ? text : instant && formatTimestamp(instant);
      expect(canonicalTimestamp(text)).toBe(expected);
    }),
    { numRuns: 500 },
  );
});
