import { existsSync, readFileSync } from 'node:fs';
import { type Check, count } from './finding.js';

/** What earlier runs of the local runtime could not store and wrote to a file when they ended. */
export const checkSavedDeadLetters = (path: string): Check => ({
  name: 'saved dead letters',
  async run() {
    const lines = existsSync(path)
      ? readFileSync(path, 'utf8')
          .split('\n')
          .filter((line) => line !== '').length
      : 0;
    if (lines === 0) return { verdict: 'ok', found: 'none' };
    return {
      verdict: 'FAILED',
      found: `${count(lines, 'message')} of earlier runs in ${path} could not be stored`,
      remedy: 'send them again once the cause is mended, then move the file away',
    };
  },
});
