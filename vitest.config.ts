import { configDefaults, defineConfig } from 'vitest/config';

/** Those that start many processes, pack the package or draw thousands of samples: `.ci/run` runs them besides. */
export const LONG_TESTS = 'test/**/*.long.test.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, LONG_TESTS],
    // On two cores vitest would take one worker.
    maxWorkers: 2,
    // Loading modules anew for each file took a third of the time. Tests keep no state in modules.
    isolate: false,
    // Six lines in every file about a future version of the SDK.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    // Whole-chain tests start real emulators in the same process; two cores are what CI has.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
