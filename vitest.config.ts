import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Whole-chain tests start real emulators in the same process; two cores are what CI has.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
