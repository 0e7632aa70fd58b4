/** How near the whole embedded chain comes to what its table alone can take: logger → queue → ingest → table, beside the same items written by nobody but the store. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ingestBatch } from '../../functions/ingest/ingest-batch.js';
import { startEmbeddedQueue } from '../../local/embedded-queue.js';
import { startEmbeddedTable } from '../../local/embedded-table.js';
import { startSourceMapping } from '../../local/source-mapping.js';
import type { EventInput } from '../../shared/client/event/event-logger.js';
import { AuditLogger } from '../../shared/client/record/audit-logger.js';
import { DynamoDbStore } from '../../shared/store/dynamodb-store.js';
import type { EventItem, LinkItem } from '../../shared/store/event-item.js';
import { TRAIL_KEY } from '../support/ingest-fixture.js';
import { MemoryStore } from '../support/memory-store.js';
import { type Figure, median } from './figure.js';
import { makeTrackedInputs } from './inputs.js';

const EVENTS = 2_000;
const WARM_UP_ROUNDS = 2;
const ROUNDS = 7;
const REQUEST_ITEMS = 25;
const PARALLEL_REQUESTS = 8;
const SETTINGS = { batchSize: 100, windowMs: 0, functionTimeoutMs: 30_000, visibilityTimeoutMs: 60_000 };

export async function measureEndToEnd(): Promise<Figure[]> {
  process.env.AWS_ACCESS_KEY_ID = 'local';
  process.env.AWS_SECRET_ACCESS_KEY = 'local';
  const folder = mkdtempSync(join(tmpdir(), 'trailkeeper-bench-'));
  const table = await startEmbeddedTable(join(folder, 'table'));
  const queue = await startEmbeddedQueue({ visibilityTimeoutMs: SETTINGS.visibilityTimeoutMs, maxReceiveCount: 5 });
  const store = new DynamoDbStore(table.client, table.tableName);
  const written = new Recorder(store);
  const memory = new MemoryStore();
  const waits = new StoredCount();
  const mapping = startSourceMapping({
    client: queue.client,
    queueUrl: queue.queueUrl,
    queueArn: queue.queueArn,
    settings: SETTINGS,
    reportError: (error) => waits.fail(error),
    handler: (event, remainingTimeMs) =>
      ingestBatch(event, {
        trailKey: TRAIL_KEY,
        store: {
          events: written,
          quarantine: store,
          manifests: store,
          progress: store,
          epochs: memory,
          senders: memory,
        },
        retentionDays: 90,
        remainingTimeMs,
        observe: ({ stored, error }) => (error === undefined ? waits.add(stored) : waits.fail(error)),
      }),
  });
  const logger = new AuditLogger({
    storage: { type: 'database', queue_url: queue.queueUrl, endpoint: queue.endpoint, region: 'us-east-1' },
  });
  const inputs = makeTrackedInputs(EVENTS);
  const ratios: number[] = [];
  const rates: number[] = [];
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    written.items = [];
    const chain = await timeChain(logger, inputs, waits);
    const table = await timeTable(store, written.items);
    if (round < WARM_UP_ROUNDS) continue;
    ratios.push(table / chain);
    rates.push(EVENTS / (chain / 1_000));
  }
  await logger.close();
  await mapping.stop(5_000);
  await queue.stop();
  await table.stop();
  rmSync(folder, { recursive: true, force: true });
  return [
    {
      name: 'embedded chain, rate / BatchWriteItem of the same items',
      value: median(ratios),
      unit: '',
      atLeast: 0.8,
      note: `${median(rates).toFixed(0)} events/s`,
    },
  ];
}

/** Milliseconds from the first call of the logger until the last event is acknowledged by the ingest. */
async function timeChain(logger: AuditLogger, inputs: readonly EventInput[], waits: StoredCount): Promise<number> {
  const start = performance.now();
  const stored = waits.wait(inputs.length);
  for (const input of inputs) logger.logEvent(input);
  await logger.flush();
  await stored;
  return performance.now() - start;
}

/** Milliseconds of writing what the chain wrote, over the same items, in as many requests at once. */
async function timeTable(store: DynamoDbStore, items: readonly (EventItem | LinkItem)[]): Promise<number> {
  const { signal } = new AbortController();
  const start = performance.now();
  let next = 0;
  const work = async () => {
    while (next < items.length) {
      const from = next;
      next += REQUEST_ITEMS;
      const left = await store.writeEvents(items.slice(from, from + REQUEST_ITEMS), signal);
      if (left.length > 0) throw new Error('the embedded table left items out');
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_REQUESTS }, work));
  return performance.now() - start;
}

/** Remembers what passes through. */
class Recorder {
  items: (EventItem | LinkItem)[] = [];
  constructor(private readonly store: DynamoDbStore) {}

  writeEvents(items: readonly (EventItem | LinkItem)[], signal: AbortSignal) {
    this.items.push(...items);
    return this.store.writeEvents(items, signal);
  }
}

class StoredCount {
  private missing = 0;
  private done: () => void = () => {};
  private failed: (error: unknown) => void = () => {};

  wait(count: number): Promise<void> {
    this.missing = count;
    return new Promise((resolve, reject) => {
      this.done = resolve;
      this.failed = reject;
    });
  }

  add(count: number): void {
    this.missing -= count;
    if (this.missing <= 0) this.done();
  }

  fail(error: unknown): void {
    this.failed(error);
  }
}
