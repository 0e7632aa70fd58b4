import { defineConfig } from 'vitest/config';
import quick, { LONG_TESTS } from './vitest.config.js';

/** `npm run test:long`: what `npm test` leaves to `.ci/run`. */
export default defineConfig({ test: { ...quick.test, projects: undefined, include: [LONG_TESTS] } });
