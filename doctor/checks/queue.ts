import { type Check, count } from './finding.js';
import type { QueueReader } from './queue-reader.js';

/** Whether the queue answers, and how much is in it. A backlog by itself is no fault: its age is. */
export const checkQueue = (queue: QueueReader, needs?: string): Check => ({
  name: 'queue',
  ...(needs === undefined ? {} : { needs }),
  async run() {
    const { waiting, inFlight, delayed } = await queue.read();
    const later = delayed > 0 ? `, ${count(delayed, 'message')} delayed` : '';
    return { verdict: 'ok', found: `${count(waiting, 'message')} waiting, ${inFlight} being stored${later}` };
  },
});
