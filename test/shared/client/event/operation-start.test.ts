import { afterEach, describe, expect, it, vi } from 'vitest';
import { nextTimestamp, startOperation } from '../../../../shared/client/event/operation-start.js';

afterEach(() => {
  vi.useRealTimers();
  vi.resetModules();
});

describe('startOperation', () => {
  it('gives times that rise strictly, as text too, however many there are in a millisecond', () => {
    const starts = Array.from({ length: 20_000 }, () => startOperation());
    const times = starts.map((start) => start.timestamp);
    expect(times).toEqual([...new Set(times)].sort());
    expect(times.every((time) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(time))).toBe(true);
  });

  it('gives ids of 64 bits that differ', () => {
    const ids = Array.from({ length: 20_000 }, () => startOperation().operation_id);
    expect(new Set(ids).size).toBe(20_000);
    expect(ids.every((id) => /^[0-9a-f]{16}$/.test(id))).toBe(true);
  });

  it('follows the wall clock ahead, and never goes back with it', () => {
    vi.useFakeTimers({ now: Date.UTC(2100, 0, 1, 0, 0, 0, 999) });
    expect(nextTimestamp()).toBe('2100-01-01T00:00:00.999000Z');
    expect(nextTimestamp()).toBe('2100-01-01T00:00:00.999001Z');
    vi.setSystemTime(Date.UTC(2100, 0, 1, 0, 0, 1));
    expect(nextTimestamp()).toBe('2100-01-01T00:00:01.000000Z');
    vi.setSystemTime(Date.UTC(2099, 11, 31, 23));
    expect(nextTimestamp()).toBe('2100-01-01T00:00:01.000001Z');
    vi.setSystemTime(Date.UTC(2100, 0, 1, 1));
    expect(nextTimestamp()).toBe('2100-01-01T01:00:00.000000Z');
  });

  it('is one clock for all copies of the module', async () => {
    vi.useFakeTimers({ now: Date.UTC(2101, 0, 1) });
    const first = nextTimestamp();
    vi.resetModules();
    const copy = await import('../../../../shared/client/event/operation-start.js');
    expect(copy.nextTimestamp).not.toBe(nextTimestamp);
    const times = [first, copy.nextTimestamp(), nextTimestamp(), copy.nextTimestamp()];
    expect(times).toEqual(['000000', '000001', '000002', '000003'].map((us) => `2101-01-01T00:00:00.${us}Z`));
  });
});
