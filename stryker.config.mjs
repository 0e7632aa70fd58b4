/**
 * `npm run test:mutation [-- --mutate <file>]`: changes one thing in a file at a time, and looks whether a test notices.
 * Prints a score a file and every change that no test noticed. Survivors that change nothing are listed, with the reason,
 * in `test/mutation-survivors.md`.
 */
const MUTATED = [
  'shared/query/plan/cursor.ts',
  'shared/query/sources/merge-source.ts',
  'shared/store/epochs.ts',
  'shared/store/keys.ts',
  'shared/event/redact/redact-json.ts',
  'functions/ingest/plan-writes.ts',
  'functions/ingest/write-pool.ts',
  'shared/client/deliver/packing.ts',
  'shared/client/fates/fates.ts',
  'shared/event/fields/fields.ts',
];

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  mutate: MUTATED,
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts' },
  reporters: ['clear-text', 'json'],
  jsonReporter: { fileName: '.cache/mutation/report.json' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false, reportMutants: true },
  coverageAnalysis: 'perTest',
  concurrency: 1,
  // TypeScript 7 has no interface for programs: there is no configuration of it for Stryker to rewrite.
  tsconfigFile: 'no-tsconfig.json',
  tempDirName: '.cache/stryker',
  ignorePatterns: ['dist', 'cdk.out', '.cache', '.trailkeeper', 'coverage'],
  disableTypeChecks: false,
  checkers: [],
  thresholds: { high: 95, low: 85, break: 85 },
  timeoutMS: 20_000,
};
