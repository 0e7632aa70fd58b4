import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type KeySchemaElement,
} from '@aws-sdk/client-dynamodb';
import type { FoundTable, TableDescriber } from './table-definition.js';

export class DynamoDbTableDescriber implements TableDescriber {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async describe(): Promise<FoundTable> {
    const [{ Table }, { TimeToLiveDescription: ttl }] = await Promise.all([
      this.#client.send(new DescribeTableCommand({ TableName: this.#tableName })),
      this.#client.send(new DescribeTimeToLiveCommand({ TableName: this.#tableName })),
    ]);
    const isOn = ttl?.TimeToLiveStatus === 'ENABLED' || ttl?.TimeToLiveStatus === 'ENABLING';
    return {
      keys: listKeys(Table?.KeySchema),
      status: Table?.TableStatus ?? 'unknown',
      indexes: (Table?.GlobalSecondaryIndexes ?? []).map((index) => ({
        name: index.IndexName ?? '',
        keys: listKeys(index.KeySchema),
        projected: index.Projection?.ProjectionType === 'ALL' ? undefined : (index.Projection?.NonKeyAttributes ?? []),
        status: index.IndexStatus,
      })),
      ttlAttribute: isOn ? ttl.AttributeName : undefined,
    };
  }
}

/** The partition key first. */
const listKeys = (schema: readonly KeySchemaElement[] = []): string[] =>
  ['HASH', 'RANGE'].flatMap((type) =>
    schema.filter((key) => key.KeyType === type).map((key) => key.AttributeName ?? ''),
  );
