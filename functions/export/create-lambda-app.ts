/** The export application as both entries of the Lambda use it. */
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { readProxyEvent } from '../../shared/api/http/proxy-request.js';
import { AuditLogger } from '../../shared/client/record/audit-logger.js';
import { SqsSender } from '../../shared/client/senders/sqs-sender.js';
import { loadTrailKey } from '../../shared/config/trail-key.js';
import { DynamoDbTableReader } from '../../shared/query/sources/dynamodb-table-reader.js';
import { SenderNames } from '../../shared/query/sources/sender-names.js';
import { CachedEpochs, READER_EPOCHS } from '../../shared/store/cached-epochs.js';
import { DynamoDbEpochDirectory } from '../../shared/store/epoch-directory.js';
import { DynamoDbSenderDirectory } from '../../shared/store/sender-directory.js';
import { toLoggedError } from '../logged-error.js';
import { readCaller } from './caller.js';
import { exportEnvironment } from './environment.js';
import { createExportApp } from './export-app.js';
import { createOwnSender, EXPORT_CALLER } from './own-sender.js';

export type AnswerProxyEvent = (event: APIGatewayProxyEvent) => Promise<Response>;

/** `maxBufferedBytes`: see `ExportDependencies`. Throws when the environment is not complete. */
export function createLambdaApp(
  variables: NodeJS.ProcessEnv,
  options: { readonly maxBufferedBytes?: number } = {},
): AnswerProxyEvent {
  const environment = exportEnvironment.parse(variables);
  const logger = new Logger();
  const client = new DynamoDBClient({ retryMode: 'standard', maxAttempts: 5 });
  const app = createExportApp({
    table: new DynamoDbTableReader(DynamoDBDocumentClient.from(client), environment.TABLE_NAME),
    epochs: new CachedEpochs(new DynamoDbEpochDirectory(client, environment.TABLE_NAME), READER_EPOCHS),
    senders: new SenderNames(new DynamoDbSenderDirectory(client, environment.TABLE_NAME), { clock: Date.now }),
    clock: Date.now,
    reportError: (error, request) => logger.error('an export failed', { ...request, error: toLoggedError(error) }),
    // One event a message: an export waits for the receipt of its record before the first byte.
    recorder: new AuditLogger(
      { batch_size: 1 },
      {
        sender: createOwnSender(
          new SqsSender({ queueUrl: environment.QUEUE_URL }),
          () => loadTrailKey(environment.TRAIL_KEY_SECRET_ARN),
          EXPORT_CALLER,
        ),
      },
    ),
    findCaller: ({ env }) => (isProxyEnvironment(env) ? readCaller(env.event) : {}),
    ...options,
  });
  return async (event) => app.fetch(readProxyEvent(event), { event } satisfies ProxyEnvironment);
}

interface ProxyEnvironment {
  readonly event: APIGatewayProxyEvent;
}

const isProxyEnvironment = (env: unknown): env is ProxyEnvironment =>
  typeof env === 'object' && env !== null && 'event' in env;
