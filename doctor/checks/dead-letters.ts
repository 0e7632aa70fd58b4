import { type Check, count } from './finding.js';
import type { QueueReader } from './queue-reader.js';

/** `queue` is the dead-letter queue. */
export const checkDeadLetters = (queue: QueueReader, needs?: string): Check => ({
  name: 'dead letters',
  ...(needs === undefined ? {} : { needs }),
  async run() {
    const { waiting, inFlight } = await queue.read();
    const left = waiting + inFlight;
    if (left === 0) return { verdict: 'ok', found: 'none' };
    return {
      verdict: 'FAILED',
      found: `${count(left, 'message')} could not be stored, and events are missing from every answer`,
      remedy: 'docs/runbook.md, DeadLetters',
    };
  },
});
