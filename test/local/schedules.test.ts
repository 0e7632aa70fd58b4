import { describe, expect, it } from 'vitest';
import { startSchedules } from '../../local/schedules.js';

describe('functions on a schedule', () => {
  it('are called again and again, whatever a call does, and never twice at once', async () => {
    const errors: unknown[] = [];
    let calls = 0;
    let atOnce = 0;
    const run = async () => {
      calls += 1;
      atOnce += 1;
      expect(atOnce).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 7));
      atOnce -= 1;
      throw new Error(`call ${calls}`);
    };
    const schedules = startSchedules([{ everyMs: 2, run }], (error) => errors.push(error));
    await expect.poll(() => calls).toBeGreaterThan(3);
    await schedules.stop();
    expect(errors).toHaveLength(calls);
    const ended = calls;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(calls).toBe(ended);
  });
});
