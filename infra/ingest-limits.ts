/** Rules between settings that AWS accepts one by one, and that lose or delay events when they do not fit together. */
import { DeploymentError } from './deployment-error.js';
import type { StageSettings } from './stages.js';

/** Events in a message that the client filled to one billing chunk of 64 KiB. */
export const EVENTS_PER_FULL_MESSAGE = 540;
/**
 * Write units for one event with its rows in the indexes and its share of the manifest, rounded up; links cost 1 each.
 */
export const WRITE_UNITS_PER_EVENT = 3.1;
/** The ingest stops with this share of its time left and hands the rest of the batch back. */
const WORKING_SHARE = 0.75;

export type IngestSettings = Pick<
  StageSettings,
  | 'batchSize'
  | 'batchingWindowSeconds'
  | 'maxConcurrency'
  | 'ingestTimeoutSeconds'
  | 'visibilityTimeoutSeconds'
  | 'maxWriteUnitsPerSecond'
  | 'retentionDays'
>;

/** Every rule that the settings break, in words that name the setting to change; empty when all is well. */
export function findIngestProblems(settings: IngestSettings): string[] {
  const { batchSize, batchingWindowSeconds, maxConcurrency, ingestTimeoutSeconds } = settings;
  const { visibilityTimeoutSeconds, maxWriteUnitsPerSecond } = settings;
  const problems: string[] = [];

  const leastVisibility = 6 * ingestTimeoutSeconds;
  if (visibilityTimeoutSeconds < leastVisibility) {
    problems.push(
      `visibilityTimeoutSeconds is ${visibilityTimeoutSeconds}, expected at least ${leastVisibility} ` +
        `(6 × ingestTimeoutSeconds): messages would be delivered again while they are being stored`,
    );
  }
  const longestHold = batchingWindowSeconds + ingestTimeoutSeconds;
  if (visibilityTimeoutSeconds <= longestHold) {
    problems.push(
      `visibilityTimeoutSeconds is ${visibilityTimeoutSeconds}, expected more than ${longestHold} ` +
        `(batchingWindowSeconds + ingestTimeoutSeconds): healthy messages would reach the dead-letter queue`,
    );
  }
  if (batchSize > 10 && batchingWindowSeconds < 1) {
    problems.push(`batchingWindowSeconds is ${batchingWindowSeconds}, expected at least 1 with batchSize above 10`);
  }

  if (!Number.isSafeInteger(settings.retentionDays) || settings.retentionDays < 1) {
    problems.push(`retentionDays is ${settings.retentionDays}, expected a whole number of days, at least 1`);
  }

  const unitsInFlight = batchSize * maxConcurrency * EVENTS_PER_FULL_MESSAGE * WRITE_UNITS_PER_EVENT;
  const writableUnits = maxWriteUnitsPerSecond * ingestTimeoutSeconds * WORKING_SHARE;
  if (unitsInFlight > writableUnits) {
    problems.push(
      `batchSize × maxConcurrency is ${batchSize} × ${maxConcurrency}: full messages need ` +
        `${Math.ceil(unitsInFlight)} write units, expected at most ${Math.floor(writableUnits)} ` +
        `(maxWriteUnitsPerSecond ${maxWriteUnitsPerSecond} for three quarters of ${ingestTimeoutSeconds} s): ` +
        'the table would throttle every batch and messages would be delivered again and again',
    );
  }
  return problems;
}

/** @throws DeploymentError with every broken rule, at synthesis, before anything is deployed. */
export function assertIngestLimits(settings: IngestSettings): void {
  const problems = findIngestProblems(settings);
  if (problems.length === 0) return;
  const got = problems.join('\n- ');
  const message = `the ingest's settings do not fit together:\n- ${got}`;
  throw new DeploymentError('limits_conflict', { message, expected: 'settings', got });
}
