/** The append-only directory of epochs in the table. */
import { type DynamoDBClient, PutItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { TrailkeeperError } from '../errors/trailkeeper-error.js';
import type { EpochRow } from './epochs.js';
import { buildEpochSort, EPOCH_PARTITION } from './keys.js';
import { fromNativeItem, isConditionFailure, toNativeItem } from './native-item.js';

export interface EpochDirectory {
  /** All rows, read with strong consistency. */
  listRows(signal?: AbortSignal): Promise<EpochRow[]>;
  /** Throws EpochRowError for a row that cannot be used safely, and when the family's number is taken. */
  addRow(row: EpochRow): Promise<void>;
}

/**
 * A new row must be known to every reader before a writer uses it. Readers look at most `READER_CACHE_MS` behind, or
 * fail when they cannot look for `READER_STALE_MS`; so a row that becomes effective this long after it was added is
 * known in time, even when a writer's clock is 50 seconds fast.
 */
export const EFFECTIVE_AFTER_MS = 120_000;
export const READER_CACHE_MS = 10_000;
export const READER_STALE_MS = 60_000;
export const WRITER_CACHE_MS = 60_000;
/** A writer whose copy is older hands its messages back: readers leave out what was superseded so long ago. */
export const WRITER_STALE_MS = 300_000;

export class EpochRowError extends TrailkeeperError<'EpochRowError'> {
  override readonly name = 'EpochRowError';

  constructor(subject: string, expected: string, got: string, { cause }: ErrorOptions = {}) {
    super('bad_epoch', { subject, expected, got, cause });
  }
}

const MAX_STRIPES = 1_024;

const rowSchema = z.object({
  family: z.string().min(1),
  number: z.int().min(1).max(999_999),
  from_ms: z.int().min(0),
  to_ms: z.int().min(1),
  stripes: z.int().min(1).max(MAX_STRIPES),
  width_ms: z.int().min(1),
  fan: z.int().min(1).max(MAX_STRIPES),
  effective_at_ms: z.int().min(0),
});

export class DynamoDbEpochDirectory implements EpochDirectory {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #clock: () => number;

  constructor(client: DynamoDBClient, tableName: string, clock: () => number = Date.now) {
    this.#client = client;
    this.#tableName = tableName;
    this.#clock = clock;
  }

  async listRows(signal?: AbortSignal): Promise<EpochRow[]> {
    const query = {
      TableName: this.#tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: EPOCH_PARTITION } },
      ConsistentRead: true,
    };
    const rows: EpochRow[] = [];
    const pages = paginateQuery({ client: this.#client }, query, signal === undefined ? {} : { abortSignal: signal });
    for await (const page of pages) {
      for (const item of page.Items ?? []) rows.push(rowSchema.parse(fromNativeItem(item)));
    }
    return rows;
  }

  async addRow(row: EpochRow): Promise<void> {
    const checked = rowSchema.safeParse(row);
    if (!checked.success) throw new EpochRowError('the row', 'one of the table', z.prettifyError(checked.error));
    if (row.to_ms <= row.from_ms) throw new EpochRowError('to_ms', 'a time after from_ms', String(row.to_ms));
    const earliestMs = this.#clock() + EFFECTIVE_AFTER_MS;
    if (row.effective_at_ms < earliestMs) {
      throw new EpochRowError('effective_at_ms', `${earliestMs} or later`, String(row.effective_at_ms));
    }
    const item = { pk: EPOCH_PARTITION, sk: buildEpochSort(row.number, row.family), ...checked.data };
    try {
      await this.#client.send(
        new PutItemCommand({
          TableName: this.#tableName,
          Item: toNativeItem(item),
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
    } catch (error) {
      if (isConditionFailure(error)) {
        const got = `${row.number} of family ${row.family}, which is taken`;
        throw new EpochRowError('number', 'one that is free', got, { cause: error });
      }
      throw error;
    }
  }
}
