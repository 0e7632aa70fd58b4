import { BatchWriteItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DynamoDbStore } from '../../../shared/store/dynamodb-store.js';
import type { LinkItem } from '../../../shared/store/event-item.js';
import { RefusedItemsError } from '../../../shared/store/event-writer.js';
import { buildManifestItem } from '../../../shared/store/manifest.js';
import { fromNativeItem } from '../../../shared/store/native-item.js';
import { type Emulators, startEmulators } from '../../support/emulators.js';

const link = (sk: string): LinkItem => ({
  pk: 'L#0#0#bucket-1',
  sk,
  tp: 'T#0#0',
  ex: 1_900_000_000,
  ar: 1_800_000_000_000,
  sn: 7,
  et: 'vfs_operation',
  ac: 'write',
  st: 'success',
  lu: 'alice',
});
const signal = new AbortController().signal;

describe('the store over DynamoDB', () => {
  let emulators: Emulators;
  let store: DynamoDbStore;
  beforeAll(async () => {
    emulators = await startEmulators();
    store = new DynamoDbStore(emulators.dynamoDb, emulators.tableName);
  });
  afterAll(() => emulators.stop());

  const read = async (pk: string, sk: string) => {
    const key = { pk: { S: pk }, sk: { S: sk } };
    const { Item } = await emulators.dynamoDb.send(new GetItemCommand({ TableName: emulators.tableName, Key: key }));
    return Item === undefined ? undefined : fromNativeItem(Item);
  };

  test('what it resolves without is in the table', async () => {
    expect(await store.writeEvents([link('a'), link('b')], signal)).toEqual([]);
    expect(await read('L#0#0#bucket-1', 'b')).toEqual(link('b'));
  });

  test('a request that names a key twice is refused for its content', async () => {
    await expect(store.writeEvents([link('a'), link('a')], signal)).rejects.toThrow(RefusedItemsError);
  });

  test('a manifest is never overwritten', async () => {
    const batch = { batchId: 'id-1', batchMs: 0, shard: 0, salt: Buffer.alloc(16) };
    const item = buildManifestItem({ messages: [], kinds: [], entries: new Uint8Array(49) }, batch);
    await store.putManifest(item, signal);
    await expect(store.putManifest({ ...item, events: 9 }, signal)).rejects.toThrow();
    expect(await read(item.pk, item.sk)).toMatchObject({ events: 1 });
  });

  test('a table that is not there is no reason to refuse the items', async () => {
    const away = new DynamoDbStore(emulators.dynamoDb, 'no-such-table');
    await expect(away.writeEvents([link('a')], signal)).rejects.not.toThrow(RefusedItemsError);
  });

  test.each([
    { name: 'names the items that are left', left: ['b'], expected: ['b'] },
    { name: 'names an item that was not sent: then all are left', left: ['x'], expected: ['a', 'b'] },
  ])('an answer with unprocessed items $name', async ({ left, expected }) => {
    const sender = Object.assign(Object.create(emulators.dynamoDb), {
      send: async (command: unknown) => {
        const requests = command instanceof BatchWriteItemCommand ? command.input.RequestItems?.trail : undefined;
        const unprocessed = left.map((sk) => ({ PutRequest: { Item: { pk: { S: link('').pk }, sk: { S: sk } } } }));
        expect(requests).toHaveLength(2);
        return { UnprocessedItems: { trail: unprocessed } };
      },
    });
    const partial = new DynamoDbStore(sender, 'trail');
    const items = await partial.writeEvents([link('a'), link('b')], signal);
    expect(items.map((item) => item.sk)).toEqual(expected);
  });
});
