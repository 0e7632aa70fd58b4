import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEventTime } from '../../../../shared/event/tolerate/event-time.js';
import { formatTimestamp } from '../../../../shared/event/values/timestamp.js';

const read = (value: string | number) => {
  const instant = readEventTime(value);
  return instant === undefined ? undefined : formatTimestamp(instant);
};

describe('a time of another system', () => {
  it.each([
    ['2026-01-31T09:30:00Z', '2026-01-31T09:30:00.000Z'],
    ['2026-01-31T09:30:00+0100', '2026-01-31T08:30:00.000Z'],
    ['2026-01-31T09:30:00-05', '2026-01-31T14:30:00.000Z'],
    ['2026-01-31 09:30:00', '2026-01-31T09:30:00.000Z'],
    ['2026-01-31 09:30:00 +01:00', '2026-01-31T08:30:00.000Z'],
    ['2026-01-31t09:30:00z', '2026-01-31T09:30:00.000Z'],
    ['2026-01-31 09:30:00 UTC', '2026-01-31T09:30:00.000Z'],
    ['2026-01-31T09:30:00.1234567891Z', '2026-01-31T09:30:00.123456Z'],
    ['2026-01-31T09:30:00,5Z', '2026-01-31T09:30:00.500Z'],
    ['2026-01-31T09:30', '2026-01-31T09:30:00.000Z'],
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['2016-12-31T23:59:60.9Z', '2017-01-01T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    [1_769_851_800, '2026-01-31T09:30:00.000Z'],
    [1_769_851_800.123456, '2026-01-31T09:30:00.123456Z'],
    [1_769_851_800_123, '2026-01-31T09:30:00.123Z'],
    ['1769851800123456', '2026-01-31T09:30:00.123456Z'],
    ['1769851800123456789', '2026-01-31T09:30:00.123456Z'],
    ['1769851800.5', '2026-01-31T09:30:00.500Z'],
    [0, '1970-01-01T00:00:00.000Z'],
  ])('%s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    '2026-02-29',
    '1900-02-29',
    '2100-02-29',
    '2026-13-01',
    '2026-04-31',
    '2026-01-31T24:00:00Z',
    '2026-01-31T09:60:00Z',
    '2026-01-31T09:30:61Z',
    '1969-12-31T23:59:59Z',
    '1970-01-01T00:30:00+01:00',
    '9999-12-31T23:30:00-01:00',
    '20260131',
    '31.01.2026',
    'yesterday',
    '',
    '2026-01-31T09:30:00.Z',
    '2026-01-31T09:30:00 Z+01',
    -1,
    1e20,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ])('%s is none', (text) => {
    expect(readEventTime(text)).toBeUndefined();
  });

  it('is the same in every form in which it can be written', () => {
    const instants = fc.date({ min: new Date(86_400_000), max: new Date('9999-12-30'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, fc.integer({ min: -1_439, max: 1_439 }), (date, offset) => {
        const expected = date.toISOString();
        const sign = offset < 0 ? '-' : '+';
        const zone = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60].map((n) => String(n).padStart(2, '0'));
        const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, -1);
        const forms = [
          expected,
          expected.slice(0, -1),
          expected.replace('T', ' '),
          expected.toLowerCase(),
          `${local}${sign}${zone.join(':')}`,
          `${local}${sign}${zone.join('')}`,
          `${local.replace('T', ' ').replace('.', ',')} ${sign}${zone.join('')}`,
          `${expected.slice(0, -1)}000000Z`,
        ];
        for (const form of forms) expect([form, read(form)]).toEqual([form, expected]);
      }),
    );
  });

  it('is what a number of seconds, milliseconds or microseconds says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100_000_000_000, max: 99_999_999_999_999 }), (ms) => {
        const expected = new Date(ms).toISOString();
        expect(read(ms)).toBe(expected);
        expect(read(String(ms))).toBe(expected);
        expect(read(`${Math.floor(ms / 1_000)}.${String(ms % 1_000).padStart(3, '0')}`)).toBe(expected);
        expect(read(`${ms}000`)).toBe(expected);
      }),
    );
  });
});
