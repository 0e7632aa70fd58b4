import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { z } from 'zod';
import type { ingestEnvironment } from '../../../functions/ingest/environment.js';
import { assertIngestLimits } from '../../ingest-limits.js';
import type { StageSettings } from '../../stages.js';
import type { EncryptionKey } from '../foundation/encryption-key.js';
import { ServiceFunction } from '../foundation/service-function.js';
import type { TrailKey } from '../foundation/trail-key.js';
import type { EventQueue } from './event-queue.js';
import type { EventTable } from './event-table.js';

export interface IngestionProps {
  readonly settings: StageSettings;
  readonly bundlesFolder: string;
  readonly queue: EventQueue;
  readonly table: EventTable;
  readonly trailKey: TrailKey;
  readonly encryptionKey: EncryptionKey | undefined;
}

/** From the queue into the table: the function and the mapping that calls it. */
export class Ingestion extends Construct {
  readonly ingest: ServiceFunction<z.input<typeof ingestEnvironment>>;

  constructor(scope: Construct, id: string, props: IngestionProps) {
    super(scope, id);
    const { settings, queue, table, trailKey } = props;
    assertIngestLimits(settings);
    this.ingest = new ServiceFunction<z.input<typeof ingestEnvironment>>(this, 'Ingest', {
      name: 'ingest',
      description: 'stores events from the queue',
      environment: {
        TABLE_NAME: table.table.tableName,
        TRAIL_KEY_SECRET_ARN: trailKey.secret.secretArn,
        RETENTION_DAYS: String(settings.retentionDays),
      },
      bundlesFolder: props.bundlesFolder,
      timeoutSeconds: settings.ingestTimeoutSeconds,
      memoryMib: settings.ingestMemoryMib,
      settings,
      encryptionKey: props.encryptionKey,
    });
    queue.grantReceive(this.ingest.role);
    table.grantIngest(this.ingest.role);
    trailKey.grantRead(this.ingest.role);

    const mapping = new EventSourceMapping(this, 'Mapping', {
      target: this.ingest.function,
      eventSourceArn: queue.queue.queueArn,
      batchSize: settings.batchSize,
      maxBatchingWindow: Duration.seconds(settings.batchingWindowSeconds),
      maxConcurrency: settings.maxConcurrency,
      // Without it one bad message would send its whole batch back, again and again.
      reportBatchItemFailures: true,
    });
    // The service tries the permissions when it creates the mapping; the function waits for its role, the role's policy
    // too.
    mapping.node.addDependency(this.ingest.role);
  }
}
