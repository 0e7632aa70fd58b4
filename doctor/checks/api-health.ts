import type { Check } from './finding.js';

export interface HealthReader {
  health(): Promise<unknown>;
}

/** Whether the API and the table behind it answer. */
export const checkApiHealth = (trail: HealthReader, clock: () => number, needs?: string): Check => ({
  name: 'api',
  ...(needs === undefined ? {} : { needs }),
  async run() {
    const startedMs = clock();
    await trail.health();
    return { verdict: 'ok', found: `API and table answer, in ${Math.round(clock() - startedMs)} ms` };
  },
});
