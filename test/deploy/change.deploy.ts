import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { DescribeTableCommand, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createRequestSigner } from '../../shared/client/senders/request-signer.js';
import { AuditTrail } from '../../shared/trail/audit-trail.js';
import { waitForEvents } from '../journeys/journey-suite.js';
import { NEW_ATTRIBUTE, NEW_BATCH_SIZE, NEW_INDEX } from './changed-app.js';
import { attachToStack, type DeployedStack, deploy, STACK } from './deployed-stack.js';
import { root, runAws } from './run-tool.js';

const RUN = Date.now().toString(36);
const USER = `steady-${RUN}`;
const CORRELATION = `change-${RUN}`;
const DAY_SECONDS = 86_400;

describe('a change that is deployed while events flow', () => {
  let stack: DeployedStack;
  let dynamoDb: DynamoDBClient;
  beforeAll(() => {
    stack = attachToStack();
    Object.assign(process.env, stack.environment, stack.alice);
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    dynamoDb = new DynamoDBClient({ endpoint: stack.endpoint, region: 'us-east-1', credentials });
  });
  afterAll(() => dynamoDb.destroy());

  it('loses none of them, and stores each once', async () => {
    const { environment, alice, outputs } = stack;
    const words = ['--import', 'tsx', 'test/deploy/steady-sender.ts', outputs.QueueUrl, USER, CORRELATION];
    const sender = spawn(process.execPath, words, {
      cwd: root,
      env: { ...process.env, ...environment, ...alice },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const output = text(sender.stdout);
    const ended = once(sender, 'exit');
    const signer = await createRequestSigner({ service: 'execute-api' });
    const trail = new AuditTrail({ url: stack.apiUrl, signer });
    const read = () => trail.events({ user_id: USER, order: 'asc', limit: 500 });
    const before = await waitForEvents(read, 20);
    expect(before.length).toBeGreaterThanOrEqual(20);

    await deploy(stack, '--app', 'node --import tsx test/deploy/changed-app.ts', '-c', 'retentionDays=30');
    const seen = (await waitForEvents(read, 1)).length;
    await waitForEvents(read, seen + 20);

    sender.stdin.end();
    await ended;
    const { logged, counters } = JSON.parse(await output);
    const stored = await waitForEvents(read, logged);
    expect(logged).toBeGreaterThan(seen);
    expect(stored.map(({ details }) => details?.number)).toEqual(Array.from({ length: logged }, (_, number) => number));
    expect(new Set(stored.map(({ event_id }) => event_id)).size).toBe(logged);
    expect(counters).toBeDefined();
  });

  it('is in force: retention of new events, batch size, and the index, with the events from before it', async () => {
    const { TableName } = stack.outputs;
    const { Table } = await dynamoDb.send(new DescribeTableCommand({ TableName }));
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toContain(NEW_INDEX);
    const mappings = z
      .object({ EventSourceMappings: z.array(z.object({ FunctionArn: z.string(), BatchSize: z.number() })) })
      .parse(await runAws(stack, 'lambda', 'list-event-source-mappings'));
    const own = mappings.EventSourceMappings.find(({ FunctionArn }) => FunctionArn.includes(STACK));
    expect(own?.BatchSize).toBe(NEW_BATCH_SIZE);

    const days = async (forward: boolean) => {
      const { Items = [] } = await dynamoDb.send(
        new QueryCommand({
          TableName,
          IndexName: 'by-user',
          KeyConditionExpression: 'u = :user',
          ExpressionAttributeValues: { ':user': { S: `0#0#${USER}` } },
          ScanIndexForward: forward,
          Limit: 1,
        }),
      );
      return Math.round((Number(Items[0]?.ex?.N) - Date.now() / 1_000) / DAY_SECONDS);
    };
    expect([await days(true), await days(false)]).toEqual([90, 30]);

    const found = await countInNewIndex(dynamoDb, TableName);
    const trail = new AuditTrail({ url: stack.apiUrl, signer: await createRequestSigner({ service: 'execute-api' }) });
    const { total } = await trail.activity({ user_id: USER });
    expect(found).toBe(total);
  });
});

async function countInNewIndex(dynamoDb: DynamoDBClient, TableName: string): Promise<number> {
  const { Count = 0, LastEvaluatedKey } = await dynamoDb.send(
    new QueryCommand({
      TableName,
      IndexName: NEW_INDEX,
      KeyConditionExpression: `${NEW_ATTRIBUTE} = :id`,
      ExpressionAttributeValues: { ':id': { S: CORRELATION } },
      Select: 'COUNT',
    }),
  );
  expect(LastEvaluatedKey).toBeUndefined();
  return Count;
}
