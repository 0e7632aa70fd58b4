/**
 * The directory of senders: who was allowed to send, each with a number of its own. Items and manifests hold the number
 * alone, so that deleting one item here takes a person's session name out of everything that was stored.
 */

import { randomInt } from 'node:crypto';
import { type DynamoDBClient, PutItemCommand, paginateQuery, QueryCommand } from '@aws-sdk/client-dynamodb';
import { buildSenderSort, parseSenderSort, SENDER_PARTITION } from './keys.js';
import { fromNativeItem, isConditionFailure, toNativeItem } from './native-item.js';
import { TableAnswerError } from './table-answer-error.js';

export interface SenderDirectory {
  /** The sender's number, drawn now when it has none. The same text has the same number until its item is deleted. */
  getNumber(sender: string, signal: AbortSignal): Promise<number>;
}

/** One item of the directory. It does not expire: events of this sender may be kept by a hold. */
export interface SenderItem {
  pk: string;
  /** The sender's text. */
  sk: string;
  /** 1 to 2^48 - 1. */
  sn: number;
}

/** What a message has whose sender the queue does not name. */
export const UNKNOWN_SENDER = 'unknown';

/** Random, so that numbers tell nothing of how many senders there are or who came first. */
const drawNumber = (): number => randomInt(1, 2 ** 48 - 1);

export const buildSenderItem = (sender: string, number: number): SenderItem => ({
  pk: SENDER_PARTITION,
  sk: buildSenderSort(sender),
  sn: number,
});

export class DynamoDbSenderDirectory implements SenderDirectory {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #draw: () => number;

  constructor(client: DynamoDBClient, tableName: string, draw: () => number = drawNumber) {
    this.#client = client;
    this.#tableName = tableName;
    this.#draw = draw;
  }

  async getNumber(sender: string, signal: AbortSignal): Promise<number> {
    const known = await this.#find(sender, signal);
    if (known !== undefined) return known;
    const item = buildSenderItem(sender, this.#draw());
    try {
      await this.#client.send(
        new PutItemCommand({
          TableName: this.#tableName,
          Item: toNativeItem(item),
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
        { abortSignal: signal },
      );
      return item.sn;
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
    }
    // Another writer drew first.
    const drawn = await this.#find(sender, signal);
    if (drawn === undefined) throw vanished();
    return drawn;
  }

  /** All senders by their numbers: for those who show events. */
  async listSenders(signal?: AbortSignal): Promise<Map<number, string>> {
    const query = {
      TableName: this.#tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: SENDER_PARTITION } },
    };
    const senders = new Map<number, string>();
    const pages = paginateQuery({ client: this.#client }, query, signal === undefined ? {} : { abortSignal: signal });
    for await (const page of pages) {
      for (const native of page.Items ?? []) {
        const { sk, sn } = fromNativeItem(native);
        if (typeof sk === 'string' && typeof sn === 'number') senders.set(sn, parseSenderSort(sk));
      }
    }
    return senders;
  }

  /**
   * Numbers of the sender, or of the role with all its sessions (`AROA…` for every `AROA…:session`), as they are at this
   * moment.
   */
  async findNumbers(sender: string, signal?: AbortSignal): Promise<number[]> {
    const query = {
      TableName: this.#tableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': { S: SENDER_PARTITION }, ':sk': { S: buildSenderSort(sender) } },
      ConsistentRead: true,
    };
    const numbers: number[] = [];
    const pages = paginateQuery({ client: this.#client }, query, signal === undefined ? {} : { abortSignal: signal });
    for await (const page of pages) {
      for (const native of page.Items ?? []) {
        const { sk, sn } = fromNativeItem(native);
        if (typeof sk !== 'string' || typeof sn !== 'number') continue;
        if (sk === sender || sk.startsWith(`${sender}:`)) numbers.push(sn);
      }
    }
    return numbers;
  }

  async #find(sender: string, signal: AbortSignal): Promise<number | undefined> {
    // A query and no get: the ingest is allowed to query this partition and to get nothing.
    const command = new QueryCommand({
      TableName: this.#tableName,
      KeyConditionExpression: 'pk = :pk AND sk = :sk',
      ExpressionAttributeValues: { ':pk': { S: SENDER_PARTITION }, ':sk': { S: buildSenderSort(sender) } },
      ConsistentRead: true,
    });
    const { Items = [] } = await this.#client.send(command, { abortSignal: signal });
    const number = Items[0] === undefined ? undefined : fromNativeItem(Items[0]).sn;
    return typeof number === 'number' ? number : undefined;
  }
}

/** Numbers that this process has seen: a sender is asked for once. */
export class CachedSenders implements SenderDirectory {
  readonly #directory: SenderDirectory;
  readonly #maxSenders: number;
  readonly #numbers = new Map<string, number>();

  constructor(directory: SenderDirectory, maxSenders = 10_000) {
    this.#directory = directory;
    this.#maxSenders = maxSenders;
  }

  async getNumber(sender: string, signal: AbortSignal): Promise<number> {
    const known = this.#numbers.get(sender);
    if (known !== undefined) return known;
    const number = await this.#directory.getNumber(sender, signal);
    // The oldest goes: a process that lives for months meets many session names.
    const oldest = this.#numbers.size >= this.#maxSenders ? this.#numbers.keys().next().value : undefined;
    if (oldest !== undefined) this.#numbers.delete(oldest);
    this.#numbers.set(sender, number);
    return number;
  }
}

const vanished = (): TableAnswerError =>
  new TableAnswerError('sender_vanished', {
    subject: 'the directory of senders',
    expected: 'what it had',
    got: 'nothing',
  });
