import { type Check, count } from './finding.js';
import type { QueueReader } from './queue-reader.js';

/** The age at which the alarm OldestMessage goes off. */
const LATE_SECONDS = 300;

export interface MessageAge {
  /** Of the oldest message that is still in the queue; undefined when nobody has measured it lately. */
  findSeconds(): Promise<number | undefined>;
}

/** Whether events are stored as they come. `age` is undefined where nobody measures it. */
export const checkOldestMessage = (queue: QueueReader, age: MessageAge | undefined, needs?: string): Check => ({
  name: 'oldest message',
  ...(needs === undefined ? {} : { needs }),
  async run() {
    const { waiting, inFlight } = await queue.read();
    const left = waiting + inFlight;
    if (left === 0) return { verdict: 'ok', found: 'nothing is waiting to be stored' };
    const seconds = await age?.findSeconds();
    if (seconds === undefined) {
      return {
        verdict: 'warn',
        found: `${count(left, 'message')} not stored yet, and how old the oldest is has not been measured`,
        remedy: 'look again in a minute: the number must fall',
      };
    }
    if (seconds < LATE_SECONDS)
      return { verdict: 'ok', found: `${seconds} s old, ${count(left, 'message')} not stored yet` };
    return {
      verdict: 'FAILED',
      found: `${seconds} s old, ${count(left, 'message')} not stored yet: answers lag`,
      remedy: 'docs/runbook.md, OldestMessage',
    };
  },
});
