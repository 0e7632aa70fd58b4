import { configDefaults, defineConfig } from 'vitest/config';

/**
 * Tests of the files that `stryker.config.mjs` changes; those of whole chains would take an hour. `MUTATION_TESTS` narrows
 * them to a folder, where only one file is changed.
 */
const folders = process.env.MUTATION_TESTS?.split(',') ?? ['test/shared', 'test/functions'];

export default defineConfig({
  test: {
    include: folders.map((folder) => `${folder}/**/*.test.ts`),
    exclude: [...configDefaults.exclude, 'test/**/*.long.test.ts', 'test/shared/policies/**'],
    testTimeout: 60_000,
  },
});
