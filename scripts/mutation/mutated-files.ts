/** The files whose tests are themselves tested, and the quick tests that have to notice a change in each. */
export const MUTATED_FILES: Readonly<Record<string, readonly string[]>> = {
  'shared/query/plan/cursor.ts': ['test/shared/query/plan/cursor.test.ts'],
  'shared/query/sources/merge-source.ts': ['test/shared/query/sources/merge-source.test.ts'],
  'shared/store/epochs.ts': ['test/shared/store/epochs.test.ts'],
  'shared/store/keys.ts': ['test/shared/store/keys.test.ts'],
  'shared/event/redact/redact-json.ts': [
    'test/shared/event/redact/redact.test.ts',
    'test/shared/event/redact/redact-arguments.test.ts',
    'test/shared/event/redact/redact-json.test.ts',
  ],
  'functions/ingest/plan-writes.ts': ['test/functions/ingest/plan-writes.test.ts'],
  'functions/ingest/write-pool.ts': ['test/functions/ingest/write-pool.test.ts'],
  'shared/client/deliver/packing.ts': ['test/shared/client/deliver/packing-limits.test.ts'],
  'shared/client/fates/fates.ts': ['test/shared/client/fates'],
  'shared/event/fields/fields.ts': ['test/shared/event/fields'],
};

/** Per cent of the changes in a file that its tests notice at least, those aside that nothing can notice. */
export const FLOOR = 85;
