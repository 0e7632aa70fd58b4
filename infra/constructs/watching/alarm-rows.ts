/** The table of alarms: one row an alarm. The refused writes of table and indexes have one each besides. */
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Throttles, TrailMetrics } from './trail-metrics.js';

export interface AlarmLimits {
  readonly ingestTimeoutSeconds: number;
}

export interface AlarmRow {
  readonly metric: (metrics: TrailMetrics) => IMetric;
  /** The alarm goes off when the metric is at this value or above it, or under it where `below` says so … */
  readonly threshold: number | ((limits: AlarmLimits) => number);
  readonly below?: true;
  /** … in so many of the last periods. */
  readonly periods: number;
  /** What it means for those who send or ask, then where to look: all that a person woken by it gets to read. */
  readonly impact: string;
}

/** By name. `docs/runbook.md` has an article for each. */
export const ALARM_ROWS: Readonly<Record<string, AlarmRow>> = {
  DeadLetters: {
    metric: (metrics) => metrics.deadLetters,
    threshold: 1,
    periods: 1,
    impact:
      'Events are missing from every answer: messages were delivered again and again and could not be stored. They are ' +
      'kept for 14 days from when they were sent, then lost. Find the cause in the logs of the ingest function, mend it, then redrive the ' +
      'dead-letter queue; plain events without a producer or an external id get a new id then.',
  },
  OldestMessage: {
    metric: (metrics) => metrics.oldestMessageSeconds,
    threshold: 300,
    periods: 3,
    impact:
      'Answers lag: the newest events of at least five minutes are not found yet. Nothing is lost while the queue ' +
      'holds them (14 days). Look at errors, throttles and duration of the ingest function and at throttles of the table.',
  },
  IngestErrors: {
    metric: (metrics) => metrics.ingestErrors,
    threshold: 1,
    periods: 2,
    impact:
      'The ingest function fails as a whole, which it never does because of an event: batches are delivered again, and ' +
      'answers lag. After some days messages reach the dead-letter queue. Read the logs of the ingest function.',
  },
  IngestThrottles: {
    metric: (metrics) => metrics.ingestThrottles,
    threshold: 1,
    periods: 3,
    impact:
      'Answers lag: the account has no concurrency left for the ingest function, and deliveries are used up without ' +
      'work being done. Raise the concurrency of the account or find the function that takes it.',
  },
  IngestSlow: {
    metric: (metrics) => metrics.ingestDurationMs,
    threshold: ({ ingestTimeoutSeconds }) => ingestTimeoutSeconds * 750,
    periods: 3,
    impact:
      'The ingest function works to the end of its time and hands the rest of its batches back: it cannot keep up, and ' +
      'answers will lag. Look at throttles of the table, then at the batch size.',
  },
  Quarantine: {
    metric: (metrics) => metrics.counted.quarantined,
    threshold: 1,
    periods: 1,
    impact:
      'A sender sends events that can never be stored: they are missing from answers, and kept with the reason in ' +
      'GET /v1/quarantine. Tell the sender; the others of its messages were stored.',
  },
  NoManifest: {
    // The ingest writes this number with every batch, a zero too, and nothing when there is no batch.
    metric: (metrics) => metrics.counted.manifests,
    threshold: 1,
    below: true,
    periods: 3,
    impact:
      'Batches are taken and no manifest is written: nothing is acknowledged, messages come again and answers cannot be ' +
      'shown to be complete. Read the logs of the ingest function.',
  },
  ApiErrors: {
    metric: (metrics) => metrics.apiServerErrors,
    threshold: 1,
    periods: 2,
    impact:
      'Requests are answered with 5xx: questions get no answer, and events sent to POST /v1/events are refused, which ' +
      'their senders see. Read the logs of the query, export and accept functions.',
  },
};

/** By name, too: `Throttles-table`, `Throttles-<index>`. */
export function buildThrottleRows(throttles: Throttles): Readonly<Record<string, AlarmRow>> {
  return Object.fromEntries(
    throttles.map(({ name, metric }) => [
      `Throttles-${name}`,
      {
        metric: () => metric,
        threshold: 1,
        periods: 3,
        impact:
          'The table refuses writes: answers lag, and the queue grows. Compare the consumed units with the limits of this ' +
          'stage and the quota of the account; when they are far away, one partition is hot. ' +
          (name === 'table'
            ? 'The table itself is the one that refuses.'
            : `The index ${name} is the one that refuses.`),
      },
    ]),
  );
}
