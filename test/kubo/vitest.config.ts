import { defineConfig } from 'vitest/config';

/** `npm run test:kubo`: on a real IPFS node, which Go builds once. */
export default defineConfig({
  test: { include: ['test/kubo/**/*.kubo.ts'], testTimeout: 60_000, hookTimeout: 1_200_000 },
});
