import { describe, expect, test } from 'vitest';
import { backoffDelayMs, Sleep } from '../../../../shared/client/deliver/retry-pause.js';

describe('backoff', () => {
  test('is full jitter under a bound that doubles up to 30 s', () => {
    expect([0, 1, 2, 3].map((failures) => backoffDelayMs(failures, () => 1))).toEqual([200, 400, 800, 1_600]);
    expect(backoffDelayMs(1_000, () => 1)).toBe(30_000);
    expect(backoffDelayMs(5, () => 0)).toBe(0);
  });

  test('a sleep can be ended early', async () => {
    const sleep = new Sleep();
    const startedAt = performance.now();
    // Nobody sleeps yet: waking is for nothing, and must not end the next sleep either.
    sleep.wake();
    const sleeping = sleep.for(60_000, false);
    sleep.wake();
    await sleeping;
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });
});
