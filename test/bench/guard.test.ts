/** Fails on gross regressions alone: the machine that runs the tests is busy. `npm run bench` measures in earnest. */
import { expect, test } from 'vitest';
import { TARGET_MESSAGE_BYTES } from '../../shared/event/values/limits.js';
import { makeTrackedInputs } from './inputs.js';
import { packMixedSet } from './measure-density.js';
import { measureCalls } from './measure-log-event.js';

test('a call of logEvent takes no longer than one and a half times JSON.stringify of its event', async () => {
  const { ratio } = await measureCalls(makeTrackedInputs(250), { warmUpRounds: 15, rounds: 25 });
  expect(ratio).toBeLessThan(1.5);
});

test('messages are filled to just below one billing chunk, and never beyond', async () => {
  const { bodies, events } = await packMixedSet(6_000);
  expect(bodies.length).toBeGreaterThan(3);
  expect(Math.max(...bodies)).toBeLessThanOrEqual(TARGET_MESSAGE_BYTES);
  // The first body is filled by a guess.
  for (const bytes of bodies.slice(1)) expect(bytes).toBeGreaterThan(TARGET_MESSAGE_BYTES * 0.8);
  for (const count of events.slice(1)) expect(count).toBeGreaterThan(450);
});
