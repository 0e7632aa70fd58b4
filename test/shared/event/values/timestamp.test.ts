import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTimestamp, isCanonicalTimestamp, parseTimestamp } from '../../../../shared/event/values/timestamp.js';

const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');
const instant = fc.record({ ms: fc.integer({ min: 0, max: LAST_MS }), us: fc.integer({ min: 0, max: 999 }) });

describe('timestamp', () => {
  it('formats and parses as exact inverses, for every year of the format', () => {
    fc.assert(
      fc.property(instant, (given) => {
        const text = formatTimestamp(given);
        expect(isCanonicalTimestamp(text)).toBe(true);
        expect(parseTimestamp(text)).toEqual(given);
      }),
    );
  });

  it.each([
    ['2026-01-31T09:30:00Z', { ms: Date.UTC(2026, 0, 31, 9, 30), us: 0 }],
    ['2026-01-31T09:30:00.1Z', { ms: Date.UTC(2026, 0, 31, 9, 30, 0, 100), us: 0 }],
    ['2026-01-31T09:30:00.123456789Z', { ms: Date.UTC(2026, 0, 31, 9, 30, 0, 123), us: 456 }],
    ['2026-01-31T09:30:00+02:00', { ms: Date.UTC(2026, 0, 31, 7, 30), us: 0 }],
    ['1969-12-31T23:30:00-01:00', { ms: 30 * 60_000, us: 0 }],
    ['2024-02-29T00:00:00Z', { ms: Date.UTC(2024, 1, 29), us: 0 }],
  ])('reads %s', (text, expected) => {
    expect(parseTimestamp(text)).toEqual(expected);
  });

  it.each([
    ['before 1970', '1969-12-31T23:59:59.999Z'],
    ['no zone', '2026-01-31T09:30:00'],
    ['a date alone', '2026-01-31'],
    ['30 February', '2026-02-30T00:00:00Z'],
    ['29 February of another year', '2026-02-29T00:00:00Z'],
    ['hour 24', '2026-01-31T24:00:00Z'],
    ['minute 60', '2026-01-31T09:60:00Z'],
    ['second 60', '2026-01-31T09:30:60Z'],
    ['ten fraction digits', '2026-01-31T09:30:00.1234567890Z'],
    ['a zone that is none', '2026-01-31T09:30:00+99:00'],
    ['lower case', '2026-01-31t09:30:00z'],
    ['a line feed behind it', '2026-01-31T09:30:00Z\n'],
    ['words', 'yesterday'],
    ['year 0026', '0026-01-31T09:30:00Z'],
  ])('refuses %s', (_fault, text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });

  it('calls only UTC with 3 to 6 digits canonical', () => {
    expect(isCanonicalTimestamp('2026-01-31T09:30:00.000Z')).toBe(true);
    expect(isCanonicalTimestamp('2026-01-31T09:30:00.12345Z')).toBe(true);
    expect(isCanonicalTimestamp('2026-01-31T09:30:00Z')).toBe(false);
    expect(isCanonicalTimestamp('2026-01-31T09:30:00.000+00:00')).toBe(false);
    expect(isCanonicalTimestamp('2026-02-30T09:30:00.000Z')).toBe(false);
  });
});
