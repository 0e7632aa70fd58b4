/**
 * A hostile sender among honest ones, on the runtime of `npm start`: whatever it sends, every answer of every route and
 * format is read by strict parsers, all tell the same, and honest events stand in them as they were sent.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalRuntime, startLocal } from '../../local/start-local.js';
import { unguardCell } from '../../shared/api/answers/csv-cell.js';
import { ROUTE_LIST } from '../../shared/api/routes.js';
import { anyHostileBody, SECRET } from '../support/hostile-bodies.js';
import { createLocalSender } from '../support/local-sender.js';
import { parseCsv } from '../support/parse-csv.js';
import { countRuns } from '../support/property-runs.js';
import { parseStrictJson, parseStrictNdjson } from '../support/strict-json.js';
import { untilDrained } from '../support/until-drained.js';

let local: LocalRuntime;
let sqs: SQSClient;
let dataDir: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'trailkeeper-'));
  local = await startLocal({ dataDir, port: 0, whenTaken: 'fail' });
  sqs = createLocalSender(local);
});
afterAll(async () => {
  sqs.destroy();
  const { undelivered, deadLetters } = await local.stop();
  rmSync(dataDir, { recursive: true });
  expect({ undelivered, deadLetters }).toEqual({ undelivered: 0, deadLetters: 0 });
});

const send = (MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl: local.queueUrl, MessageBody }));

type Entry = Readonly<Record<string, unknown>>;

const shapeOf = (value: unknown): Entry =>
  typeof value === 'object' && value !== null ? { ...value } : expect.fail(`expected an object, got ${typeof value}`);
const entriesOf = (value: unknown): Entry[] =>
  Array.isArray(value) ? value.map(shapeOf) : expect.fail('expected a list');
const idOf = ({ event_id }: Entry) => String(event_id);

/** Every answer is read as text first, and tells no secret. */
async function ask(path: string, query: Readonly<Record<string, string>> = {}, status = 200): Promise<string> {
  const response = await fetch(`${local.url}${path}?${new URLSearchParams(query)}`);
  const text = Buffer.from(await response.arrayBuffer()).toString('utf8');
  expect([path, query, response.status]).toEqual([path, query, status]);
  expectNoSecret(text);
  return text;
}

const ENCODED = [SECRET, Buffer.from(SECRET).toString('hex'), encodeURIComponent(SECRET)].concat(
  // The part of a base64 text that does not depend on what stands around it, for each of three places.
  [0, 1, 2].map((at) =>
    Buffer.from(`${'x'.repeat(at)}${SECRET}`)
      .toString('base64')
      .slice(4, -4),
  ),
);
function expectNoSecret(text: string): void {
  for (const form of ENCODED) expect(text.includes(form), form).toBe(false);
}

async function askPages(path: string, query: Readonly<Record<string, string>>, member = 'events'): Promise<Entry[]> {
  const all: Entry[] = [];
  let cursor: unknown;
  let next: Readonly<Record<string, string>> = {};
  do {
    const page = shapeOf(parseStrictJson(await ask(path, { limit: '200', ...query, ...next })));
    all.push(...entriesOf(page[member]));
    cursor = page.next_cursor;
    next = { cursor: String(cursor) };
  } while (cursor !== null);
  return all;
}

const TYPES = ['application/json', 'application/x-ndjson', 'application/vnd.trailkeeper.envelope', 'text/plain'];

async function post(body: string, type: string): Promise<void> {
  const headers = { 'Content-Type': type, 'Idempotency-Key': 'one for all' };
  const response = await fetch(`${local.url}/v1/events`, { method: 'POST', body, headers });
  const text = await response.text();
  expect([202, 400, 409, 413, 415]).toContain(response.status);
  expectNoSecret(text);
  parseStrictJson(text);
}

/** By queue and by HTTP in turns. */
async function sendHonest(event: object, at: number): Promise<void> {
  const body = JSON.stringify(event);
  if (at % 2 === 0) return void (await send(body));
  const headers = { 'Content-Type': 'application/json' };
  expect((await fetch(`${local.url}/v1/events`, { method: 'POST', body, headers })).status).toBe(202);
}

const honestEvent = (token: string, number: number) => ({
  timestamp: `2026-01-31T10:00:${String(number).padStart(2, '0')}.000Z`,
  event_type: 'vfs_operation',
  action: 'write',
  status: number % 3 === 0 ? 'failure' : 'success',
  user_id: `alice-${token}`,
  resource_id: `bucket-${token}:/${number}`,
  correlation_id: token,
  related: [{ resource_id: `bucket-${token}`, role: 'bucket' }],
  details: { number },
  external_id: `${token}-${number}`,
});

/** What the record of a CSV export says of an event, as the documents tell a reader to take it. */
function readRecord(head: readonly string[], record: readonly string[]): (name: string) => string {
  const cells = new Map(head.map((name, at) => [name, unguardCell(record[at] ?? '')]));
  return (name) => `${cells.get(name)}${cells.get(`${name}_2`) ?? ''}`;
}

function expectCsv(text: string, expected: readonly Entry[]): void {
  const [head = [], ...records] = parseCsv(text);
  for (const cell of records.flat()) {
    expect(/^[\s\p{C}\p{Z}]*[=+\-@＝＋－＠]/u.test(cell), JSON.stringify(cell)).toBe(false);
  }
  expect(records.map(([id]) => id)).toEqual(expected.map(idOf));
  for (const [at, event] of expected.entries()) {
    const read = readRecord(head, records[at] ?? []);
    for (const [name, value] of Object.entries(event)) {
      if (name === 'error') {
        const { code, message } = shapeOf(value);
        expect([read('error_code'), read('error_message')]).toEqual([code, message]);
      } else if (typeof value === 'string') expect([name, read(name)]).toEqual([name, value]);
      else if (value !== null) expect([name, JSON.parse(read(name))]).toEqual([name, value]);
    }
  }
}

const countBy = (events: readonly Entry[], name: string): Record<string, number> => {
  const counts = new Map<string, number>();
  for (const event of events) counts.set(String(event[name]), (counts.get(String(event[name])) ?? 0) + 1);
  return Object.fromEntries(counts);
};

/** Some values of a field, so that each run asks for others. */
const someValues = (events: readonly Entry[], name: string): string[] =>
  [...new Set(events.map((event) => event[name]).filter((value) => typeof value === 'string'))].slice(-6);

const namesResource = (event: Entry, id: string): boolean =>
  event.resource_id === id ||
  (Array.isArray(event.related) && entriesOf(event.related).some(({ resource_id }) => resource_id === id));

describe('a hostile sender over every route and format', () => {
  it('forges, hides and discloses nothing, and honest events stand as they were sent', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(anyHostileBody, fc.constantFrom('queue', ...TYPES)), { minLength: 25, maxLength: 40 }),
        async (attacks) => {
          const token = randomUUID().slice(0, 8);
          const honest = Array.from({ length: 8 }, (_, at) => honestEvent(token, at));
          for (const [at, [body, way]] of attacks.entries()) {
            const mine = honest[at];
            if (mine !== undefined) await sendHonest(mine, at);
            // An empty body is none that the queue takes.
            if (way !== 'queue' || body === '') await post(body, way);
            // The queue itself refuses characters that XML has no place for; the rest goes as it is.
            else await send(body).catch((error: unknown) => expect(error).toBeInstanceOf(Error));
          }
          await untilDrained(sqs, local.queueUrl);

          const all = await askPages('/v1/events', { order: 'asc' });
          expect(new Set(all.map(idOf)).size).toBe(all.length);
          const mine = all.filter((event) => event.correlation_id === token);
          expect(mine).toMatchObject(honest);
          expect(await askPages('/v1/events', { correlation_id: token, order: 'asc' })).toEqual(mine);
          expect(await askPages('/v1/events', { order: 'desc' })).toEqual([...all].reverse());

          expect(parseStrictNdjson(await ask('/v1/export'))).toEqual(all);
          expect(parseStrictJson(await ask('/v1/export', { format: 'json' }))).toEqual(all);
          expectCsv(await ask('/v1/export', { format: 'csv' }), all);
          const excel = await ask('/v1/export', { format: 'csv', for: 'excel' });
          expect(excel.startsWith('\uFEFF')).toBe(true);
          expectCsv(excel.slice(1), all);

          for (const event of all.slice(-40)) {
            expect(parseStrictJson(await ask(`/v1/events/${idOf(event)}`))).toEqual({ event });
          }
          for (const name of ['user_id', 'resource_id', 'external_id', 'correlation_id']) {
            for (const value of name === 'external_id' ? [] : someValues(all, name)) {
              const expected = all.filter((event) => event[name] === value);
              expect(await askPages('/v1/events', { [name]: value, order: 'asc' })).toEqual(expected);
            }
          }
          for (const id of [...someValues(all, 'resource_id'), `bucket-${token}`]) {
            expect(await askPages('/v1/timeline', { resource_id: id })).toEqual(
              all.filter((each) => namesResource(each, id)),
            );
          }
          const statistics = shapeOf(parseStrictJson(await ask('/v1/statistics')));
          expect(statistics).toMatchObject({ total: all.length, by_user: countBy(all, 'user_id') });
          expect(statistics).toMatchObject({
            by_event_type: countBy(all, 'event_type'),
            by_action: countBy(all, 'action'),
            by_status: countBy(all, 'status'),
          });
          for (const user_id of [`alice-${token}`, ...someValues(all, 'user_id')]) {
            const own = all.filter((event) => event.user_id === user_id);
            const activity = shapeOf(parseStrictJson(await ask('/v1/activity', { user_id })));
            expect(activity).toMatchObject({ total: own.length, by_action: countBy(own, 'action') });
          }
          await askPages('/v1/quarantine', {}, 'items');
          expect(parseStrictJson(await ask('/v1/health'))).toEqual({ status: 'ok' });
          shapeOf(parseStrictJson(await ask('/v1/openapi.json')));

          // What only the trail may say was said by the trail: the exports above, and nothing else.
          const own = await askPages('/v1/events', { event_type: 'audit', order: 'asc' });
          const claimed = own.filter(({ action }) =>
            ['export', 'erase', 'hold', 'seal', 'query'].includes(String(action)),
          );
          expect(new Set(claimed.map(({ action, sender }) => `${action} by ${sender}`))).toEqual(
            new Set(['export by trail:export']),
          );
          expect(all.some(({ user_id }) => user_id === 'ceo')).toBe(false);
          expect(all.every(({ sender }) => sender !== 'trail:export')).toBe(true);
        },
      ),
      { numRuns: countRuns(5), endOnFailure: true },
    );
  }, 240_000);

  it('asks every route that reads', () => {
    expect(
      ROUTE_LIST.filter(({ method }) => method === 'GET')
        .map(({ path }) => path)
        .sort(),
    ).toEqual([
      '/v1/activity',
      '/v1/events',
      '/v1/events/{event_id}',
      '/v1/export',
      '/v1/health',
      '/v1/openapi.json',
      '/v1/quarantine',
      '/v1/statistics',
      '/v1/timeline',
    ]);
  });
});
