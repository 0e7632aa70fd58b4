/** The functions behind the API as one, with the table of routes saying which of them a request is for. */
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createAcceptApp } from '../functions/accept/accept-app.js';
import { SqsMessageQueue } from '../functions/accept/sqs-message-queue.js';
import { createExportApp } from '../functions/export/export-app.js';
import { createQueryApp } from '../functions/query/query-app.js';
import { findServer } from '../shared/api/http/match-route.js';
import type { ServedBy } from '../shared/api/routes.js';
import { AuditLogger } from '../shared/client/record/audit-logger.js';
import { DynamoDbTableReader } from '../shared/query/sources/dynamodb-table-reader.js';
import { CachedEpochs, READER_EPOCHS } from '../shared/store/cached-epochs.js';
import { DynamoDbEpochDirectory } from '../shared/store/epoch-directory.js';
import type { EmbeddedQueue } from './embedded-queue.js';
import type { EmbeddedTable } from './embedded-table.js';
import type { Fetch } from './http-server.js';
import { QueueSender } from './queue-sender.js';

export interface LocalApiOptions {
  readonly table: EmbeddedTable;
  readonly queue: EmbeddedQueue;
  readonly trailKey: Buffer;
  readonly retentionDays: number;
  readonly reportError: (error: unknown) => void;
}

export interface LocalApi {
  readonly fetch: Fetch;
  /** Sends what the API recorded about itself. */
  close(): Promise<void>;
}

export function createLocalApi({ table, queue, trailKey, retentionDays, reportError }: LocalApiOptions): LocalApi {
  // One event a message: an export waits for the receipt of its record before the first byte.
  const recorder = new AuditLogger({ batch_size: 1 }, { sender: new QueueSender(queue) });
  const reading = {
    table: new DynamoDbTableReader(DynamoDBDocumentClient.from(table.client), table.tableName),
    epochs: new CachedEpochs(new DynamoDbEpochDirectory(table.client, table.tableName), READER_EPOCHS),
    getTrailKey: async () => trailKey,
    clock: Date.now,
    retentionDays,
    reportError,
  };
  const apps = {
    query: createQueryApp(reading),
    export: createExportApp({ ...reading, recorder }),
    accept: createAcceptApp({ queue: new SqsMessageQueue(queue.client, queue.queueUrl), reportError }),
  } satisfies Record<ServedBy, unknown>;
  return {
    fetch: (request) => apps[findServer(request.method, new URL(request.url).pathname)].fetch(request),
    async close() {
      await recorder.close();
    },
  };
}
