/** The table as DynamoDB's own request, derived from `table.ts`: for the local runtime and tests. CDK has its own. */
import type { CreateTableCommandInput, KeySchemaElement } from '@aws-sdk/client-dynamodb';
import { INDEXES, PARTITION_KEY, SORT_KEY } from './table.js';

const keySchema = (partition: string, sort: string): KeySchemaElement[] => [
  { AttributeName: partition, KeyType: 'HASH' },
  { AttributeName: sort, KeyType: 'RANGE' },
];

export function buildCreateTable(tableName: string): CreateTableCommandInput {
  const keys = new Set([
    PARTITION_KEY,
    SORT_KEY,
    ...INDEXES.flatMap((index) => [index.partitionAttribute, index.sortAttribute]),
  ]);
  return {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [...keys].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    KeySchema: keySchema(PARTITION_KEY, SORT_KEY),
    GlobalSecondaryIndexes: INDEXES.map((index) => ({
      IndexName: index.name,
      KeySchema: keySchema(index.partitionAttribute, index.sortAttribute),
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...index.projected] },
    })),
  };
}
