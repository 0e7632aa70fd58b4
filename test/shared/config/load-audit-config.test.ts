import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { VARIABLES } from '../../../shared/config/environment-overrides.js';
import { loadAuditConfig, parseAuditConfig } from '../../../shared/config/load-audit-config.js';
import { AuditConfigError, type ConfigProblem } from '../../../shared/settings/audit-config-error.js';

const SHIPPED = new URL('../../../audit_config.yaml', import.meta.url).pathname;

function problemsOf(load: () => unknown): readonly ConfigProblem[] {
  try {
    load();
  } catch (error) {
    if (error instanceof AuditConfigError) return error.problems;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the shipped file', () => {
  test('has the settings of the source document, and samples nothing out', () => {
    expect(loadAuditConfig({ path: SHIPPED, environment: {} })).toMatchObject({
      enabled: true,
      sampling: { backend_operation: 1, vfs_operation: 1, wal_operation: 1 },
      storage: { type: 'database', retention_days: 90, max_size_mb: 1_000 },
      async: true,
      batch_size: 100,
      flush_interval_seconds: 5,
      durability: 'queue',
    });
  });

  test('says what the defaults say', () => {
    const { event_types, sampling, ...shipped } = loadAuditConfig({ path: SHIPPED, environment: {} });
    const { event_types: _, sampling: __, ...defaults } = parseAuditConfig('');
    expect(shipped).toEqual(defaults);
    expect(event_types).toContain('authentication');
  });

  test('the example of the source document is accepted as it is', () => {
    const config = parseAuditConfig(`
audit:
  enabled: true
  event_types:
    - backend_operation
    - vfs_operation
    - wal_operation
    - pin_operation
    - journal_operation
  sampling:
    backend_operation: 1.0
    vfs_operation: 1.0
    wal_operation: 0.5  # Sample 50% for high-frequency ops
  storage:
    type: database  # or file, remote
    retention_days: 90
    max_size_mb: 1000
  async: true
  batch_size: 100
  flush_interval_seconds: 5
`);
    expect(config.sampling.wal_operation).toBe(0.5);
  });
});

describe('problems', () => {
  test('all are named at once, with key path, expectation and what was got', () => {
    const yaml = `
audit:
  enabeld: true
  batch_size: 0
  async: "yes"
  sampling: { wal_operation: 1.5 }
  storage: { type: databse, retention_days: ninety }
extra: 1
`;
    expect(problemsOf(() => parseAuditConfig(yaml))).toEqual(
      expect.arrayContaining([
        { path: 'audit.enabeld', expected: 'no such key', got: 'boolean' },
        { path: 'audit.batch_size', expected: 'a whole number of events, 1 to 10000', got: '0' },
        { path: 'audit.async', expected: 'true or false', got: 'text of 3 bytes' },
        { path: 'audit.sampling.wal_operation', expected: 'a share from 0 to 1', got: '1.5' },
        { path: 'audit.storage.type', expected: 'one of database, file, remote', got: 'databse' },
        {
          path: 'audit.storage.retention_days',
          expected: 'a whole number of days, 1 to 36500',
          got: 'text of 6 bytes',
        },
        { path: 'extra', expected: 'no such key', got: 'number' },
      ]),
    );
    expect(problemsOf(() => parseAuditConfig(yaml))).toHaveLength(7);
  });

  test('the message lists them a line each', () => {
    expect(() => parseAuditConfig('audit: { batch_size: -1, durability: disk }')).toThrow(
      /batch_size: expected .*, got -1\n.*durability: expected one of queue, memory, spool, got disk/,
    );
  });

  test.each([
    ['audit: { storage: { queue_url: ["https://alice:hunter2secret@queue"] } }', {}],
    ['audit: { storage: { type: "https://alice:hunter2secret@queue" } }', {}],
    ['audit: { async: hunter2secret }', {}],
    ['audit: { hunter2: "hunter2secret" }', {}],
    ['audit: [hunter2secret', {}],
    ['', { TRAILKEEPER_BATCH_SIZE: 'hunter2secret' }],
    ['', { TRAILKEEPER_PASSWORD: 'hunter2secret' }],
    ['', { TRAILKEEPER_SAMPLING: 'wal_operation=hunter2secret' }],
  ])('no text of a value is shown: %s %o', (yaml, environment) => {
    const problems = problemsOf(() => parseAuditConfig(yaml, environment));
    expect(problems).toHaveLength(1);
    expect(JSON.stringify(problems)).not.toContain('hunter2secret');
  });

  test.each(['audit', 'audit: 5', '[1]', 'audit: []'])('a file that is no map of settings: %s', (yaml) => {
    expect(problemsOf(() => parseAuditConfig(yaml))).toHaveLength(1);
  });

  test('a file that was named and is not there is a problem, the default one may be absent', () => {
    const directory = mkdtempSync(join(tmpdir(), 'config-'));
    const path = join(directory, 'absent.yaml');
    expect(problemsOf(() => loadAuditConfig({ path, environment: {} }))).toEqual([
      { path, expected: 'a configuration file', got: 'no file' },
    ]);
    expect(problemsOf(() => loadAuditConfig({ environment: { TRAILKEEPER_CONFIG: path } }))).toHaveLength(1);
  });
});

describe('environment', () => {
  test('every key can be overridden, and the variable wins over the file', () => {
    const values: Record<string, string> = {
      TRAILKEEPER_ENABLED: 'false',
      TRAILKEEPER_EVENT_TYPES: 'vfs_operation, billing',
      TRAILKEEPER_SAMPLING: 'vfs_operation=0.25,billing=1',
      TRAILKEEPER_STORAGE: 'remote',
      TRAILKEEPER_RETENTION_DAYS: '30',
      TRAILKEEPER_MAX_SIZE_MB: '0.5',
      TRAILKEEPER_QUEUE_URL: 'http://127.0.0.1:9/000000000000/events',
      TRAILKEEPER_REGION: 'eu-west-1',
      TRAILKEEPER_ENDPOINT: 'http://127.0.0.1:9',
      TRAILKEEPER_DIRECTORY: '/var/log/audit',
      TRAILKEEPER_URL: 'http://127.0.0.1:8787',
      TRAILKEEPER_ASYNC: 'false',
      TRAILKEEPER_BATCH_SIZE: '7',
      TRAILKEEPER_FLUSH_INTERVAL_SECONDS: '0.5',
      TRAILKEEPER_DURABILITY: 'memory',
      TRAILKEEPER_MAX_BUFFERED_EVENTS: '11',
      TRAILKEEPER_MAX_BUFFERED_MB: '2',
    };
    expect(Object.keys(values).sort()).toEqual([...VARIABLES.keys()].sort());
    expect(parseAuditConfig('audit: { batch_size: 1000, storage: { type: file } }', values)).toEqual({
      enabled: false,
      event_types: ['vfs_operation', 'billing'],
      sampling: { vfs_operation: 0.25, billing: 1 },
      storage: {
        type: 'remote',
        retention_days: 30,
        max_size_mb: 0.5,
        queue_url: 'http://127.0.0.1:9/000000000000/events',
        region: 'eu-west-1',
        endpoint: 'http://127.0.0.1:9',
        directory: '/var/log/audit',
        url: 'http://127.0.0.1:8787',
      },
      async: false,
      batch_size: 7,
      flush_interval_seconds: 0.5,
      durability: 'memory',
      max_buffered_events: 11,
      max_buffered_mb: 2,
    });
  });

  test('a wrong value is named by its variable, and so is an unknown one', () => {
    expect(
      problemsOf(() => parseAuditConfig('', { TRAILKEEPER_BATCH_SIZE: 'many', TRAILKEEPER_ENABELD: 'true' })),
    ).toEqual([
      { path: 'TRAILKEEPER_ENABELD', expected: 'no such variable', got: 'text of 4 bytes' },
      {
        path: 'TRAILKEEPER_BATCH_SIZE',
        expected: 'a whole number of events, 1 to 10000',
        got: 'text of 4 bytes',
      },
    ]);
  });

  test('variables of others are left alone', () => {
    expect(parseAuditConfig('', { PATH: '/bin', AWS_REGION: 'eu-west-1' }).enabled).toBe(true);
  });

  test('TRAILKEEPER_CONFIG names the file', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'config-')), 'mine.yaml');
    writeFileSync(path, 'audit: { batch_size: 3 }');
    expect(loadAuditConfig({ environment: { TRAILKEEPER_CONFIG: path } }).batch_size).toBe(3);
  });
});
