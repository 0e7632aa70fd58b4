import { describe, expect, it } from 'vitest';
import { readInstant } from '../../../../shared/api/routes/inputs.js';

const NOON = Date.UTC(2026, 0, 31, 12);

describe('times as people write them', () => {
  it.each([
    ['2026-01-31T12:00:00Z', NOON, 0],
    ['2026-01-31t12:00z', NOON, 0],
    ['2026-01-31T13:30:00+01:30', NOON, 0],
    ['2026-01-31T13:30:00 01:30', NOON, 0],
    ['2026-01-31T13:00+01', NOON, 0],
    ['2026-01-31T07:00-0500', NOON, 0],
    ['2026-01-31T12:00:00.5Z', NOON + 500, 0],
    ['2026-01-31T12:00:00,123456Z', NOON + 123, 456],
  ])('%s', (text, ms, us) => {
    expect(readInstant(text)).toEqual({ ms, us });
  });

  it('lose what is finer than a microsecond, as events do', () => {
    expect(readInstant('2026-01-31T12:00:00.0009991Z')).toEqual({ ms: NOON, us: 999 });
    expect(readInstant('2026-01-31T12:00:00.000999999Z')).toEqual({ ms: NOON, us: 999 });
  });

  it.each([
    '',
    '2026-01-31',
    '2026-01-31T12:00:00',
    '2026-13-01T00:00:00Z',
    '2026-01-31T24:00:00Z',
    '1969-12-31T23:59:59Z',
    '1738324800',
    'now',
    '2026-01-31T12:00:00Zjunk',
  ])('refuses %j', (text) => {
    expect(readInstant(text)).toBeUndefined();
  });
});
