import { Construct } from 'constructs';
import type { z } from 'zod';
import type { acceptEnvironment } from '../../../functions/accept/environment.js';
import type { exportEnvironment } from '../../../functions/export/environment.js';
import type { queryEnvironment } from '../../../functions/query/environment.js';
import type { StageSettings } from '../../stages.js';
import type { EncryptionKey } from '../foundation/encryption-key.js';
import { ServiceFunction } from '../foundation/service-function.js';
import type { TrailKey } from '../foundation/trail-key.js';
import type { EventQueue } from '../storing/event-queue.js';
import type { EventTable } from '../storing/event-table.js';
import { TrailApi } from './trail-api.js';

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
    const TABLE_NAME = table.table.tableName;
    const QUEUE_URL = queue.queue.queueUrl;

    const accept = new ServiceFunction<z.input<typeof acceptEnvironment>>(this, 'Accept', {
      ...base,
      name: 'accept',
      description: 'takes events over HTTPS and puts them on the queue',
      environment: { QUEUE_URL },
      timeoutSeconds: ANSWER_SECONDS,
    });
    queue.grantSend(accept.role);

    const query = new ServiceFunction<z.input<typeof queryEnvironment>>(this, 'Query', {
      ...base,
      name: 'query',
      description: 'answers questions from the table',
      environment: {
        TABLE_NAME,
        TRAIL_KEY_SECRET_ARN: trailKey.secret.secretArn,
        RETENTION_DAYS: String(settings.retentionDays),
      },
      timeoutSeconds: ANSWER_SECONDS,
    });
    table.grantRead(query.role);
    trailKey.grantRead(query.role);

    const exporting = new ServiceFunction<z.input<typeof exportEnvironment>>(this, 'Export', {
      ...base,
      name: 'export',
      description: 'sends all events that match, in one download',
      environment: { TABLE_NAME, QUEUE_URL },
      handler: settings.streamExports ? 'stream.handler' : 'index.handler',
      timeoutSeconds: settings.streamExports ? STREAM_SECONDS : ANSWER_SECONDS,
    });
    table.grantRead(exporting.role);
    // An export is recorded in the trail itself, before its first byte.
    queue.grantSend(exporting.role);

    this.api = new TrailApi(this, 'Http', {
      settings,
      functions: { accept: accept.function, query: query.function, export: exporting.function },
      createLogRole: props.createLogRole,
      encryptionKey,
    });
  }
}
