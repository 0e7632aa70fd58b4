/** The quick form of `histories.long.test.ts`. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countRuns } from '../../support/property-runs.js';
import { playHistory } from './histories.js';
import { history } from './history.js';

it('whatever is asked and goes wrong, results, events, disk and backend say the same', async () => {
  expect.hasAssertions();
  await fc.assert(fc.asyncProperty(history, playHistory), { numRuns: countRuns(60) });
});
