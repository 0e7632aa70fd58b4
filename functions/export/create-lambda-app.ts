/** The export application as both entries of the Lambda use it. */
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { readProxyEvent } from '../../shared/api/http/proxy-request.js';
import { AuditLogger } from '../../shared/client/record/audit-logger.js';
import { SqsSender } from '../../shared/client/senders/sqs-sender.js';
import { loadTrailKey } from '../../shared/config/trail-key.js';
import { openTable } from '../../shared/query/sources/open-table.js';
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
    ...openTable(client, environment.TABLE_NAME),
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
