import { defineConfig } from 'vitest/config';

/** The tests of the one file that `npm run test:mutation` changes: files or folders, with commas between. */
const paths = process.env.MUTATION_TESTS?.split(',') ?? [];

export default defineConfig({
  test: {
    include: paths.map((path) => (path.endsWith('.ts') ? path : `${path}/**/*.test.ts`)),
    testTimeout: 60_000,
  },
});
