/** The ingest function as the local source mapping calls it. */
import { type IngestReport, ingestBatch } from '../functions/ingest/ingest-batch.js';
import { CachedEpochs, WRITER_EPOCHS } from '../shared/store/cached-epochs.js';
import { DynamoDbStore } from '../shared/store/dynamodb-store.js';
import { DynamoDbEpochDirectory } from '../shared/store/epoch-directory.js';
import type { EmbeddedTable } from './embedded-table.js';
import type { BatchHandler } from './source-mapping.js';

export interface LocalIngestOptions {
  readonly table: EmbeddedTable;
  readonly trailKey: Buffer;
  readonly retentionDays: number;
  readonly reportError: (error: unknown) => void;
}

export function createLocalIngest({ table, trailKey, retentionDays, reportError }: LocalIngestOptions): BatchHandler {
  const store = new DynamoDbStore(table.client, table.tableName);
  const epochs = new CachedEpochs(new DynamoDbEpochDirectory(table.client, table.tableName), WRITER_EPOCHS);
  const observe = (report: IngestReport) => {
    if (report.error !== undefined) reportError(report.error);
  };
  return (event, remainingTimeMs) =>
    ingestBatch(event, {
      trailKey,
      store: { events: store, quarantine: store, manifests: store, epochs },
      retentionDays,
      remainingTimeMs,
      observe,
    });
}
