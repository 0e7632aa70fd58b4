/** The writing roles of the store over DynamoDB. */
import {
  BatchWriteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import type { EventItem, LinkItem } from './event-item.js';
import { type EventWriter, RefusedItemsError } from './event-writer.js';
import { buildMessagePartition, MESSAGE_SORT } from './keys.js';
import type { ManifestItem } from './manifest.js';
import type { ManifestWriter } from './manifest-writer.js';
import type { MessageProgress } from './message-progress.js';
import { type NativeItem, toNativeItem } from './native-item.js';
import type { QuarantineItem } from './quarantine-item.js';
import type { QuarantineWriter } from './quarantine-writer.js';
import { TTL_ATTRIBUTE } from './table.js';

type BatchItem = EventItem | LinkItem | QuarantineItem;

/** Only `send` is used, so that tests and meters can stand in for the client. */
export type DynamoDbSender = Pick<DynamoDBClient, 'send'>;

export class DynamoDbStore implements EventWriter, QuarantineWriter, ManifestWriter, MessageProgress {
  readonly #client: DynamoDbSender;
  readonly #tableName: string;

  /** `client` must not retry by itself (`maxAttempts: 1`): a manifest may not be put long after its id was made. */
  constructor(client: DynamoDbSender, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  writeEvents(items: readonly (EventItem | LinkItem)[], signal: AbortSignal) {
    return this.#writeBatch(items, signal);
  }

  writeQuarantine(items: readonly QuarantineItem[], signal: AbortSignal) {
    return this.#writeBatch(items, signal);
  }

  async putManifest(item: ManifestItem, signal: AbortSignal): Promise<void> {
    await this.#client.send(
      new PutItemCommand({
        TableName: this.#tableName,
        Item: toNativeItem(item),
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
      { abortSignal: signal },
    );
  }

  async findDoneLines(messageId: string, signal: AbortSignal): Promise<number> {
    const command = new GetItemCommand({
      TableName: this.#tableName,
      Key: { pk: { S: buildMessagePartition(messageId) }, sk: { S: MESSAGE_SORT } },
      ConsistentRead: true,
    });
    const { Item: item } = await this.#client.send(command, { abortSignal: signal });
    const lines = Number(item?.lines?.N ?? 0);
    return Number.isSafeInteger(lines) && lines > 0 ? lines : 0;
  }

  async putDoneLines(messageId: string, lines: number, expiresAt: number, signal: AbortSignal): Promise<void> {
    const item = {
      pk: buildMessagePartition(messageId),
      sk: MESSAGE_SORT,
      lines,
      [TTL_ATTRIBUTE]: expiresAt,
    };
    await this.#client.send(new PutItemCommand({ TableName: this.#tableName, Item: toNativeItem(item) }), {
      abortSignal: signal,
    });
  }

  async #writeBatch<T extends BatchItem>(items: readonly T[], signal: AbortSignal): Promise<readonly T[]> {
    const requests: WriteRequest[] = items.map((item: BatchItem) => ({ PutRequest: { Item: toNativeItem(item) } }));
    const command = new BatchWriteItemCommand({ RequestItems: { [this.#tableName]: requests } });
    try {
      const { UnprocessedItems } = await this.#client.send(command, { abortSignal: signal });
      const left = UnprocessedItems?.[this.#tableName] ?? [];
      if (left.length === 0) return [];
      const keys = new Set(left.map((request) => keyOf(request.PutRequest?.Item)));
      const unprocessed = items.filter((item) => keys.has(`${item.pk.toWellFormed()}\n${item.sk}`));
      // An answer that names other items than the request proves nothing: all are written again.
      return unprocessed.length === left.length ? unprocessed : items;
    } catch (error) {
      if (error instanceof Error && REFUSALS.has(error.name)) {
        throw new RefusedItemsError(error.message, { cause: error });
      }
      throw error;
    }
  }
}

/** Trying the same request again would be refused again. */
const REFUSALS = new Set(['ValidationException', 'SerializationException']);

const keyOf = (item: NativeItem | undefined) => `${item?.pk?.S}\n${item?.sk?.S}`;
