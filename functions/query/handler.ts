/** Wiring of the query function for Lambda behind API Gateway. */
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { readProxyEvent, writeProxyResult } from '../../shared/api/http/proxy-request.js';
import { loadTrailKey } from '../../shared/config/trail-key.js';
import { DynamoDbTableReader } from '../../shared/query/sources/dynamodb-table-reader.js';
import { SenderNames } from '../../shared/query/sources/sender-names.js';
import { CachedEpochs, READER_EPOCHS } from '../../shared/store/cached-epochs.js';
import { DynamoDbEpochDirectory } from '../../shared/store/epoch-directory.js';
import { DynamoDbSenderDirectory } from '../../shared/store/sender-directory.js';
import { toLoggedError } from '../logged-error.js';
import { queryEnvironment } from './environment.js';
import { createQueryApp } from './query-app.js';

const environment = queryEnvironment.parse(process.env);
const logger = new Logger();
const client = new DynamoDBClient({ retryMode: 'standard', maxAttempts: 5 });

const app = createQueryApp({
  table: new DynamoDbTableReader(DynamoDBDocumentClient.from(client), environment.TABLE_NAME),
  epochs: new CachedEpochs(new DynamoDbEpochDirectory(client, environment.TABLE_NAME), READER_EPOCHS),
  senders: new SenderNames(new DynamoDbSenderDirectory(client, environment.TABLE_NAME), { clock: Date.now }),
  getTrailKey: () => loadTrailKey(environment.TRAIL_KEY_SECRET_ARN),
  clock: Date.now,
  retentionDays: environment.RETENTION_DAYS,
  reportError: (error, request) => logger.error('a request failed', { ...request, error: toLoggedError(error) }),
});

export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  return writeProxyResult(await app.fetch(readProxyEvent(event)));
}
