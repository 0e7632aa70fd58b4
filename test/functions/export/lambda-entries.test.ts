/** The entries of the reading functions, called as Lambda calls them, over an in-process table. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { PassThrough, type Writable } from 'node:stream';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deriveKey } from '../../../shared/config/trail-key.js';
import { readEnvelope } from '../../../shared/event/envelope/envelope-reader.js';
import { isOwn } from '../../../shared/event/envelope/own.js';
import { HARNESS_TRAIL_KEY, type QueryHarness, startQueryHarness } from '../../support/query-harness.js';
import { itemsOf, sampleSeries } from '../../support/sample-events.js';

let harness: QueryHarness;
/** Answers as Secrets Manager does, with the trail key of the harness. */
let secrets: Server;
const series = sampleSeries(3);
const before = { ...process.env };

/** Where the emulator of a client listens. */
async function endpointOf({ config }: Pick<SQSClient | DynamoDBClient, 'config'>): Promise<string> {
  const endpoint = await config.endpoint?.();
  return `${endpoint?.protocol}//${endpoint?.hostname}:${endpoint?.port}`;
}

async function serveSecret(): Promise<string> {
  secrets = createServer((_request, response) => {
    response.setHeader('Content-Type', 'application/x-amz-json-1.1');
    response.end(JSON.stringify({ SecretString: Buffer.from(HARNESS_TRAIL_KEY).toString('hex') }));
  });
  secrets.listen(0, '127.0.0.1');
  await once(secrets, 'listening');
  const address = secrets.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

beforeAll(async () => {
  harness = await startQueryHarness(Date.UTC(2026, 0, 31, 12));
  await harness.store(itemsOf(series));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: await endpointOf(harness.emulators.dynamoDb),
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    TABLE_NAME: harness.emulators.tableName,
    QUEUE_URL: harness.emulators.queueUrl,
    AWS_ENDPOINT_URL_SQS: await endpointOf(harness.emulators.sqs),
    AWS_ENDPOINT_URL_SECRETS_MANAGER: await serveSecret(),
    TRAIL_KEY_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:none',
    RETENTION_DAYS: '90',
  });
});
afterAll(async () => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
  Object.assign(process.env, before);
  secrets.closeAllConnections();
  secrets.close();
  await harness.stop();
});

const identity: APIGatewayProxyEvent['requestContext']['identity'] = {
  accessKey: null,
  accountId: null,
  apiKey: null,
  apiKeyId: null,
  caller: null,
  clientCert: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
  sourceIp: '10.0.0.1',
  user: null,
  userAgent: 'curl',
  userArn: 'arn:aws:sts::000000000000:assumed-role/viewer/alice',
};

const proxyEvent = (path: string, query: Record<string, string[]> = {}): APIGatewayProxyEvent => ({
  httpMethod: 'GET',
  path,
  resource: path,
  body: null,
  isBase64Encoded: false,
  headers: {},
  multiValueHeaders: {},
  queryStringParameters: null,
  multiValueQueryStringParameters: query,
  pathParameters: null,
  stageVariables: null,
  requestContext: {
    accountId: '000000000000',
    apiId: 'api',
    authorizer: null,
    httpMethod: 'GET',
    identity,
    path,
    protocol: 'HTTP/1.1',
    requestId: 'request',
    requestTimeEpoch: 0,
    resourceId: 'resource',
    resourcePath: path,
    stage: 'trail',
  },
});

describe('the entries', () => {
  it('of query answer', async () => {
    const { handler } = await import('../../../functions/query/handler.js');
    const health: APIGatewayProxyResult = await handler(proxyEvent('/v1/health'));
    expect([health.statusCode, health.body]).toEqual([200, '{"status":"ok"}']);
    const one = await handler(proxyEvent(`/v1/events/${series[0]?.event_id}`));
    expect(one.body).toContain(`{"event":{"event_id":"${series[0]?.event_id}"`);
    expect((await handler(proxyEvent('/v1/events', { limit: ['1', '2'] }))).statusCode).toBe(400);
  });

  it('of export answer whole', async () => {
    const { handler } = await import('../../../functions/export/handler.js');
    const result: APIGatewayProxyResult = await handler(proxyEvent('/v1/export', { format: ['json'] }));
    expect(result.statusCode).toBe(200);
    expect(result.headers?.['content-disposition']).toMatch(/^attachment; filename="trailkeeper-\d{8}T\d{6}Z\.json"$/);
    expect(JSON.parse(result.body)).toHaveLength(3);

    const { Messages: messages = [] } = await harness.emulators.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: harness.emulators.queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    const recorded = messages.flatMap(({ Body = '' }) => readEnvelope(Body).lines.map((line) => JSON.parse(line)));
    expect(recorded).toMatchObject([
      { event_type: 'audit', action: 'export', status: 'attempted', user_id: identity.userArn, source_ip: '10.0.0.1' },
      { status: 'success', details: { format: 'json', count: 3 } },
    ]);
    for (const { Body = '' } of messages) {
      const { header, lines } = readEnvelope(Body);
      expect(header.caller).toBe('trail:export');
      expect(isOwn(deriveKey(HARNESS_TRAIL_KEY, 'own'), header, lines)).toBe(true);
    }
  });

  it('of export stream, in the runtime that can', async () => {
    const opened: unknown[] = [];
    type Streamed = (event: APIGatewayProxyEvent, stream: Writable) => Promise<void>;
    Reflect.set(globalThis, 'awslambda', {
      streamifyResponse: (streamed: Streamed) => streamed,
      HttpResponseStream: {
        from: (stream: Writable, metadata: unknown) => {
          opened.push(metadata);
          return stream;
        },
      },
    });
    const { handler } = await import('../../../functions/export/stream-handler.js');
    if (typeof handler !== 'function') throw new Error('expected a function');
    const stream = new PassThrough();
    const pieces: Buffer[] = [];
    stream.on('data', (piece: Buffer) => pieces.push(piece));
    const ended = once(stream, 'end');
    await handler(proxyEvent('/v1/export'), stream);
    await ended;
    Reflect.deleteProperty(globalThis, 'awslambda');
    expect(opened).toMatchObject([{ statusCode: 200, headers: { 'content-type': 'application/x-ndjson' } }]);
    expect(Buffer.concat(pieces).toString('utf8').trim().split('\n')).toHaveLength(3);
  });
});
