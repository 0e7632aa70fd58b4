/** Queue and table in this process, for tests that need the real protocols. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import dynalite from 'dynalite';
import { buildApp } from 'fauxqs';
import { buildCreateTable } from '../../shared/store/create-table.js';

export interface Emulators {
  readonly dynamoDb: DynamoDBClient;
  readonly tableName: string;
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const region = 'us-east-1';

/** Both listen on free ports of the loopback; the table and one standard queue are there when this resolves. */
export async function startEmulators(): Promise<Emulators> {
  const table = await startTable();
  const queue = buildApp({ logger: false });
  await queue.listen({ host: HOST, port: 0 });

  const dynamoDb = new DynamoDBClient({ region, credentials, endpoint: table.endpoint, maxAttempts: 1 });
  const sqs = new SQSClient({
    region,
    credentials,
    endpoint: endpointOf(queue.server.address()),
    useQueueUrlAsEndpoint: false,
    maxAttempts: 1,
  });

  // One server may serve many tests.
  const tableName = `trail-${randomUUID()}`;
  await dynamoDb.send(new CreateTableCommand(buildCreateTable(tableName)));
  const { QueueUrl: queueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'events' }));
  return {
    dynamoDb,
    tableName,
    sqs,
    queueUrl,
    async stop() {
      dynamoDb.destroy();
      sqs.destroy();
      await queue.close();
      await table.stop();
    },
  };
}

const endpointOf = (address: AddressInfo | string | null) =>
  typeof address === 'object' && address !== null ? `http://${HOST}:${address.port}` : '';

/** dynalite in this process, or the server that a run names, such as Amazon's own. */
async function startTable(): Promise<{ endpoint: string; stop(): Promise<void> }> {
  const named = process.env.TRAILKEEPER_TEST_DYNAMODB;
  if (named !== undefined) return { endpoint: named, stop: async () => {} };
  const table = dynalite({ createTableMs: 0 });
  table.listen(0, HOST);
  await once(table, 'listening');
  return {
    endpoint: endpointOf(table.address()),
    stop: () =>
      new Promise((resolve) => {
        table.close(() => resolve());
      }),
  };
}
