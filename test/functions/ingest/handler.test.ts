import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idsOf, makeEnvelopes } from '../../support/ingest-fixture.js';
import { buildBatch } from '../../support/sqs-event.js';

/** Answers every request of the SDK with an error, as AWS does when a permission is missing. */
let aws: Server;
const before = { ...process.env };

beforeAll(async () => {
  aws = createServer((_request, response) => {
    response.writeHead(400, { 'Content-Type': 'application/x-amz-json-1.0' });
    response.end('{"__type":"AccessDeniedException","message":"not allowed"}');
  });
  await new Promise<void>((resolve) => {
    aws.listen(0, '127.0.0.1', resolve);
  });
  const { port } = aws.address() as AddressInfo;
  Object.assign(process.env, {
    TABLE_NAME: 'trail',
    TRAIL_KEY_SECRET_ARN: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:trail-key',
    RETENTION_DAYS: '90',
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    POWERTOOLS_SERVICE_NAME: 'test/Ingest',
    POWERTOOLS_METRICS_NAMESPACE: 'Trailkeeper',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
  });
});
afterAll(() => {
  process.env = before;
  aws.closeAllConnections();
  aws.close();
});

const context = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: 'ingest',
  functionVersion: '1',
  invokedFunctionArn: '',
  memoryLimitInMB: '512',
  awsRequestId: 'r',
  logGroupName: '',
  logStreamName: '',
  getRemainingTimeInMillis: () => 2_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
};

describe('F31 the handler', () => {
  test('answers with every message as a failure, each by its id, when AWS refuses all', async () => {
    const { handler } = await import('../../../functions/ingest/handler.js');
    const response = await handler(buildBatch(makeEnvelopes(3, 2)), context);
    expect(idsOf(response)).toEqual(['m0', 'm1', 'm2']);
  });

  test('answers with an empty list when there is nothing to fail', async () => {
    const { handler } = await import('../../../functions/ingest/handler.js');
    expect(await handler({ Records: [] }, context)).toEqual({ batchItemFailures: [] });
  });
});
