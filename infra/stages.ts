/**
 * The stages of a deployment and what differs between them. One row a stage; constructs take a row's values, never its
 * name, so that a setting can be changed for one deployment without a new stage.
 */
import { DeploymentError } from './deployment-error.js';

export const STAGE_NAMES = ['trial', 'dev', 'prod', 'emulator'] as const;
export type StageName = (typeof STAGE_NAMES)[number];

/** Without `-c stage=` the harmless one is meant: everything in it can be destroyed, and nothing of value is. */
export const DEFAULT_STAGE: StageName = 'trial';

export interface StageSettings {
  /** Table, queues, trail key, encryption key and logs stay in the account when the stack is deleted. */
  readonly retainData: boolean;
  /** DynamoDB refuses to delete the table until this is switched off by a deployment of its own. */
  readonly deletionProtection: boolean;
  /** The table can be restored to any second of the last 35 days. */
  readonly pointInTimeRecovery: boolean;
  /** One KMS key of the account encrypts queues, table, trail key and logs. Otherwise keys that AWS owns do. */
  readonly customerManagedKey: boolean;
  /** How long an event is kept, in days, counted from its arrival. Changing it concerns events that arrive later. */
  readonly retentionDays: number;
  /** How long functions and API keep their logs, in days; one of the values that CloudWatch Logs knows. */
  readonly logRetentionDays: number;
  /** Messages that one invocation of the ingest takes, 1 to 10,000. */
  readonly batchSize: number;
  /** How long the mapping waits for a batch to fill, in seconds. Above 10 messages AWS wants at least 1. */
  readonly batchingWindowSeconds: number;
  /** Invocations of the ingest at the same time, 2 to 1,000. */
  readonly maxConcurrency: number;
  readonly ingestTimeoutSeconds: number;
  readonly ingestMemoryMib: number;
  /** How long a message that was received stays hidden, in seconds. At least six times the ingest's timeout. */
  readonly visibilityTimeoutSeconds: number;
  /** Deliveries of a message before it goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
  /** The most the table may use, in write units a second: bounds the bill and must take what the ingest can send. */
  readonly maxWriteUnitsPerSecond: number;
  /** The most the table may use, in read units a second. */
  readonly maxReadUnitsPerSecond: number;
  /** Requests to the API a second, over all callers; beyond it callers get 429. */
  readonly requestsPerSecond: number;
  readonly requestBurst: number;
  /** Exports are sent while they are read. Without it an export is one answer of at most 6 MB and 29 seconds. */
  readonly streamExports: boolean;
}

const trial: StageSettings = {
  retainData: false,
  deletionProtection: false,
  pointInTimeRecovery: false,
  customerManagedKey: false,
  retentionDays: 90,
  logRetentionDays: 7,
  batchSize: 100,
  batchingWindowSeconds: 1,
  maxConcurrency: 2,
  ingestTimeoutSeconds: 60,
  ingestMemoryMib: 1_024,
  visibilityTimeoutSeconds: 360,
  // Poison goes to quarantine at its first delivery; what comes again meets an outage, which may last for days.
  maxReceiveCount: 1_000,
  maxWriteUnitsPerSecond: 10_000,
  maxReadUnitsPerSecond: 10_000,
  requestsPerSecond: 50,
  requestBurst: 100,
  streamExports: true,
};

export const STAGES: Readonly<Record<StageName, StageSettings>> = {
  trial,
  dev: {
    ...trial,
    retainData: true,
    logRetentionDays: 30,
  },
  prod: {
    ...trial,
    retainData: true,
    deletionProtection: true,
    pointInTimeRecovery: true,
    customerManagedKey: true,
    logRetentionDays: 400,
    batchingWindowSeconds: 5,
    maxConcurrency: 10,
    ingestMemoryMib: 1_769,
    // The quota of an account for one on-demand table: no bound of our own, and no surprise from theirs.
    maxWriteUnitsPerSecond: 40_000,
    maxReadUnitsPerSecond: 40_000,
    requestsPerSecond: 200,
    requestBurst: 400,
  },
  // What AWS emulators do not have. Everything else is as in trial, so that what is tried there is what is deployed.
  emulator: { ...trial, streamExports: false },
};

/** @throws Error that names the known stages. */
export function getStageName(name: unknown): StageName {
  const known = STAGE_NAMES.find((stage) => stage === name);
  if (known === undefined) {
    const expected = `one of ${STAGE_NAMES.join(', ')}`;
    const got = `unknown stage ${JSON.stringify(name)}`;
    throw new DeploymentError('bad_option', { message: `${got}: expected ${expected} (-c stage=…)`, expected, got });
  }
  return known;
}

/** What becomes of the data when the stack is deleted, in one sentence for the stack's description and outputs. */
export function describeTeardown(settings: Pick<StageSettings, 'retainData' | 'deletionProtection'>): string {
  if (!settings.retainData) return 'FOR TRIAL: destroying this stack deletes every event in it.';
  const kept = 'Destroying this stack leaves table, queues, trail key and logs in the account';
  return settings.deletionProtection ? `${kept}; the table is protected against deletion.` : `${kept}.`;
}
