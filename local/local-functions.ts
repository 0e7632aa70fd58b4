/** The functions of the project as the local runtime calls them, one for each row of their table. */
import { createAcceptApp } from '../functions/accept/accept-app.js';
import { SqsMessageQueue } from '../functions/accept/sqs-message-queue.js';
import { createExportApp } from '../functions/export/export-app.js';
import { createOwnSender, EXPORT_CALLER } from '../functions/export/own-sender.js';
import type { TriggeredBy } from '../functions/functions.js';
import { type IngestReport, ingestBatch } from '../functions/ingest/ingest-batch.js';
import { ProducerWatch } from '../functions/ingest/producer-watch.js';
import { createQueryApp } from '../functions/query/query-app.js';
import { findServer } from '../shared/api/http/match-route.js';
import { AuditLogger } from '../shared/client/record/audit-logger.js';
import { openTable } from '../shared/query/sources/open-table.js';
import { CachedEpochs, WRITER_EPOCHS } from '../shared/store/cached-epochs.js';
import { DynamoDbStore } from '../shared/store/dynamodb-store.js';
import { DynamoDbEpochDirectory } from '../shared/store/epoch-directory.js';
import { DynamoDbRequestKeys } from '../shared/store/request-keys.js';
import { CachedSenders, DynamoDbSenderDirectory } from '../shared/store/sender-directory.js';
import type { EmbeddedQueue } from './embedded-queue.js';
import type { EmbeddedTable } from './embedded-table.js';
import type { Fetch } from './http-server.js';
import { QueueSender } from './queue-sender.js';
import type { BatchHandler } from './source-mapping.js';

export interface LocalFunctionParts {
  readonly table: EmbeddedTable;
  readonly queue: EmbeddedQueue;
  readonly trailKey: Buffer;
  readonly retentionDays: number;
  readonly reportError: (error: unknown) => void;
}

/** By what calls them; a row without its function does not compile. */
export interface LocalFunctions {
  readonly queue: Readonly<Record<TriggeredBy<'queue'>, BatchHandler>>;
  readonly schedule: Readonly<Record<TriggeredBy<'schedule'>, () => Promise<void>>>;
  /** The functions behind the API as one, with the table of routes saying which of them a request is for. */
  readonly fetch: Fetch;
  /** Sends what the API recorded about itself. */
  close(): Promise<void>;
}

export function createLocalFunctions(parts: LocalFunctionParts): LocalFunctions {
  const { table, queue, trailKey, retentionDays, reportError } = parts;
  // One event a message: an export waits for the receipt of its record before the first byte.
  const recorder = new AuditLogger(
    { batch_size: 1 },
    { sender: createOwnSender(new QueueSender(queue), async () => trailKey, EXPORT_CALLER) },
  );
  const reading = {
    ...openTable(table.client, table.tableName),
    getTrailKey: async () => trailKey,
    retentionDays,
    reportError,
  };
  const routes: Readonly<Record<TriggeredBy<'route'>, { readonly fetch: Fetch }>> = {
    query: createQueryApp(reading),
    export: createExportApp({ ...reading, recorder }),
    accept: createAcceptApp({
      queue: new SqsMessageQueue(queue.client, queue.queueUrl),
      requestKeys: new DynamoDbRequestKeys(table.client, table.tableName),
      getTrailKey: async () => trailKey,
      reportError,
    }),
  };
  return {
    queue: { ingest: createIngest(parts) },
    schedule: {},
    fetch: (request) => routes[findServer(request.method, new URL(request.url).pathname)].fetch(request),
    async close() {
      await recorder.close();
    },
  };
}

function createIngest({ table, trailKey, retentionDays, reportError }: LocalFunctionParts) {
  const epochs = new CachedEpochs(new DynamoDbEpochDirectory(table.client, table.tableName), WRITER_EPOCHS);
  const store = new DynamoDbStore(table.client, table.tableName);
  const senders = new CachedSenders(new DynamoDbSenderDirectory(table.client, table.tableName));
  const observe = (report: IngestReport) => {
    if (report.error !== undefined) reportError(report.error);
  };
  const producers = new ProducerWatch();
  const handler: BatchHandler = (event, remainingTimeMs) =>
    ingestBatch(event, {
      trailKey,
      store: { events: store, quarantine: store, manifests: store, progress: store, epochs, senders },
      retentionDays,
      producers,
      remainingTimeMs,
      observe,
    });
  return handler;
}
