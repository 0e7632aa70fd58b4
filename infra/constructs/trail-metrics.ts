import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { INGEST_METRICS } from '../../functions/ingest/metric-names.js';
import { INDEXES } from '../../shared/store/table.js';
import type { EventQueue } from './event-queue.js';
import type { EventTable } from './event-table.js';
import type { Ingestion } from './ingestion.js';
import { METRIC_NAMESPACE } from './service-function.js';
import type { TrailApi } from './trail-api.js';

export interface Measured {
  readonly queue: EventQueue;
  readonly table: EventTable;
  readonly ingestion: Ingestion;
  readonly api: TrailApi;
}

const MINUTE = { period: Duration.minutes(1) };
const FIVE_MINUTES = { period: Duration.minutes(5) };

/** What alarms and dashboard look at, each with its period and statistic, in one place so that both show the same. */
export interface TrailMetrics {
  readonly deadLetters: IMetric;
  readonly waiting: IMetric;
  readonly oldestMessageSeconds: IMetric;
  readonly ingestInvocations: IMetric;
  readonly ingestErrors: IMetric;
  readonly ingestThrottles: IMetric;
  readonly ingestDurationMs: IMetric;
  readonly stored: IMetric;
  readonly quarantined: IMetric;
  readonly manifests: IMetric;
  readonly returned: IMetric;
  /** 1 while messages are taken and no manifest is written, else 0. */
  readonly withoutManifest: IMetric;
  readonly tableThrottles: IMetric;
  readonly writeUnits: IMetric;
  readonly readUnits: IMetric;
  readonly requests: IMetric;
  readonly apiServerErrors: IMetric;
  readonly apiClientErrors: IMetric;
  readonly apiLatencyMs: IMetric;
}

export function buildTrailMetrics({ queue, table, ingestion, api }: Measured): TrailMetrics {
  const { ingest } = ingestion;
  const stage = api.api.deploymentStage;
  const own = (metricName: string, label: string): Metric =>
    new Metric({
      namespace: METRIC_NAMESPACE,
      metricName,
      dimensionsMap: { service: ingest.serviceName },
      statistic: Stats.SUM,
      label,
      ...FIVE_MINUTES,
    });
  const manifests = own(INGEST_METRICS.manifests, 'manifests');
  const ingestInvocations = ingest.function.metricInvocations({ ...FIVE_MINUTES, label: 'invocations' });
  return {
    deadLetters: queue.deadLetterQueue.metricApproximateNumberOfMessagesVisible({
      ...MINUTE,
      statistic: Stats.MAXIMUM,
      label: 'dead letters',
    }),
    waiting: queue.queue.metricApproximateNumberOfMessagesVisible({ ...MINUTE, label: 'messages waiting' }),
    oldestMessageSeconds: queue.queue.metricApproximateAgeOfOldestMessage({ ...MINUTE, label: 'oldest message (s)' }),
    ingestInvocations,
    ingestErrors: ingest.function.metricErrors({ ...FIVE_MINUTES, label: 'errors' }),
    ingestThrottles: ingest.function.metricThrottles({ ...FIVE_MINUTES, label: 'throttles' }),
    ingestDurationMs: ingest.function.metricDuration({ ...FIVE_MINUTES, statistic: Stats.p(99), label: 'p99 (ms)' }),
    stored: own(INGEST_METRICS.stored, 'events stored'),
    quarantined: own(INGEST_METRICS.quarantined, 'quarantined'),
    manifests,
    returned: own(INGEST_METRICS.returned, 'messages handed back'),
    withoutManifest: new MathExpression({
      expression: 'IF(FILL(invocations, 0) > 0 AND FILL(manifests, 0) == 0, 1, 0)',
      usingMetrics: { invocations: ingestInvocations, manifests },
      label: 'batches without manifest',
      ...FIVE_MINUTES,
    }),
    tableThrottles: buildThrottles(table),
    writeUnits: table.table.metricConsumedWriteCapacityUnits({ ...MINUTE, label: 'write units a minute' }),
    readUnits: table.table.metricConsumedReadCapacityUnits({ ...MINUTE, label: 'read units a minute' }),
    requests: stage.metricCount({ ...FIVE_MINUTES, label: 'requests' }),
    apiServerErrors: stage.metricServerError({ ...FIVE_MINUTES, statistic: Stats.SUM, label: '5xx' }),
    apiClientErrors: stage.metricClientError({ ...FIVE_MINUTES, statistic: Stats.SUM, label: '4xx' }),
    apiLatencyMs: stage.metricLatency({ ...FIVE_MINUTES, statistic: Stats.p(99), label: 'p99 (ms)' }),
  };
}

/** Reads and writes that DynamoDB refused, of the table and of each index: every one of them has a count of its own. */
function buildThrottles({ table }: EventTable): IMetric {
  const parts = [undefined, ...INDEXES.map((index) => index.name)].flatMap((index) =>
    ['ReadThrottleEvents', 'WriteThrottleEvents'].map((metricName) =>
      table.metric(metricName, {
        ...FIVE_MINUTES,
        statistic: Stats.SUM,
        dimensionsMap: {
          TableName: table.tableName,
          ...(index === undefined ? {} : { GlobalSecondaryIndexName: index }),
        },
      }),
    ),
  );
  const usingMetrics = Object.fromEntries(parts.map((metric, position) => [`m${position}`, metric]));
  const expression = Object.keys(usingMetrics)
    .map((name) => `FILL(${name}, 0)`)
    .join(' + ');
  return new MathExpression({ expression, usingMetrics, label: 'throttled requests', ...FIVE_MINUTES });
}
