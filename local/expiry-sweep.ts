/** Deletes items whose retention has ended: DynamoDB does it by itself, the embedded table does not. */
import { BatchWriteItemCommand, type DynamoDBClient, ScanCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE } from '../shared/store/table.js';
import { delay } from './deadline.js';

export interface SweepOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly signal?: AbortSignal;
}

const ITEMS_PER_PAGE = 500;
const ITEMS_PER_WRITE = 25;
const PAUSE_BETWEEN_PAGES_MS = 20;

/**
 * Looks at every item once, a page at a time with pauses, so that requests are answered meanwhile. Says how many it
 * deleted.
 */
export async function sweepExpired({ client, tableName, clock, signal }: SweepOptions): Promise<number> {
  const nowSeconds = Math.floor(clock() / 1_000);
  let startKey: ScanStart;
  let deleted = 0;
  do {
    const page = await readPage(client, tableName, nowSeconds, startKey);
    for (let start = 0; start < page.requests.length; start += ITEMS_PER_WRITE) {
      const some = page.requests.slice(start, start + ITEMS_PER_WRITE);
      const answer = await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: some } }));
      // What is left over is found again by the next sweep.
      deleted += some.length - (answer.UnprocessedItems?.[tableName]?.length ?? 0);
    }
    startKey = page.nextKey;
    if (startKey !== undefined) await delay(PAUSE_BETWEEN_PAGES_MS);
  } while (startKey !== undefined && signal?.aborted !== true);
  return deleted;
}

async function readPage(
  client: DynamoDBClient,
  tableName: string,
  nowSeconds: number,
  startKey: ScanStart,
): Promise<{ requests: WriteRequest[]; nextKey: ScanStart }> {
  const page = await client.send(
    new ScanCommand({
      TableName: tableName,
      Limit: ITEMS_PER_PAGE,
      ExclusiveStartKey: startKey,
      FilterExpression: '#expires <= :now',
      ProjectionExpression: '#pk, #sk',
      ExpressionAttributeNames: { '#expires': TTL_ATTRIBUTE, '#pk': PARTITION_KEY, '#sk': SORT_KEY },
      ExpressionAttributeValues: { ':now': { N: String(nowSeconds) } },
    }),
  );
  return {
    requests: (page.Items ?? []).map((item) => ({ DeleteRequest: { Key: item } })),
    nextKey: page.LastEvaluatedKey,
  };
}

type ScanStart = ScanCommand['input']['ExclusiveStartKey'];

/** Sweeps at once and then every so often. `stop` resolves when a sweep that runs has ended, at its next page. */
export function startExpirySweep(
  options: Omit<SweepOptions, 'signal'> & { intervalMs: number; reportError: (error: unknown) => void },
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  const sweep = () => {
    running = running.then(() => sweepExpired({ ...options, signal: stopping.signal })).catch(options.reportError);
  };
  sweep();
  const timer = setInterval(sweep, options.intervalMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}
