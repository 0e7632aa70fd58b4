import { Construct } from 'constructs';
import type { z } from 'zod';
import type { acceptEnvironment } from '../../functions/accept/environment.js';
import type { exportEnvironment } from '../../functions/export/environment.js';
import type { queryEnvironment } from '../../functions/query/environment.js';
import type { StageSettings } from '../stages.js';
import type { EncryptionKey } from './encryption-key.js';
import type { EventQueue } from './event-queue.js';
import type { EventTable } from './event-table.js';
import { ServiceFunction } from './service-function.js';
import { TrailApi } from './trail-api.js';
import type { TrailKey } from './trail-key.js';

/** API Gateway waits 29 s for an answer: a function that gives up before it can still say why. */
const ANSWER_SECONDS = 28;
/** The longest that a function runs, and that API Gateway passes on a stream. */
const STREAM_SECONDS = 900;

export interface AnsweringProps {
  readonly settings: StageSettings;
  readonly bundlesFolder: string;
  readonly queue: EventQueue;
  readonly table: EventTable;
  readonly trailKey: TrailKey;
  readonly encryptionKey: EncryptionKey | undefined;
  readonly createLogRole: boolean;
}

/** The functions behind the API, and the API. */
export class Answering extends Construct {
  readonly api: TrailApi;

  constructor(scope: Construct, id: string, props: AnsweringProps) {
    super(scope, id);
    const { settings, bundlesFolder, encryptionKey, queue, table, trailKey } = props;
    const base = { bundlesFolder, settings, encryptionKey, memoryMib: 1_024 };
    const reading = {
      TABLE_NAME: table.table.tableName,
      TRAIL_KEY_SECRET_ARN: trailKey.secret.secretArn,
    };

    const accept = new ServiceFunction<z.input<typeof acceptEnvironment>>(this, 'Accept', {
      ...base,
      name: 'accept',
      description: 'takes events over HTTPS and puts them on the queue',
      environment: { QUEUE_URL: queue.queue.queueUrl },
      timeoutSeconds: ANSWER_SECONDS,
    });
    queue.grantSend(accept.role);

    const query = new ServiceFunction<z.input<typeof queryEnvironment>>(this, 'Query', {
      ...base,
      name: 'query',
      description: 'answers questions from the table',
      environment: { ...reading, RETENTION_DAYS: String(settings.retentionDays) },
      timeoutSeconds: ANSWER_SECONDS,
    });
    const exporting = new ServiceFunction<z.input<typeof exportEnvironment>>(this, 'Export', {
      ...base,
      name: 'export',
      description: 'sends all events that match, in one download',
      environment: reading,
      handler: settings.streamExports ? 'stream.handler' : 'index.handler',
      timeoutSeconds: settings.streamExports ? STREAM_SECONDS : ANSWER_SECONDS,
    });
    for (const { role } of [query, exporting]) {
      table.grantRead(role);
      trailKey.grantRead(role);
    }

    this.api = new TrailApi(this, 'Http', {
      settings,
      functions: { accept: accept.function, query: query.function, export: exporting.function },
      createLogRole: props.createLogRole,
      encryptionKey,
    });
  }
}
