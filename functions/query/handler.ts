/** Wiring of the query function for Lambda behind API Gateway. */
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { readProxyEvent, writeProxyResult } from '../../shared/api/http/proxy-request.js';
import { loadTrailKey } from '../../shared/config/trail-key.js';
import { openTable } from '../../shared/query/sources/open-table.js';
import { toLoggedError } from '../logged-error.js';
import { queryEnvironment } from './environment.js';
import { createQueryApp } from './query-app.js';

const environment = queryEnvironment.parse(process.env);
const logger = new Logger();
const client = new DynamoDBClient({ retryMode: 'standard', maxAttempts: 5 });

const app = createQueryApp({
  ...openTable(client, environment.TABLE_NAME),
  getTrailKey: () => loadTrailKey(environment.TRAIL_KEY_SECRET_ARN),
  retentionDays: environment.RETENTION_DAYS,
  reportError: (error, request) => logger.error('a request failed', { ...request, error: toLoggedError(error) }),
});

export async function handler(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  return writeProxyResult(await app.fetch(readProxyEvent(event)));
}
