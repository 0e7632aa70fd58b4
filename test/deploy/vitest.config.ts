import { basename } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A stack is used, changed and destroyed, in this order: every file finds what those before it left. */
const ORDER = ['journeys', 'callers', 'python-sender', 'doctor', 'document', 'change', 'teardown'];

class LifeOfAStack extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = ORDER.indexOf(basename(moduleId, '.deploy.ts'));
      if (at === -1) throw new Error(`${moduleId} has no place in test/deploy/vitest.config.ts`);
      return at;
    };
    return [...files].sort((a, b) => place(a) - place(b));
  }
}

/** `npm run test:deploy`: needs Python for the AWS emulator, and is therefore no part of `npm test`. */
export default defineConfig({
  test: {
    include: ['test/deploy/**/*.deploy.ts'],
    globalSetup: ['test/deploy/global-setup.ts'],
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    testTimeout: 240_000,
    hookTimeout: 240_000,
    // One emulator and one deployment; files follow each other, each in a process of its own.
    fileParallelism: false,
    pool: 'forks',
    sequence: { sequencer: LifeOfAStack },
  },
});
