import { Duration } from 'aws-cdk-lib';
import { type IMetric, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { INGEST_METRICS } from '../../../functions/ingest/metric-names.js';
import { INDEXES } from '../../../shared/store/table.js';
import type { TrailApi } from '../answering/trail-api.js';
import { METRIC_NAMESPACE } from '../foundation/service-function.js';
import type { EventQueue } from '../storing/event-queue.js';
import type { EventTable } from '../storing/event-table.js';
import type { Ingestion } from '../storing/ingestion.js';

export interface Measured {
  readonly queue: EventQueue;
  readonly table: EventTable;
  readonly ingestion: Ingestion;
  readonly api: TrailApi;
}

const MINUTE = { period: Duration.minutes(1) };
const FIVE_MINUTES = { period: Duration.minutes(5) };

/** `table`, or the name of an index. */
export type Throttles = readonly { readonly name: string; readonly metric: IMetric }[];

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
  /** What DynamoDB refused, of the table and of each index: every one of them has a count of its own. */
  readonly writeThrottles: Throttles;
  readonly readThrottles: Throttles;
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
    continued: own(INGEST_METRICS.continued),
    conflicts: own(INGEST_METRICS.conflicts),
    retried: own(INGEST_METRICS.retried),
  };
  return {
    deadLetters: queue.deadLetterQueue.metricApproximateNumberOfMessagesVisible({
      ...MINUTE,
      statistic: Stats.MAXIMUM,
    }),
    waiting: queue.queue.metricApproximateNumberOfMessagesVisible(MINUTE),
    oldestMessageSeconds: queue.queue.metricApproximateAgeOfOldestMessage(MINUTE),
    ingestInvocations: ingest.function.metricInvocations(FIVE_MINUTES),
    ingestErrors: ingest.function.metricErrors(FIVE_MINUTES),
    ingestThrottles: ingest.function.metricThrottles(FIVE_MINUTES),
    ingestDurationMs: ingest.function.metricDuration({ ...FIVE_MINUTES, statistic: Stats.p(99) }),
    counted,
    writeThrottles: buildThrottles(table, 'WriteThrottleEvents'),
    readThrottles: buildThrottles(table, 'ReadThrottleEvents'),
    writeUnits: table.table.metricConsumedWriteCapacityUnits(MINUTE),
    readUnits: table.table.metricConsumedReadCapacityUnits(MINUTE),
    requests: stage.metricCount(FIVE_MINUTES),
    apiServerErrors: stage.metricServerError({ ...FIVE_MINUTES, statistic: Stats.SUM }),
    apiClientErrors: stage.metricClientError({ ...FIVE_MINUTES, statistic: Stats.SUM }),
    apiLatencyMs: stage.metricLatency({ ...FIVE_MINUTES, statistic: Stats.p(99) }),
  };
}

function buildThrottles({ table }: EventTable, metricName: string): Throttles {
  const metric = (index: Readonly<Record<string, string>>): IMetric =>
    table.metric(metricName, {
      ...FIVE_MINUTES,
      statistic: Stats.SUM,
      dimensionsMap: { TableName: table.tableName, ...index },
    });
  return [
    { name: 'table', metric: metric({}) },
    ...INDEXES.map(({ name }) => ({ name, metric: metric({ GlobalSecondaryIndexName: name }) })),
  ];
}
