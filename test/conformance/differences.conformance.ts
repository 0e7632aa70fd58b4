/**
 * Where Amazon's DynamoDB Local and the emulator inside `npm start` and `npm test` answer differently, each difference
 * with what the project does about it. A test here that fails is news: the list is no longer true.
 */
import { CreateTableCommand, DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCreateTable } from '../../shared/store/create-table.js';
import { INDEX_PATHS } from '../../shared/store/table.js';
import { type Emulators, startEmulators } from '../support/emulators.js';

const amazon = process.env.TRAILKEEPER_TEST_DYNAMODB;
let embedded: Emulators;
let amazons: { dynamoDb: DynamoDBClient; tableName: string };

beforeAll(async () => {
  delete process.env.TRAILKEEPER_TEST_DYNAMODB;
  embedded = await startEmulators();
  process.env.TRAILKEEPER_TEST_DYNAMODB = amazon;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const dynamoDb = new DynamoDBClient({ region: 'us-east-1', credentials, endpoint: String(amazon), maxAttempts: 1 });
  amazons = { dynamoDb, tableName: `differences-${Date.now()}` };
  await dynamoDb.send(new CreateTableCommand(buildCreateTable(amazons.tableName)));
});
afterAll(async () => {
  amazons.dynamoDb.destroy();
  await embedded.stop();
});

const USER_KEY = INDEX_PATHS['by-user'].partitionAttribute;
const STATUS_KEY = INDEX_PATHS['by-status'].partitionAttribute;
/** An attribute that no index holds. */
const LINE = 'li';
const item = { pk: { S: 'T#0#0' }, sk: { S: 'an-event' }, [USER_KEY]: { S: '0#0#alice' } };
type Put = Partial<ConstructorParameters<typeof PutItemCommand>[0]>;

/** What both say to the same request: the name of the error, or the answer. */
async function ask<T>(request: (client: DynamoDBClient, TableName: string) => Promise<T>) {
  const answer = ({ dynamoDb, tableName }: { dynamoDb: DynamoDBClient; tableName: string }) =>
    request(dynamoDb, tableName).catch((error: Error) => error.name);
  return { amazon: await answer(amazons), embedded: await answer(embedded) };
}
const put = (more: object, options: Put = {}) =>
  ask(async (client, TableName) => {
    const { ConsumedCapacity } = await client.send(
      new PutItemCommand({ TableName, Item: { ...item, ...more }, ...options }),
    );
    return { units: ConsumedCapacity?.CapacityUnits };
  });

describe('differences between Amazon and the embedded table', () => {
  it('an empty index key is refused by Amazon alone: key builders leave absent attributes out', async () => {
    expect(await put({ [STATUS_KEY]: { S: '' } })).toEqual({ amazon: 'ValidationException', embedded: {} });
  });

  it('an index asked for what it does not hold refuses at Amazon alone: projections follow the table of indexes', async () => {
    const answers = await ask(async (client, TableName) => {
      const { Count } = await client.send(
        new QueryCommand({
          TableName,
          IndexName: 'by-user',
          KeyConditionExpression: `${USER_KEY} = :user`,
          ExpressionAttributeValues: { ':user': { S: '0#0#nobody' } },
          ProjectionExpression: LINE,
        }),
      );
      return Count;
    });
    expect(answers).toEqual({ amazon: 'ValidationException', embedded: 0 });
  });

  it('indexes count in consumed capacity at Amazon alone: figures come from the meter of write units', async () => {
    expect(await put({}, { ReturnConsumedCapacity: 'TOTAL' })).toEqual({
      amazon: { units: 2 },
      embedded: { units: 1 },
    });
  });

  it('agree: an item above 400 KB is refused', async () => {
    const line = { S: 'x'.repeat(400 * 1_024) };
    expect(await put({ line })).toEqual({ amazon: 'ValidationException', embedded: 'ValidationException' });
  });

  it('agree: a sort key above 1,024 bytes is refused', async () => {
    const sk = { S: 'x'.repeat(1_025) };
    expect(await put({ sk })).toEqual({ amazon: 'ValidationException', embedded: 'ValidationException' });
  });

  it('an index key above 2,048 bytes is refused by Amazon alone: ids of 512 bytes stay far below', async () => {
    expect(await put({ [USER_KEY]: { S: 'x'.repeat(2_049) } })).toEqual({
      amazon: 'ValidationException',
      embedded: {},
    });
  });
});
