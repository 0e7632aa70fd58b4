/** What every function that reads the trail stands on, over one table. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { CachedEpochs, READER_EPOCHS } from '../../store/cached-epochs.js';
import { DynamoDbEpochDirectory } from '../../store/epoch-directory.js';
import { DynamoDbSenderDirectory } from '../../store/sender-directory.js';
import { DynamoDbTableReader } from './dynamodb-table-reader.js';
import { SenderNames } from './sender-names.js';

export interface OpenedTable {
  readonly table: DynamoDbTableReader;
  readonly epochs: CachedEpochs;
  readonly senders: SenderNames;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** Reads nothing yet. */
export function openTable(client: DynamoDBClient, tableName: string): OpenedTable {
  return {
    table: new DynamoDbTableReader(DynamoDBDocumentClient.from(client), tableName),
    epochs: new CachedEpochs(new DynamoDbEpochDirectory(client, tableName), READER_EPOCHS),
    senders: new SenderNames(new DynamoDbSenderDirectory(client, tableName), { clock: Date.now }),
    clock: Date.now,
  };
}
