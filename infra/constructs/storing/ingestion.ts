import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { assertIngestLimits } from '../../ingest-limits.js';
import { deployFunction, type FunctionParts } from '../foundation/deploy-function.js';
import type { ServiceFunction } from '../foundation/service-function.js';
import type { EventQueue } from './event-queue.js';

export interface IngestionProps extends FunctionParts {
  readonly queue: EventQueue;
}

/** From the queue into the table: the function and the mapping that calls it. */
export class Ingestion extends Construct {
  readonly ingest: ServiceFunction;

  constructor(scope: Construct, id: string, props: IngestionProps) {
    super(scope, id);
    const { settings, queue } = props;
    assertIngestLimits(settings);
    this.ingest = deployFunction(this, 'ingest', props);

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
