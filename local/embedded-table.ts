/** DynamoDB in this process: dynalite over a LevelDB folder, so that the data is there after a restart. */
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { buildCreateTable } from '../shared/store/create-table.js';
import { findRefusal } from './loopback-guard.js';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from './sender-env.js';

export interface EmbeddedTable {
  readonly endpoint: string;
  readonly client: DynamoDBClient;
  readonly tableName: string;
  stop(): Promise<void>;
}

const TABLE_NAME = 'trailkeeper';

/** Resolves when the table is there. The folder belongs to this process until `stop` resolves. */
export async function startEmbeddedTable(folder: string): Promise<EmbeddedTable> {
  const server = dynalite({ path: folder, createTableMs: 0 });
  const answer = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    const refusal = findRefusal(request.headers);
    if (refusal === undefined) for (const listener of answer) listener(request, response);
    else response.writeHead(403, { 'Content-Type': 'text/plain', Connection: 'close' }).end(`${refusal}\n`);
  });
  // A connection that the server closes just as the client uses it again would be an error that no fault explains.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new DynamoDBClient({
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
    endpoint,
    // The ingest counts on it: it retries by itself, within its time.
    maxAttempts: 1,
  });
  await createTable(client);
  return {
    endpoint,
    client,
    tableName: TABLE_NAME,
    async stop() {
      client.destroy();
      const closed = new Promise<void>((resolve, reject) => {
        server.close((error?: Error) => (error === undefined || error === null ? resolve() : reject(error)));
      });
      server.closeIdleConnections();
      await closed;
    },
  };
}

async function createTable(client: DynamoDBClient): Promise<void> {
  try {
    await client.send(new DescribeTableCommand({ TableName: TABLE_NAME }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    await client.send(new CreateTableCommand(buildCreateTable(TABLE_NAME)));
  }
  for (let attempt = 0; attempt < 100; attempt++) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: TABLE_NAME }));
    if (Table?.TableStatus === 'ACTIVE') return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the local table did not become active');
}
