import type { Check } from './finding.js';

/** More than this and events carry times that others know to be wrong; signatures fail from 5 minutes on. */
const WRONG_MS = 5_000;

export interface ServiceClock {
  /** What time the service says it is, and how much later or earlier than said it may be. */
  read(): Promise<{ readonly ms: number; readonly toleranceMs: number }>;
}

/** Whether this machine and the service agree on the time. */
export const checkClock = (service: ServiceClock, clock: () => number): Check => ({
  name: 'clock',
  async run() {
    const startedMs = clock();
    const { ms, toleranceMs } = await service.read();
    const ownMs = (startedMs + clock()) / 2;
    const offMs = ownMs - ms;
    const seconds = (Math.abs(offMs) / 1_000).toFixed(1);
    if (Math.abs(offMs) <= WRONG_MS + toleranceMs)
      return { verdict: 'ok', found: `within ${seconds} s of the service` };
    return {
      verdict: 'FAILED',
      found: `this machine is ${seconds} s ${offMs > 0 ? 'ahead of' : 'behind'} the service`,
      remedy: 'set it by NTP: the times of its events are wrong, and from 5 minutes on its signatures are refused',
    };
  },
});
