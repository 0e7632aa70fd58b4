/** The keys under which senders repeat their requests over HTTP, each with the body that it stands for. */
import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { buildRequestPartition, REQUEST_SORT } from './keys.js';
import { isConditionFailure, toNativeItem } from './native-item.js';
import { TTL_ATTRIBUTE } from './table.js';

/** A key and a body as keyed hashes: neither can be told from its item, nor tried out without the trail key. */
export interface RequestKey {
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** 32 bytes. */
  readonly body: Uint8Array;
}

export interface RequestKeys {
  /**
   * True when the key is new, or was used with this body before: it then belongs to this body for 24 hours from now.
   * False when it belongs to another one, and nothing changes.
   */
  claim(request: RequestKey, signal: AbortSignal): Promise<boolean>;
}

export interface RequestItem {
  pk: string;
  sk: string;
  /** Of the body, in hexadecimal. */
  bh: string;
  ex: number;
}

export const REQUEST_KEY_SECONDS = 86_400;

export const buildRequestItem = ({ key, body }: RequestKey, nowSeconds: number): RequestItem => ({
  pk: buildRequestPartition(Buffer.from(key).toString('hex')),
  sk: REQUEST_SORT,
  bh: Buffer.from(body).toString('hex'),
  [TTL_ATTRIBUTE]: nowSeconds + REQUEST_KEY_SECONDS,
});

export class DynamoDbRequestKeys implements RequestKeys {
  readonly #client: Pick<DynamoDBClient, 'send'>;
  readonly #tableName: string;
  readonly #clock: () => number;

  /** `clock`: milliseconds since 1970. */
  constructor(client: Pick<DynamoDBClient, 'send'>, tableName: string, clock: () => number = Date.now) {
    this.#client = client;
    this.#tableName = tableName;
    this.#clock = clock;
  }

  /** One conditional put: of two requests at a time one is first, and a put that is tried again finds its own body. */
  async claim(request: RequestKey, signal: AbortSignal): Promise<boolean> {
    const nowSeconds = Math.floor(this.#clock() / 1_000);
    const item = buildRequestItem(request, nowSeconds);
    try {
      await this.#client.send(
        new PutItemCommand({
          TableName: this.#tableName,
          Item: toNativeItem(item),
          // An item that has expired may still be there.
          ConditionExpression: 'attribute_not_exists(pk) OR bh = :body OR #expires <= :now',
          ExpressionAttributeNames: { '#expires': TTL_ATTRIBUTE },
          ExpressionAttributeValues: { ':body': { S: item.bh }, ':now': { N: String(nowSeconds) } },
        }),
        { abortSignal: signal },
      );
      return true;
    } catch (error) {
      if (isConditionFailure(error)) return false;
      throw error;
    }
  }
}
