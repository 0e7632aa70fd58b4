/** Puts items into a table as they are, and takes them out again. */
import { BatchWriteCommand, DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';

type Item = object;

const documentOptions = { marshallOptions: { removeUndefinedValues: true } };

export async function putItems(client: DynamoDBDocumentClient, tableName: string, items: readonly Item[]) {
  const byKey = new Map(
    items.map((item) => [JSON.stringify([Reflect.get(item, 'pk'), Reflect.get(item, 'sk')]), item]),
  );
  const distinct = [...byKey.values()];
  for (let at = 0; at < distinct.length; at += 25) {
    const requests = distinct.slice(at, at + 25).map((Item) => ({ PutRequest: { Item: { ...Item } } }));
    await client.send(new BatchWriteCommand({ RequestItems: { [tableName]: requests } }));
  }
}

export async function deleteAllItems(client: DynamoDBDocumentClient, tableName: string) {
  for (let round = 0; round < 1_000; round += 1) {
    const { Items: items = [] } = await client.send(new ScanCommand({ TableName: tableName, Limit: 1_000 }));
    if (items.length === 0) return;
    for (let at = 0; at < items.length; at += 25) {
      const requests = items.slice(at, at + 25).map(({ pk, sk }) => ({ DeleteRequest: { Key: { pk, sk } } }));
      await client.send(new BatchWriteCommand({ RequestItems: { [tableName]: requests } }));
    }
  }
}

export const createDocumentClient = (client: Parameters<typeof DynamoDBDocumentClient.from>[0]) =>
  DynamoDBDocumentClient.from(client, documentOptions);
