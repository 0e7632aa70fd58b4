/**
 * Random operations on the runtime of `npm start` itself: its queue gets every message ten times, and whatever is asked
 * over HTTP is compared with a plain filter over what was attempted.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startLocal } from '../../local/start-local.js';
import { isWhole, type TrailEntry } from '../../shared/api/answers/answers.js';
import { AuditLogger } from '../../shared/client/record/audit-logger.js';
import { SqsSender } from '../../shared/client/senders/sqs-sender.js';
import type { AuditEvent } from '../../shared/event/event.js';
import { AuditTrail } from '../../shared/trail/audit-trail.js';
import { numbersOf } from '../support/attempted-events.js';
import {
  arbitraryCalls,
  type Call,
  callAll,
  createDesk,
  DESK_TYPE,
  numberCalls,
  STATUS_OF,
} from '../support/nested-calls.js';
import { countRuns } from '../support/property-runs.js';
import { RepeatingSender } from '../support/repeating-sender.js';

const RUNS = countRuns(6);
const DELIVERIES = 10;
const DRAINED_TIMEOUT_MS = 10_000;
const HOUR_MS = 3_600_000;
const FOREIGN_TYPE = 'wal_operation';

/** What a plain filter knows of an event; numbers rise with time. */
interface Attempt {
  number: number;
  timestamp: string | undefined;
  event_type: string;
  action: string;
  status: string;
  user_id: string;
  resource_id: string;
  bucket: string;
  /** The number of the operation around it. */
  within: number | undefined;
}

let trail: AuditTrail;
let sqs: SQSClient;
let queueUrl: string;
let endpoint: string;
let stop: () => Promise<void>;

beforeAll(async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'trailkeeper-'));
  const local = await startLocal({ dataDir, port: 0, whenTaken: 'fail' });
  const environment = local.senderEnvironment;
  process.env.AWS_ACCESS_KEY_ID = environment.AWS_ACCESS_KEY_ID;
  process.env.AWS_SECRET_ACCESS_KEY = environment.AWS_SECRET_ACCESS_KEY;
  trail = new AuditTrail({ url: local.url });
  ({ queueUrl } = local);
  endpoint = environment.AWS_ENDPOINT_URL_SQS;
  sqs = new SQSClient({ region: environment.AWS_REGION, endpoint, useQueueUrlAsEndpoint: false });
  stop = async () => {
    sqs.destroy();
    await local.stop();
    rmSync(dataDir, { recursive: true });
  };
});
afterAll(() => stop?.());

/** Resolves when every copy of every message has been taken in, or fails. */
async function untilDrained(): Promise<void> {
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] });
  const left = async () => {
    const { Attributes = {} } = await sqs.send(command);
    return names.map((name) => Number(Attributes[name]));
  };
  await expect.poll(left, { timeout: DRAINED_TIMEOUT_MS, interval: 25 }).toEqual([0, 0]);
}

async function sendForeign(attempt: Attempt, run: string): Promise<void> {
  const { number, within: _within, bucket, ...fields } = attempt;
  const related = [{ resource_id: bucket, role: 'bucket' }];
  const MessageBody = JSON.stringify({ ...fields, related, details: { number }, external_id: `${run}-${number}` });
  const Entries = Array.from({ length: DELIVERIES }, (_, at) => ({ Id: String(at), MessageBody }));
  const { Successful = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  expect(Successful).toHaveLength(DELIVERIES);
}

async function sendCalls(calls: readonly Call[]): Promise<void> {
  const region = 'us-east-1';
  const sender = new RepeatingSender(new SqsSender({ queueUrl, region, endpoint }), DELIVERIES);
  const audit = new AuditLogger({ storage: { queue_url: queueUrl } }, { sender });
  const desk = createDesk(audit);
  for (const call of calls) {
    await audit.run({ user_id: call.user }, () => callAll(desk, [call]));
    // A message for each, so that there are several.
    expect(await audit.flush()).toMatchObject({ complete: true, dropped: 0, rejected: 0 });
  }
  await audit.close();
  expect(sender.bodies.size).toBeGreaterThanOrEqual(calls.length);
  expect(Math.min(...sender.bodies.values())).toBeGreaterThanOrEqual(DELIVERIES);
}

const attemptsOf = (calls: readonly Call[], user_id?: string, within?: number): Attempt[] =>
  calls.flatMap((call) => {
    const user = user_id ?? call.user;
    const { number, action, resource: resource_id, bucket } = call;
    const status = STATUS_OF[call.end];
    const own = { number, timestamp: undefined, event_type: DESK_TYPE, action, status, user_id: user };
    return [{ ...own, resource_id, bucket, within }, ...attemptsOf(call.inner, user, number)];
  });

const collectWhole = async (items: AsyncIterable<TrailEntry>): Promise<AuditEvent[]> =>
  (await collect(items)).filter(isWhole);

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function count(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

const countsOf = (attempts: readonly Attempt[]) => ({
  total: attempts.length,
  by_event_type: count(attempts.map(({ event_type }) => event_type)),
  by_action: count(attempts.map(({ action }) => action)),
  by_status: count(attempts.map(({ status }) => status)),
});

const maybe = <T>(values: readonly T[]) =>
  fc.option(fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 1 });

it('exactly-once effect: any query, page sequence, timeline, export and count holds each attempt once', async () => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.gen(), async (gen) => {
      runs += 1;
      const run = randomUUID().slice(0, 8);
      const users = [`alice-${run}`, `bob-${run}`] as const;
      const buckets = [`bucket-1-${run}`, `bucket-2-${run}`] as const;
      const statuses = ['success', 'failure', 'denied', 'partial'] as const;

      const begin = Date.now() - (runs + 1) * HOUR_MS;
      const foreign = Array.from(
        { length: gen(fc.integer, { min: 1, max: 5 }) },
        (_, number): Attempt => ({
          number,
          timestamp: new Date(begin + number * 1_000).toISOString(),
          event_type: FOREIGN_TYPE,
          action: gen(fc.constantFrom, 'write', 'remove'),
          status: gen(fc.constantFrom, ...statuses),
          user_id: gen(fc.constantFrom, ...users),
          resource_id: `${gen(fc.constantFrom, ...buckets)}:/foreign`,
          bucket: gen(fc.constantFrom, ...buckets),
          within: undefined,
        }),
      );
      const calls = numberCalls(gen(arbitraryCalls, users, buckets), foreign.length);
      const attempted = [...foreign, ...attemptsOf(calls)];

      const from = new Date().toISOString();
      await Promise.all([...foreign.map((attempt) => sendForeign(attempt, run)), sendCalls(calls)]);
      const called = { from, to: new Date(Date.now() + 1).toISOString() };
      await untilDrained();

      const stored = await collectWhole(trail.events({ user_id: users, order: 'asc' }));
      expect(numbersOf(stored)).toEqual(attempted.map(({ number }) => number));
      stored.forEach((event, at) => {
        const { number: _number, within, bucket, timestamp = event.timestamp, ...said } = attempted[at] ?? never();
        expect(event).toMatchObject({ ...said, timestamp, related: [{ resource_id: bucket, role: 'bucket' }] });
        expect(event.caused_by).toBe(within === undefined ? undefined : stored[within]?.operation_id);
      });

      for (let asked = 0; asked < 6; asked += 1) {
        const filters = {
          user_id: gen(() => fc.uniqueArray(fc.constantFrom(...users), { minLength: 1, maxLength: 2 })),
          status: gen(maybe<(typeof statuses)[number]>, statuses),
          action: gen(maybe<string>, ['write', 'remove', 'nothing']),
          event_type: gen(maybe<string>, [DESK_TYPE, FOREIGN_TYPE]),
          resource_id: gen(maybe<string>, [...attempted.map(({ resource_id }) => resource_id)]),
        };
        const last = gen(fc.constantFrom, ...foreign);
        const ranges: [{ from?: string; to?: string }, (attempt: Attempt) => boolean][] = [
          [{}, () => true],
          [{ to: String(last.timestamp) }, ({ number }) => number <= last.number],
          [called, ({ timestamp }) => timestamp === undefined],
        ];
        const [range, isInRange] = ranges[gen(fc.nat, { max: ranges.length - 1 })] ?? never();
        const expected: AuditEvent[] = stored.filter((_, at) => {
          const attempt = attempted[at] ?? never();
          const names = ['user_id', 'status', 'action', 'event_type', 'resource_id'] as const;
          return isInRange(attempt) && names.every((name) => matches(filters[name], attempt[name]));
        });
        const question = { ...filters, ...range };
        const limit = gen(fc.integer, { min: 1, max: 7 });
        const [atOnce, oldestFirst, newestFirst, exported] = await Promise.all([
          trail.queryEvents({ ...question, limit: 1_000 }),
          collect(trail.pages({ ...question, order: 'asc', limit })),
          collect(trail.pages({ ...question, order: 'desc', limit })),
          collect(trail.exportEvents(question)),
        ]);
        expect(atOnce).toMatchObject({ events: expected.toReversed(), next_cursor: null });
        expect(oldestFirst.flatMap(({ events }) => events)).toEqual(expected);
        expect(newestFirst.flatMap(({ events }) => events)).toEqual(expected.toReversed());
        expect(Math.max(...[...oldestFirst, ...newestFirst].map(({ events }) => events.length))).toBeLessThan(
          limit + 1,
        );
        expect(exported).toEqual(expected);
      }

      for (const resource_id of buckets) {
        const limit = gen(fc.integer, { min: 1, max: 7 });
        expect(await collect(trail.timelineEvents({ resource_id, limit }))).toEqual(
          stored.filter((_, at) => [attempted[at]?.bucket, attempted[at]?.resource_id].includes(resource_id)),
        );
      }
      for (const user_id of users) {
        const own = attempted.filter((attempt) => attempt.user_id === user_id);
        expect(await trail.activity({ user_id })).toMatchObject({ user_id, ...countsOf(own) });
      }
      for (const [range, inside] of [
        [{ from: String(foreign[0]?.timestamp), to: String(foreign.at(-1)?.timestamp) }, foreign],
        [called, attempted.slice(foreign.length)],
      ] as const) {
        const by_user = count(inside.map(({ user_id }) => user_id));
        const expected = { ...countsOf(inside), by_user, users: Object.keys(by_user).length };
        expect(await trail.statistics(range)).toMatchObject(expected);
      }
    }),
    // Shrinking would send everything again for minutes; the seed says enough.
    { numRuns: RUNS, endOnFailure: true },
  );
}, 25_000);

const matches = (values: readonly string[] | undefined, value: string) =>
  values === undefined || values.includes(value);

function never(): never {
  throw new Error('more is stored than was attempted');
}
