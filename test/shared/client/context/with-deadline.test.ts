import { describe, expect, it, vi } from 'vitest';
import { withDeadline } from '../../../../shared/client/context/with-deadline.js';

const boom = new Error('boom');
const never = () => new Promise<never>(() => undefined);
const HOUR_MS = 3_600_000;

describe('withDeadline', () => {
  it('settles as the work does, which may throw in the call', async () => {
    expect(await withDeadline(() => 7, HOUR_MS, never)).toBe(7);
    expect(await withDeadline(async () => 8, HOUR_MS, never)).toBe(8);
    await expect(withDeadline(() => Promise.reject(boom), HOUR_MS, never)).rejects.toBe(boom);
    const throws = () => {
      throw boom;
    };
    await expect(withDeadline(throws, HOUR_MS, never)).rejects.toBe(boom);
    await expect(withDeadline(never, 1, throws)).rejects.toBe(boom);
  });

  it('gives what is for the late when the time is up, also under fake timers', async () => {
    vi.useFakeTimers();
    try {
      expect(await withDeadline(never, 1, () => 'late')).toBe('late');
    } finally {
      vi.useRealTimers();
    }
  });

  it('ends with its signal, and leaves nothing on it', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const remove = vi.spyOn(signal, 'removeEventListener');
    const waiting = withDeadline(never, HOUR_MS, () => 'late', { signal });
    controller.abort(boom);
    await expect(waiting).rejects.toBe(boom);
    await expect(withDeadline(never, HOUR_MS, () => 'late', { signal })).rejects.toBe(boom);
    expect(
      await withDeadline(
        () => 1,
        HOUR_MS,
        () => 'late',
        { signal: new AbortController().signal },
      ),
    ).toBe(1);
    expect(remove).toHaveBeenCalled();
  });
});
