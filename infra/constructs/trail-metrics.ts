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
  /** What the ingest counts itself. */
  readonly counted: Readonly<Record<keyof typeof INGEST_METRICS, Metric>>;
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
  const own = (metricName: string): Metric =>
    new Metric({
      namespace: METRIC_NAMESPACE,
      metricName,
      dimensionsMap: { service: ingest.serviceName },
      statistic: Stats.SUM,
      ...FIVE_MINUTES,
    });
  const counted = {
    stored: own(INGEST_METRICS.stored),
    repeated: own(INGEST_METRICS.repeated),
    quarantined: own(INGEST_METRICS.quarantined),
    manifests: own(INGEST_METRICS.manifests),
    returned: own(INGEST_METRICS.returned),
    retried: own(INGEST_METRICS.retried),
  };
  const ingestInvocations = ingest.function.metricInvocations({ ...FIVE_MINUTES });
  return {
    deadLetters: queue.deadLetterQueue.metricApproximateNumberOfMessagesVisible({
      ...MINUTE,
      statistic: Stats.MAXIMUM,
    }),
    waiting: queue.queue.metricApproximateNumberOfMessagesVisible({ ...MINUTE }),
    oldestMessageSeconds: queue.queue.metricApproximateAgeOfOldestMessage({ ...MINUTE }),
    ingestInvocations,
    ingestErrors: ingest.function.metricErrors({ ...FIVE_MINUTES }),
    ingestThrottles: ingest.function.metricThrottles({ ...FIVE_MINUTES }),
    ingestDurationMs: ingest.function.metricDuration({ ...FIVE_MINUTES, statistic: Stats.p(99) }),
    counted,
    withoutManifest: new MathExpression({
      expression: 'IF(FILL(invocations, 0) > 0 AND FILL(manifests, 0) == 0, 1, 0)',
      usingMetrics: { invocations: ingestInvocations, manifests: counted.manifests },
      label: 'batches without manifest',
      ...FIVE_MINUTES,
    }),
    tableThrottles: buildThrottles(table),
    writeUnits: table.table.metricConsumedWriteCapacityUnits({ ...MINUTE }),
    readUnits: table.table.metricConsumedReadCapacityUnits({ ...MINUTE }),
    requests: stage.metricCount({ ...FIVE_MINUTES }),
    apiServerErrors: stage.metricServerError({ ...FIVE_MINUTES, statistic: Stats.SUM }),
    apiClientErrors: stage.metricClientError({ ...FIVE_MINUTES, statistic: Stats.SUM }),
    apiLatencyMs: stage.metricLatency({ ...FIVE_MINUTES, statistic: Stats.p(99) }),
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
  return new MathExpression({ expression, usingMetrics, ...FIVE_MINUTES });
}
