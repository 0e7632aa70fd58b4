import { defineConfig } from 'vitest/config';

/** `npm run test:deploy`: needs Python for the AWS emulator, and is therefore no part of `npm test`. */
export default defineConfig({
  test: {
    include: ['test/deploy/**/*.deploy.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // One emulator and one deployment; its journeys follow each other.
    fileParallelism: false,
  },
});
