/**
 * The table of settings: one row a key. The check of the constructor, of `audit_config.yaml` and of the environment, the
 * defaults and the table in `docs/configuration.md` follow from it.
 */
import type { SettingRow } from './setting-row.js';
import { STORAGE_TYPES } from './storage-types.js';

/** When a receipt resolves. */
export const DURABILITIES = ['queue', 'memory', 'spool'] as const;

export const SETTINGS = {
  enabled: {
    variable: 'ENABLED',
    kind: 'flag',
    default: true,
    meaning: '`false`: every event is counted as filtered, nothing is sent',
  },
  event_types: {
    variable: 'EVENT_TYPES',
    kind: 'types',
    default: undefined,
    otherwise: 'all',
    written: 'a,b',
    meaning: "types to record; others are counted as filtered. The trail's own type `audit` always passes",
  },
  sampling: {
    variable: 'SAMPLING',
    kind: 'rates',
    default: {},
    otherwise: '1 for each',
    written: 'a=0.5,b=1',
    meaning: 'share of operations to keep, by event type, 0 to 1',
  },
  'storage.type': {
    variable: 'STORAGE',
    kind: 'choice',
    choices: Object.keys(STORAGE_TYPES),
    default: 'database',
    meaning: '`database`, `file` or `remote`, see below',
  },
  'storage.retention_days': {
    variable: 'RETENTION_DAYS',
    kind: 'count',
    default: 90,
    max: 36_500,
    unit: 'days',
    meaning: 'days; for `database` read when the stack is deployed',
  },
  'storage.max_size_mb': {
    variable: 'MAX_SIZE_MB',
    kind: 'amount',
    default: 1_000,
    max: 1_048_576,
    unit: 'MiB',
    meaning: 'MiB that all files of `file` may take together; the oldest are deleted',
  },
  'storage.queue_url': {
    variable: 'QUEUE_URL',
    kind: 'text',
    default: undefined,
    otherwise: 'none',
    meaning: "`database`: the stack's output `QueueUrl`",
  },
  'storage.region': {
    variable: 'REGION',
    kind: 'text',
    default: undefined,
    otherwise: "that of the queue's URL, else the AWS SDK's",
    meaning: 'AWS region',
  },
  'storage.endpoint': {
    variable: 'ENDPOINT',
    kind: 'text',
    default: undefined,
    otherwise: "the AWS SDK's",
    meaning: "`database`: another endpoint of SQS, such as an emulator's",
  },
  'storage.directory': {
    variable: 'DIRECTORY',
    kind: 'text',
    default: 'audit',
    meaning: '`file`: where the files are written, below the working directory',
  },
  'storage.url': {
    variable: 'URL',
    kind: 'text',
    default: undefined,
    otherwise: 'none',
    meaning: "`remote`: the stack's output `ApiUrl`",
  },
  async: {
    variable: 'ASYNC',
    kind: 'flag',
    default: true,
    meaning: '`false`: a tracked operation waits for its receipt before it returns',
  },
  batch_size: {
    variable: 'BATCH_SIZE',
    kind: 'count',
    default: 100,
    max: 10_000,
    unit: 'events',
    meaning: 'events that start a flush when they wait',
  },
  flush_interval_seconds: {
    variable: 'FLUSH_INTERVAL_SECONDS',
    kind: 'amount',
    default: 5,
    max: 3_600,
    unit: 'seconds',
    meaning: 'how long an event waits at most before a flush starts',
  },
  durability: {
    variable: 'DURABILITY',
    kind: 'choice',
    choices: DURABILITIES,
    default: 'queue',
    meaning: 'when a receipt resolves, see below',
  },
  max_buffered_events: {
    variable: 'MAX_BUFFERED_EVENTS',
    kind: 'count',
    default: 50_000,
    max: 10_000_000,
    unit: 'events',
    meaning: 'events that wait in memory at most',
  },
  max_buffered_mb: {
    variable: 'MAX_BUFFERED_MB',
    kind: 'amount',
    default: 64,
    max: 65_536,
    unit: 'MiB',
    meaning: 'MiB of events that wait in memory at most',
  },
} as const satisfies Record<string, SettingRow>;

export type SettingKey = keyof typeof SETTINGS;

/** In the order of the documents. */
export const SETTING_ROWS: readonly (readonly [key: string, row: SettingRow])[] = Object.entries(SETTINGS);
