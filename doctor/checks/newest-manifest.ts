import { type Check, count } from './finding.js';
import type { QueueReader } from './queue-reader.js';

export interface ManifestFinder {
  /**
   * When the newest manifest was written, milliseconds since 1970; undefined when it is older than `lookBackMinutes`.
   */
  findNewestMs(): Promise<number | undefined>;
  readonly lookBackMinutes: number;
}

/** When a batch was last stored. That nothing was is no fault while nothing was sent. */
export const checkNewestManifest = (
  manifests: ManifestFinder,
  queue: QueueReader,
  clock: () => number,
  needs?: string,
): Check => ({
  name: 'newest manifest',
  ...(needs === undefined ? {} : { needs }),
  async run() {
    const [newestMs, { waiting, inFlight }] = await Promise.all([manifests.findNewestMs(), queue.read()]);
    const found =
      newestMs === undefined
        ? `none in the last ${count(manifests.lookBackMinutes, 'minute')}`
        : `${count(Math.max(0, Math.round((clock() - newestMs) / 1_000)), 'second')} old`;
    const isLate = newestMs === undefined || clock() - newestMs > 60_000;
    if (!isLate || waiting + inFlight === 0) return { verdict: 'ok', found };
    return {
      verdict: 'warn',
      found: `${found}, while ${count(waiting + inFlight, 'message')} are in the queue`,
      remedy: 'docs/runbook.md, NoManifest',
    };
  },
});
