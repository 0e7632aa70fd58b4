import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Six lines in every file about a future version of the SDK.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    // Whole-chain tests start real emulators in the same process; two cores are what CI has.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
