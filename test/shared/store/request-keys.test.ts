import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DynamoDbRequestKeys, type RequestKey } from '../../../shared/store/request-keys.js';
import { type Emulators, startEmulators } from '../../support/emulators.js';

const NOW_MS = Date.UTC(2026, 0, 31, 12);
const HOURS = 3_600_000;
const signal = new AbortController().signal;
const requestOf = (key: number, body: number): RequestKey => ({
  key: Buffer.alloc(32, key),
  body: Buffer.alloc(32, body),
});

describe('the keys of repeated requests', () => {
  let emulators: Emulators;
  let nowMs = NOW_MS;
  beforeAll(async () => {
    emulators = await startEmulators();
  });
  afterAll(() => emulators.stop());
  const claim = (key: number, body: number) =>
    new DynamoDbRequestKeys(emulators.dynamoDb, emulators.tableName, () => nowMs).claim(requestOf(key, body), signal);

  test('belong to their first body, for 24 hours', async () => {
    expect([await claim(1, 1), await claim(1, 2), await claim(1, 1), await claim(2, 2)]).toEqual([
      true,
      false,
      true,
      true,
    ]);
    nowMs = NOW_MS + 24 * HOURS - 1_000;
    expect(await claim(2, 1)).toBe(false);
    nowMs = NOW_MS + 24 * HOURS;
    expect(await claim(2, 1)).toBe(true);
    expect(await claim(2, 2)).toBe(false);
    nowMs = NOW_MS;
  });

  test('are one item each, which expires by itself', async () => {
    await claim(3, 5);
    const pk = `I#${'03'.repeat(32)}`;
    const command = new GetItemCommand({ TableName: emulators.tableName, Key: { pk: { S: pk }, sk: { S: 'body' } } });
    expect((await emulators.dynamoDb.send(command)).Item).toEqual({
      pk: { S: pk },
      sk: { S: 'body' },
      bh: { S: '05'.repeat(32) },
      ex: { N: String(NOW_MS / 1_000 + 86_400) },
    });
  });

  test('go to one of two bodies that come at a time', async () => {
    const taken = await Promise.all([1, 2, 3, 4, 5, 6].map((body) => claim(4, body)));
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  test('are not had while the table fails', async () => {
    const missing = new DynamoDbRequestKeys(emulators.dynamoDb, 'no-such-table');
    await expect(missing.claim(requestOf(5, 5), signal)).rejects.toThrow();
  });
});
