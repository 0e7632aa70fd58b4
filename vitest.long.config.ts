import { configDefaults, defineConfig } from 'vitest/config';
import quick, { LONG_TESTS } from './vitest.config.js';

/** `npm run test:long`: what `npm test` leaves to `.ci/run`. */
export default defineConfig({
  ...quick,
  test: { ...quick.test, include: [LONG_TESTS], exclude: configDefaults.exclude, isolate: true },
});
