/**
 * Everything between an attempted operation and an answer, with real parts: events go in by all three doors, their
 * messages are delivered up to ten times in batches of any mixture, and every answer is compared with a plain filter.
 */
import fc from 'fast-check';
import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAcceptApp } from '../../functions/accept/accept-app.js';
import { AuditLogger } from '../../shared/client/record/audit-logger.js';
import { CachedEpochs, WRITER_EPOCHS } from '../../shared/store/cached-epochs.js';
import { DynamoDbStore } from '../../shared/store/dynamodb-store.js';
import { DynamoDbEpochDirectory } from '../../shared/store/epoch-directory.js';
import { DynamoDbSenderDirectory } from '../../shared/store/sender-directory.js';
import {
  type AttemptedEvent,
  answers,
  arbitraryEvents,
  arbitraryQuestion,
  numbersOf,
  RESOURCES,
  saysTheSame,
  touches,
} from '../support/attempted-events.js';
import { runIngest } from '../support/ingest-fixture.js';
import { MemoryRequestKeys } from '../support/memory-request-keys.js';
import { countRuns } from '../support/property-runs.js';
import {
  fetchAll,
  fetchPage,
  HARNESS_TRAIL_KEY,
  type QueryHarness,
  startQueryHarness,
} from '../support/query-harness.js';
import { SenderDouble } from '../support/sender-double.js';

const DOORS = ['client', 'queue', 'http'] as const;
const RUNS = countRuns(25);
const DELIVERIES = 10;

let harness: QueryHarness;
let app: Hono;

beforeAll(async () => {
  harness = await startQueryHarness(Date.now());
  app = harness.createApp([], { clock: Date.now });
});
afterAll(() => harness.stop());

/** The messages that arise when every event goes in by the door drawn for it. */
async function send(events: readonly AttemptedEvent[], doors: readonly (typeof DOORS)[number][]): Promise<string[]> {
  const by = (door: string) => events.filter((_, at) => doors[at % doors.length] === door);
  const sender = new SenderDouble();
  const audit = new AuditLogger({ storage: { queue_url: 'https://sqs.invalid/1/events' } }, { sender });
  for (const event of by('client')) audit.logEvent(withoutVersion(event));
  await audit.close();

  const accepted: string[] = [];
  const accept = createAcceptApp({
    requestKeys: new MemoryRequestKeys(),
    getTrailKey: async () => HARNESS_TRAIL_KEY,
    queue: { send: async (body) => void accepted.push(body) },
    reportError: (error) => {
      throw error;
    },
  });
  if (by('http').length > 0) {
    const response = await accept.request('/v1/events', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(by('http')),
    });
    expect(response.status).toBe(202);
  }
  const [first, ...others] = by('queue').map((event) => JSON.stringify(event));
  const plain = first === undefined ? [] : [first, ...(others.length > 0 ? [others.join('\n')] : [])];
  return [...sender.accepted, ...accepted, ...plain];
}

const withoutVersion = ({ schema_version: _version, producer_id: _producer, seq: _seq, ...event }: AttemptedEvent) =>
  event;

/** Every message up to ten times, in batches of any mixture; `draw` gives numbers from 0 to below its argument. */
async function deliver(bodies: readonly string[], name: string, draw: (below: number) => number): Promise<void> {
  const messages = bodies.map((body, at) => ({ id: `${name}-${at}`, body, sentAtMs: Date.now() }));
  const store = new DynamoDbStore(harness.emulators.dynamoDb, harness.emulators.tableName);
  const directory = new DynamoDbEpochDirectory(harness.emulators.dynamoDb, harness.emulators.tableName);
  const roles = {
    events: store,
    quarantine: store,
    progress: store,
    manifests: store,
    epochs: new CachedEpochs(directory, WRITER_EPOCHS),
    senders: new DynamoDbSenderDirectory(harness.emulators.dynamoDb, harness.emulators.tableName),
  };
  for (let round = 0; round < DELIVERIES; round += 1) {
    const batch = messages.filter(() => round === 0 || draw(3) === 0).sort(() => draw(3) - 1);
    const { returned } = await runIngest(roles, batch, { trailKey: HARNESS_TRAIL_KEY });
    expect(returned).toEqual([]);
  }
}

const byNumber = (a: number, b: number) => a - b;

describe('the whole chain', () => {
  it('answers every question like a plain filter over what was attempted, whatever is delivered how often', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), fc.uniqueArray(fc.constantFrom(...DOORS), { minLength: 1 }), async (gen, doors) => {
        run += 1;
        const day = new Date(Date.UTC(2001, 0, run)).toISOString().slice(0, 10);
        const attempted = gen(arbitraryEvents, day);
        await deliver(await send(attempted, doors), day, (below) => gen(fc.nat, { max: below - 1 }));

        const whole = { from: `${day}T00:00:00Z`, to: `${day}T23:59:59.999Z` };
        const stored = await fetchAll(app, '/v1/events', { ...whole, order: 'asc' });
        expect(numbersOf(stored).sort(byNumber)).toEqual(attempted.map((_, number) => number));
        for (const event of stored) {
          const original = attempted[numbersOf([event])[0] ?? -1];
          expect(original !== undefined && saysTheSame(event, original)).toBe(true);
        }
        expect(stored.map((one) => one.event_id)).toEqual(stored.map((one) => one.event_id).sort());

        for (let asked = 0; asked < 5; asked += 1) {
          const question = gen(arbitraryQuestion, day);
          const parameters = { ...question };
          const expected = stored.filter((event) => {
            const original = attempted[numbersOf([event])[0] ?? -1];
            return original !== undefined && answers(original, question);
          });
          const limit = String(gen(fc.integer, { min: 1, max: 7 }));
          const oldestFirst = await fetchAll(app, '/v1/events', { ...parameters, order: 'asc', limit });
          const newestFirst = await fetchAll(app, '/v1/events', { ...parameters, order: 'desc', limit });
          const atOnce = await fetchPage(app, '/v1/events', { ...parameters, order: 'asc', limit: '1000' });
          expect(oldestFirst).toEqual(expected);
          expect(newestFirst).toEqual(expected.toReversed());
          expect(atOnce.events).toEqual(expected);
        }

        const resource_id = gen(fc.constantFrom, ...RESOURCES);
        const timeline = await fetchAll(app, '/v1/timeline', { resource_id, ...whole, limit: '3' });
        const expected = stored.filter((event) => {
          const original = attempted[numbersOf([event])[0] ?? -1];
          return original !== undefined && touches(original, resource_id);
        });
        expect(timeline).toEqual(expected);
      }),
      // Shrinking would deliver the same batches for minutes; the seed says enough.
      { numRuns: RUNS, endOnFailure: true },
    );
  });
});
