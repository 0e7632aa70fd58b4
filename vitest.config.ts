import { configDefaults, defineConfig } from 'vitest/config';

/** Those that start many processes, pack the package or draw thousands of samples: `.ci/run` runs them besides. */
export const LONG_TESTS = 'test/**/*.long.test.ts';

/**
 * Tests of functions and templates keep no state in modules, and share them: loading them anew for each file took a third
 * of the time.
 */
const SHARING = ['test/shared/**/*.test.ts', 'test/infra/**/*.test.ts', 'test/*.test.ts', 'test/scripts/**/*.test.ts'];

/** They wrap a class of a library, which stays wrapped. */
const WRAPPING = ['test/shared/policies/**/*.test.ts'];

export default defineConfig({
  test: {
    // On two cores vitest would take one worker.
    maxWorkers: 2,
    // Six lines in every file about a future version of the SDK.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    // Whole-chain tests start real emulators in the same process; two cores are what CI has.
    // What comes comes late on a busy machine, and a condition is seen at once when it holds.
    expect: { poll: { timeout: 30_000 } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'parts',
          include: SHARING,
          exclude: [...configDefaults.exclude, LONG_TESTS, ...WRAPPING],
          isolate: false,
        },
      },
      { extends: true, test: { name: 'wrapping', include: WRAPPING } },
      {
        extends: true,
        test: {
          name: 'wholes',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, LONG_TESTS, ...SHARING],
        },
      },
    ],
  },
});
