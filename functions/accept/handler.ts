/** Wiring of the accept function for Lambda. */
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { readProxyEvent, writeProxyResult } from '../../shared/api/http/proxy-request.js';
import { loadTrailKey } from '../../shared/config/trail-key.js';
import { DynamoDbRequestKeys } from '../../shared/store/request-keys.js';
import { toLoggedError } from '../logged-error.js';
import { createAcceptApp } from './accept-app.js';
import { acceptEnvironment } from './environment.js';
import { SqsMessageQueue } from './sqs-message-queue.js';

const environment = acceptEnvironment.parse(process.env);
const logger = new Logger();
const client = new SQSClient({ retryMode: 'standard', maxAttempts: 3 });
const table = new DynamoDBClient({ retryMode: 'standard', maxAttempts: 3 });

const app = createAcceptApp({
  queue: new SqsMessageQueue(client, environment.QUEUE_URL),
  requestKeys: new DynamoDbRequestKeys(table, environment.TABLE_NAME),
  getTrailKey: () => loadTrailKey(environment.TRAIL_KEY_SECRET_ARN),
  reportError: (error, request) => logger.error('a request failed', { request, error: toLoggedError(error) }),
});

export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const { requestContext } = event;
  return writeProxyResult(await app.fetch(readProxyEvent(event), { requestContext }));
}
