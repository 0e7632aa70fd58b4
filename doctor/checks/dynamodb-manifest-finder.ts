import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { parseEventId } from '../../shared/event/line/identity.js';
import { DynamoDbEpochDirectory } from '../../shared/store/epoch-directory.js';
import { Epochs, listStripes, MANIFEST_FAMILY } from '../../shared/store/epochs.js';
import { buildManifestPartition } from '../../shared/store/keys.js';
import type { ManifestFinder } from './newest-manifest.js';

const MINUTE_MS = 60_000;

/** Looks minute by minute, from now backwards: manifests are kept by the minute of their arrival. */
export class DynamoDbManifestFinder implements ManifestFinder {
  readonly lookBackMinutes = 15;
  readonly #client: DynamoDBClient;
  readonly #tableName: string;
  readonly #clock: () => number;

  constructor(client: DynamoDBClient, tableName: string, clock: () => number) {
    this.#client = client;
    this.#tableName = tableName;
    this.#clock = clock;
  }

  async findNewestMs(): Promise<number | undefined> {
    const nowMs = this.#clock();
    const epochs = new Epochs(await new DynamoDbEpochDirectory(this.#client, this.#tableName).listRows());
    for (let minute = 0; minute < this.lookBackMinutes; minute += 1) {
      const atMs = nowMs - minute * MINUTE_MS;
      const shards = new Set(
        epochs
          .listForReading(MANIFEST_FAMILY, atMs, atMs)
          .flatMap((epoch) => listStripes(epoch, atMs, atMs + MINUTE_MS)),
      );
      const found = await Promise.all(
        [...shards].map((shard) => this.#findNewest(buildManifestPartition(atMs, shard))),
      );
      const times = found.filter((ms) => ms !== undefined);
      if (times.length > 0) return Math.max(...times);
    }
    return undefined;
  }

  async #findNewest(partition: string): Promise<number | undefined> {
    const { Items = [] } = await this.#client.send(
      new QueryCommand({
        TableName: this.#tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: partition } },
        ProjectionExpression: 'sk',
        ScanIndexForward: false,
        Limit: 1,
      }),
    );
    const batchId = Items[0]?.sk?.S;
    return batchId === undefined ? undefined : parseEventId(batchId).ms;
  }
}
