/** One bounded try at something that may hang, and the wait before the next one. */
import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_WAIT_MS = 25;
const LONGEST_WAIT_MS = 1_000;

/**
 * Runs `work` with a signal that aborts after `timeoutMs`, and rejects then even when `work` does not listen: a
 * request that never ends must not take the invocation with it.
 */
export async function attemptWithin<T>(timeoutMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => {
        const error = new Error(`no answer within ${Math.round(timeoutMs)} ms`);
        controller.abort(error);
        reject(error);
      },
      Math.max(0, timeoutMs),
    );
  });
  try {
    return await Promise.race([work(controller.signal), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** Full jitter: a random part of a wait that doubles with every failure (`failures` from 1), never over `limitMs`. */
export async function backOff(failures: number, limitMs: number, random: () => number): Promise<void> {
  const longestMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 10), Math.max(0, limitMs));
  await sleep(random() * longestMs);
}
