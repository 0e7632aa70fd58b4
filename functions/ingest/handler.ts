/** Wiring of the ingest function for Lambda. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { loadTrailKey } from '../../shared/config/trail-key.js';
import { CachedEpochs, WRITER_EPOCHS } from '../../shared/store/cached-epochs.js';
import { DynamoDbStore } from '../../shared/store/dynamodb-store.js';
import { DynamoDbEpochDirectory } from '../../shared/store/epoch-directory.js';
import { CachedSenders, DynamoDbSenderDirectory } from '../../shared/store/sender-directory.js';
import { toLoggedError } from '../logged-error.js';
import { ingestEnvironment } from './environment.js';
import { type IngestReport, ingestBatch } from './ingest-batch.js';
import { INGEST_METRICS } from './metric-names.js';
import { ProducerWatch } from './producer-watch.js';

const environment = ingestEnvironment.parse(process.env);
const logger = new Logger();
const metrics = new Metrics();
// Ingest retries by itself, within its time budget: the client's own retries would only hide failures from it.
const client = new DynamoDBClient({ retryMode: 'standard', maxAttempts: 1 });
const table = new DynamoDbStore(client, environment.TABLE_NAME);
const senders = new CachedSenders(new DynamoDbSenderDirectory(client, environment.TABLE_NAME));
const epochs = new CachedEpochs(new DynamoDbEpochDirectory(client, environment.TABLE_NAME), WRITER_EPOCHS);

const producers = new ProducerWatch();

function observe(report: IngestReport): void {
  const { stored, repeated, quarantined, manifests, returned, continued, conflicts, retried } = INGEST_METRICS;
  metrics.addMetric(stored, MetricUnit.Count, report.stored);
  metrics.addMetric(repeated, MetricUnit.Count, report.repeated);
  metrics.addMetric(quarantined, MetricUnit.Count, report.quarantined);
  metrics.addMetric(manifests, MetricUnit.Count, report.manifests);
  metrics.addMetric(returned, MetricUnit.Count, report.returned);
  metrics.addMetric(continued, MetricUnit.Count, report.continued);
  metrics.addMetric(conflicts, MetricUnit.Count, report.conflicts);
  metrics.addMetric(retried, MetricUnit.Count, report.retried);
  metrics.publishStoredMetrics();
  if (report.error !== undefined) logger.warn('the store failed', { error: toLoggedError(report.error) });
}

export async function handler(event: SQSEvent, context: Context): Promise<SQSBatchResponse> {
  return ingestBatch(event, {
    trailKey: () => loadTrailKey(environment.TRAIL_KEY_SECRET_ARN),
    store: { events: table, quarantine: table, manifests: table, progress: table, epochs, senders },
    retentionDays: environment.RETENTION_DAYS,
    producers,
    remainingTimeMs: () => context.getRemainingTimeInMillis(),
    observe,
  });
}
