import { defineConfig } from 'vitest/config';

/** `npm run test:conformance`: the tests of store, keys and queries once more, against Amazon's own DynamoDB Local. */
export default defineConfig({
  test: {
    include: [
      'test/conformance/**/*.conformance.ts',
      'test/shared/store/**/*.test.ts',
      'test/shared/query/**/*.test.ts',
      'test/functions/query/**/*.test.ts',
      'test/functions/export/**/*.test.ts',
      'test/journeys/{whole-chain,queue-to-table}.test.ts',
    ],
    globalSetup: 'test/conformance/global-setup.ts',
    testTimeout: 180_000,
    hookTimeout: 60_000,
  },
});
