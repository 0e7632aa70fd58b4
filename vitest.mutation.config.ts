import { configDefaults, defineConfig } from 'vitest/config';

/**
 * Tests of the files that `stryker.config.mjs` changes; those of whole chains would take an hour. `MUTATION_TESTS` narrows
 * them to folders or files, with commas between, where only one file is changed.
 */
const paths = process.env.MUTATION_TESTS?.split(',') ?? ['test/shared', 'test/functions'];

export default defineConfig({
  test: {
    include: paths.map((path) => (path.endsWith('.ts') ? path : `${path}/**/*.test.ts`)),
    exclude: [...configDefaults.exclude, 'test/**/*.long.test.ts', 'test/shared/policies/**'],
    testTimeout: 60_000,
  },
});
