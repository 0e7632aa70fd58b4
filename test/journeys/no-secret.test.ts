/** Every planted secret goes in by every door, and is looked for in every place where anything comes out or stays. */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAcceptApp } from '../../functions/accept/accept-app.js';
import { createExportApp } from '../../functions/export/export-app.js';
import { EXPORT_FORMATS } from '../../shared/api/answers/export-formats.js';
import { AuditLogger } from '../../shared/client/record/audit-logger.js';
import { instrument } from '../../shared/client/track/instrument.js';
import { readEnvelope } from '../../shared/event/envelope/envelope-reader.js';
import { namesOf } from '../../shared/event/values/names-of.js';
import { DynamoDbStore } from '../../shared/store/dynamodb-store.js';
import { Epochs } from '../../shared/store/epochs.js';
import { DynamoDbSenderDirectory } from '../../shared/store/sender-directory.js';
import { runIngest } from '../support/ingest-fixture.js';
import { MemoryRequestKeys } from '../support/memory-request-keys.js';
import { PLANTED_SECRETS } from '../support/planted-secrets.js';
import { fetchAll, HARNESS_TRAIL_KEY, type QueryHarness, startQueryHarness } from '../support/query-harness.js';
import { SenderDouble } from '../support/sender-double.js';

let harness: QueryHarness;
/** What was found where, by the name of the place. */
const places = new Map<string, string>();
const logged: string[] = [];

const base = {
  timestamp: '2026-01-31T09:30:00Z',
  event_type: 'backend_operation',
  action: 'update',
  status: 'failure',
} as const;

/** A manager that is handed secrets, and fails with them. */
class Vault {
  open(_plant: object): void {}
  fail(message: string): void {
    throw new Error(message);
  }
}

beforeAll(async () => {
  harness = await startQueryHarness(Date.now());
  const sender = new SenderDouble();
  const audit = new AuditLogger(
    { storage: { queue_url: 'https://sqs.invalid/1/events' } },
    { sender, warn: (text) => logged.push(text) },
  );
  const type = 'vault_operation';
  instrument(
    Vault,
    {
      open: { type, action: 'open', resource: () => 'vault', details: (plant) => ({ plant }), keeps: ['plant'] },
      fail: { type, action: 'fail', resource: () => 'vault' },
    },
    audit,
  );
  const accepted: string[] = [];
  const accept = createAcceptApp({
    requestKeys: new MemoryRequestKeys(),
    getTrailKey: async () => HARNESS_TRAIL_KEY,
    queue: { send: async (body) => void accepted.push(body) },
    reportError: (error) => logged.push(String(error)),
  });
  const vault = new Vault();
  const plain: string[] = [];
  const answers: string[] = [];
  for (const { plant } of PLANTED_SECRETS) {
    audit.logEvent({ ...base, ...plant });
    vault.open(plant);
    if (plant.error !== undefined) expect(() => vault.fail(String(plant.error?.message))).toThrow();
    const event = { ...base, ...plant };
    plain.push(
      JSON.stringify(event),
      JSON.stringify({ ...event, colour: 'red' }),
      `{"broken":${JSON.stringify(event)}`,
    );
    for (const body of [event, { ...event, status: 'fine' }]) {
      const response = await accept.request('/v1/events', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      answers.push(await response.text());
    }
  }
  await audit.close();
  const queue = [...sender.accepted, ...accepted].map((body) => readEnvelope(body).lines.join('\n'));

  const store = new DynamoDbStore(harness.emulators.dynamoDb, harness.emulators.tableName);
  const roles = {
    events: store,
    quarantine: store,
    progress: store,
    manifests: store,
    epochs: { getEpochs: async () => new Epochs([]) },
    senders: new DynamoDbSenderDirectory(harness.emulators.dynamoDb, harness.emulators.tableName),
  };
  const messages = [...sender.accepted, ...accepted, ...plain].map((body, at) => ({
    id: `m-${at}`,
    body,
    sentAtMs: Date.now(),
  }));
  for (let at = 0; at < messages.length; at += 50) {
    const run = await runIngest(roles, messages.slice(at, at + 50), {
      trailKey: HARNESS_TRAIL_KEY,
      observe: (report) => logged.push(JSON.stringify(report)),
    });
    expect(run.returned).toEqual([]);
  }

  const app = harness.createApp([], { clock: Date.now, reportError: (error) => logged.push(String(error)) });
  const exporter = createExportApp({
    table: harness.table,
    epochs: { getEpochs: async () => new Epochs([]) },
    senders: harness.senders,
    clock: Date.now,
    reportError: (error) => logged.push(String(error)),
  });
  places.set('the queue', queue.join('\n'));
  places.set('answers to senders', answers.join('\n'));
  places.set('the table', await scanTable());
  places.set('queries', JSON.stringify(await fetchAll(app, '/v1/events', { limit: '1000' })));
  places.set('quarantine', await (await app.request('/v1/quarantine?limit=1000')).text());
  for (const format of namesOf(EXPORT_FORMATS)) {
    places.set(`the export as ${format}`, await (await exporter.request(`/v1/export?format=${format}`)).text());
  }
  places.set('logs and metrics', logged.join('\n'));
});
afterAll(() => harness.stop());

async function scanTable(): Promise<string> {
  const items: unknown[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await harness.documents.send(
      new ScanCommand({ TableName: harness.emulators.tableName, ExclusiveStartKey: start }),
    );
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return JSON.stringify(items, (_key, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  );
}

it('there is something to find in every place', () => {
  for (const [place, text] of places) expect(text.length, place).toBeGreaterThan(500);
  expect(PLANTED_SECRETS.length).toBeGreaterThanOrEqual(50);
});

it.each(PLANTED_SECRETS)('no secret: $name is in no place', ({ secret }) => {
  const found = [...places].filter(([, text]) => text.includes(secret)).map(([place]) => place);
  expect(found).toEqual([]);
});
