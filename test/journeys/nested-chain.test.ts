import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { AuditLogger } from '../../shared/client/record/audit-logger.js';
import { instrument } from '../../shared/client/track/instrument.js';
import { DynamoDbStore } from '../../shared/store/dynamodb-store.js';
import { Epochs } from '../../shared/store/epochs.js';
import { DynamoDbSenderDirectory } from '../../shared/store/sender-directory.js';
import { micros } from '../support/attempted-events.js';
import { runIngest } from '../support/ingest-fixture.js';
import { fetchAll, HARNESS_TRAIL_KEY, type QueryHarness, startQueryHarness } from '../support/query-harness.js';
import { SenderDouble } from '../support/sender-double.js';

const DEPTH = 40;

/** Each operation starts the next one inside itself. */
class Chain {
  descend(depth: number): number {
    return depth === 0 ? 0 : 1 + this.descend(depth - 1);
  }
}

let harness: QueryHarness;
beforeAll(async () => {
  harness = await startQueryHarness(Date.now());
});
afterAll(() => harness.stop());

it('a chain of nested operations within one millisecond comes back in the order in which it ran, each caused by the one around it', async () => {
  const sender = new SenderDouble();
  const audit = new AuditLogger({ storage: { queue_url: 'https://sqs.invalid/1/events' } }, { sender });
  instrument(
    Chain,
    { descend: { type: 'chain', action: 'descend', resource: (depth) => `depth-${DEPTH - depth}` } },
    audit,
  );
  // The wall clock stands still, a little ahead of all times given so far.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5 });
  try {
    expect(new Chain().descend(DEPTH)).toBe(DEPTH);
  } finally {
    vi.useRealTimers();
  }
  await audit.close();

  const store = new DynamoDbStore(harness.emulators.dynamoDb, harness.emulators.tableName);
  const roles = {
    events: store,
    quarantine: store,
    progress: store,
    manifests: store,
    epochs: { getEpochs: async () => new Epochs([]) },
    senders: new DynamoDbSenderDirectory(harness.emulators.dynamoDb, harness.emulators.tableName),
  };
  const messages = sender.accepted.map((body, at) => ({ id: `m-${at}`, body, sentAtMs: Date.now() }));
  await runIngest(roles, messages, { trailKey: HARNESS_TRAIL_KEY });

  const app = harness.createApp([], { clock: Date.now });
  const events = await fetchAll(app, '/v1/events', { event_type: 'chain', order: 'asc' });
  expect(events.map(({ resource_id }) => resource_id)).toEqual(
    Array.from({ length: DEPTH + 1 }, (_, depth) => `depth-${depth}`),
  );
  const [outermost, ...inner] = events;
  expect(inner.map(({ caused_by }) => caused_by)).toEqual(events.slice(0, -1).map(({ operation_id }) => operation_id));
  expect(new Set(events.map(({ correlation_id }) => correlation_id))).toEqual(new Set([outermost?.correlation_id]));
  const [first = 0n, ...later] = events.map(({ timestamp }) => micros(timestamp));
  expect(later).toEqual(later.map((_, at) => first + BigInt(at + 1)));
  expect((later.at(-1) ?? 0n) - first).toBeLessThan(1_000n);
});
