/** How `npm run test:mutation` changes a file: see `scripts/mutation`, which names it, runs this and reads the report. */

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts' },
  reporters: ['json'],
  jsonReporter: { fileName: '.cache/mutation/report.json' },
  coverageAnalysis: 'perTest',
  concurrency: 1,
  // TypeScript 7 has no interface for programs: there is no configuration of it for Stryker to rewrite.
  tsconfigFile: 'no-tsconfig.json',
  tempDirName: '.cache/stryker',
  ignorePatterns: ['dist', 'cdk.out', '.cache', '.trailkeeper', 'coverage'],
  disableTypeChecks: false,
  checkers: [],
  warnings: { slow: false },
  // The floor is kept by scripts/mutation/score.ts, which knows the list of survivors.
  thresholds: { high: 95, low: 85, break: null },
  timeoutMS: 20_000,
};
