/** The reading roles over DynamoDB's document client. Reads only: Query and BatchGetItem are all it needs. */
import { BatchGetCommand, type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { TrailkeeperError } from '../../errors/trailkeeper-error.js';
import { FACT_ATTRIBUTES } from '../../store/event-facts.js';
import { EPOCH_PARTITION } from '../../store/keys.js';
import {
  ARRIVAL_ATTRIBUTE,
  INDEXES,
  type IndexDefinition,
  PARTITION_KEY,
  SENDER_ATTRIBUTE,
  SORT_KEY,
  TTL_ATTRIBUTE,
} from '../../store/table.js';
import type { RangeAnswer, RangeRequest, RowKey, TableReader } from '../plan/table-reader.js';
import type { TrailRow } from '../plan/trail-row.js';
import type { QuarantineAnswer, QuarantineReader, QuarantineRequest } from './quarantine-reader.js';
import { readRow, readWholeRow } from './stored-row.js';

/** Only `send` is used, so that tests can stand in for the client. */
export type DocumentSender = Pick<DynamoDBDocumentClient, 'send'>;

export interface DynamoDbTableReaderOptions {
  /** One request, the client's own retries included. */
  readonly timeoutMs?: number | undefined;
  /** Waits between attempts at keys that the table left over. */
  readonly wait?: ((ms: number) => Promise<void>) | undefined;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const MAX_BATCH_ATTEMPTS = 12;
const MAX_WAIT_MS = 1_000;

const ROW_ATTRIBUTES = [
  PARTITION_KEY,
  SORT_KEY,
  TTL_ATTRIBUTE,
  ARRIVAL_ATTRIBUTE,
  SENDER_ATTRIBUTE,
  ...INDEXES.map((index) => index.partitionAttribute),
  ...FACT_ATTRIBUTES,
];
const LINK_ATTRIBUTES = ['tp', 'lu', 'lr'];
const SUMMARY = buildProjection([...ROW_ATTRIBUTES, ...LINK_ATTRIBUTES, 'er']);
const WHOLE = buildProjection([...ROW_ATTRIBUTES, 'er', 'li', 'sa', 'le']);

export class DynamoDbTableReader implements TableReader, QuarantineReader {
  readonly #client: DocumentSender;
  readonly #tableName: string;
  readonly #timeoutMs: number;
  readonly #wait: (ms: number) => Promise<void>;

  constructor(client: DocumentSender, tableName: string, options: DynamoDbTableReaderOptions = {}) {
    this.#client = client;
    this.#tableName = tableName;
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#wait = options.wait ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  }

  async queryRange(request: RangeRequest): Promise<RangeAnswer> {
    const index = INDEXES.find(({ name }) => name === request.where);
    const { names, expression } = chooseProjection(index, request);
    const { Items: items = [], LastEvaluatedKey: lastKey } = await this.#client.send(
      new QueryCommand({
        TableName: this.#tableName,
        ...(index === undefined ? {} : { IndexName: index.name }),
        KeyConditionExpression: '#partition = :partition AND #sort BETWEEN :low AND :high',
        ProjectionExpression: expression,
        ExpressionAttributeNames: {
          ...names,
          '#partition': index?.partitionAttribute ?? PARTITION_KEY,
          '#sort': index?.sortAttribute ?? SORT_KEY,
        },
        ExpressionAttributeValues: { ':partition': request.partition, ':low': request.low, ':high': request.high },
        ScanIndexForward: request.order === 'asc',
        Limit: request.limit,
      }),
      this.#options(),
    );
    const read = index === undefined && request.withLines ? readWholeRow : readRow;
    return { rows: items.map(read), isLast: lastKey === undefined };
  }

  async getRows(keys: readonly RowKey[], { isConsistent }: { readonly isConsistent: boolean }): Promise<TrailRow[]> {
    const rows: TrailRow[] = [];
    let left = keys.map(({ pk, sk }): Record<string, unknown> => ({ [PARTITION_KEY]: pk, [SORT_KEY]: sk }));
    for (let attempt = 0; left.length > 0; attempt += 1) {
      if (attempt === MAX_BATCH_ATTEMPTS) throw new UnprocessedKeysError(left.length);
      // Full jitter. Large lines fill the 16 MB of an answer: what is left then needs no waiting, but waiting is short.
      if (attempt > 0) await this.#wait(Math.random() * Math.min(MAX_WAIT_MS, 10 * 2 ** attempt));
      const answer = await this.#client.send(
        new BatchGetCommand({
          RequestItems: {
            [this.#tableName]: {
              Keys: left,
              ProjectionExpression: WHOLE.expression,
              ExpressionAttributeNames: WHOLE.names,
              ConsistentRead: isConsistent,
            },
          },
        }),
        this.#options(),
      );
      rows.push(...(answer.Responses?.[this.#tableName] ?? []).map(readWholeRow));
      left = answer.UnprocessedKeys?.[this.#tableName]?.Keys ?? [];
    }
    return rows;
  }

  async queryQuarantine(request: QuarantineRequest): Promise<QuarantineAnswer> {
    const { Items: items = [], LastEvaluatedKey: lastKey } = await this.#client.send(
      new QueryCommand({
        TableName: this.#tableName,
        KeyConditionExpression: '#partition = :partition AND #sort BETWEEN :low AND :high',
        ExpressionAttributeNames: { '#partition': PARTITION_KEY, '#sort': SORT_KEY },
        ExpressionAttributeValues: { ':partition': request.partition, ':low': request.low, ':high': request.high },
        ScanIndexForward: false,
        ...(request.after === undefined
          ? {}
          : { ExclusiveStartKey: { [PARTITION_KEY]: request.partition, [SORT_KEY]: request.after } }),
        Limit: request.limit,
      }),
      this.#options(),
    );
    return { items, isLast: lastKey === undefined };
  }

  /** Reads a partition that is small and need not hold anything. */
  async checkHealth(): Promise<void> {
    await this.#client.send(
      new QueryCommand({
        TableName: this.#tableName,
        KeyConditionExpression: '#partition = :partition',
        ExpressionAttributeNames: { '#partition': PARTITION_KEY },
        ExpressionAttributeValues: { ':partition': EPOCH_PARTITION },
        Limit: 1,
      }),
      this.#options(),
    );
  }

  #options() {
    return { abortSignal: AbortSignal.timeout(this.#timeoutMs) };
  }
}

/** The table kept leaving keys over: it is throttled, and an answer without them would look complete. */
export class UnprocessedKeysError extends TrailkeeperError<'UnprocessedKeysError'> {
  override readonly name = 'UnprocessedKeysError';
  constructor(count: number) {
    const got = `${count} left unprocessed ${MAX_BATCH_ATTEMPTS} times`;
    super('keys_unprocessed', { subject: 'keys of the table', expected: 'all to be read', got });
  }
}

/** An index refuses a question for what it does not hold. */
function chooseProjection(index: IndexDefinition | undefined, { withLines }: RangeRequest): Projection {
  if (index === undefined) return withLines ? WHOLE : SUMMARY;
  return buildProjection([PARTITION_KEY, SORT_KEY, index.partitionAttribute, ...index.projected]);
}

interface Projection {
  readonly names: Record<string, string>;
  readonly expression: string;
}

/** Many of the names are reserved words of DynamoDB, so all of them are given by placeholder. */
function buildProjection(attributes: readonly string[]): Projection {
  const names = Object.fromEntries(attributes.map((name) => [`#${name}`, name]));
  return { names, expression: Object.keys(names).join(', ') };
}
