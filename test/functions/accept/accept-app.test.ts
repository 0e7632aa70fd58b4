import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createAcceptApp } from '../../../functions/accept/accept-app.js';
import { hashRequest } from '../../../functions/accept/idempotency.js';
import { readEnvelope } from '../../../shared/event/envelope/envelope-reader.js';
import { readLine } from '../../../shared/event/line/line-reader.js';
import type { RequestKeys } from '../../../shared/store/request-keys.js';
import { runIngest, TRAIL_KEY } from '../../support/ingest-fixture.js';
import { MemoryRequestKeys } from '../../support/memory-request-keys.js';
import { MemoryStore } from '../../support/memory-store.js';
import { PLANTED_SECRETS } from '../../support/planted-secrets.js';

const event = (extra: object = {}) => ({
  timestamp: '2026-01-31T10:30:00+01:00',
  event_type: 'vfs_operation',
  action: 'write',
  status: 'success',
  user_id: 'alice',
  ...extra,
});

type Body = string | Uint8Array<ArrayBuffer> | URLSearchParams;
const answerSchema = z.record(z.string(), z.unknown());

function start(send?: () => Promise<void>, requestKeys: RequestKeys = new MemoryRequestKeys()) {
  const sent: string[] = [];
  const reported: unknown[] = [];
  const app = createAcceptApp({
    requestKeys,
    getTrailKey: async () => TRAIL_KEY,
    queue: {
      send: async (body) => {
        await send?.();
        sent.push(body);
      },
    },
    reportError: (error) => reported.push(error),
  });
  const post = async (
    body: Body,
    headers: Record<string, string> = { 'Content-Type': 'application/json' },
    bindings?: object,
  ) => {
    const response = await app.request('/v1/events', { method: 'POST', body, headers }, bindings);
    const answer = answerSchema.parse(await response.json());
    return { status: response.status, headers: response.headers, answer };
  };
  /** The events of the one message. */
  const lines = () => {
    expect(sent).toHaveLength(1);
    return readEnvelope(sent[0] ?? '').lines.map((line) => {
      const outcome = readLine(line);
      return 'event' in outcome ? outcome.event : outcome.refusal;
    });
  };
  return { post, lines, sent, reported };
}

const NDJSON = { 'Content-Type': 'application/x-ndjson; charset=utf-8' };
const asRole = (user: string) => ({ requestContext: { identity: { user } } });

describe('POST /v1/events takes', () => {
  test.each<{ name: string; body: string; headers?: Record<string, string>; count: number }>([
    { name: 'one event', body: JSON.stringify(event()), count: 1 },
    { name: 'a list', body: JSON.stringify([event(), event(), event()]), count: 3 },
    { name: '{ "events": [...] }', body: JSON.stringify({ events: [event(), event()] }), count: 2 },
    { name: 'NDJSON', body: `${JSON.stringify(event())}\n\n${JSON.stringify(event())}\r\n`, headers: NDJSON, count: 2 },
  ])('$name, and answers when the queue has it', async ({ body, headers, count }) => {
    const { post, lines } = start();
    expect(await post(body, headers)).toMatchObject({ status: 202, answer: { accepted: count } });
    expect(lines()).toHaveLength(count);
  });

  test('events, and fills them with producer, number and UTC', async () => {
    const { post, lines } = start();
    await post(JSON.stringify([event(), event({ user_id: undefined })]));
    const [first, second] = lines();
    expect(first).toMatchObject({
      seq: 1,
      producer_id: expect.stringMatching(/^http:[0-9a-f]{32}$/),
      schema_version: 1,
    });
    expect(second).toMatchObject({ seq: 2, user_id: 'system', timestamp: '2026-01-31T09:30:00.000Z' });
  });

  test("an external id, and names the sender's role without its session", async () => {
    const { post, lines } = start();
    await post(JSON.stringify(event({ external_id: 'x-1' })), undefined, asRole('AROAEXAMPLE:worker-7'));
    const [line] = lines();
    expect(line).toMatchObject({ producer_id: 'ext:AROAEXAMPLE', external_id: 'x-1' });
    expect(line).not.toHaveProperty('seq');
  });

  test('a producer and number of the sender as they are', async () => {
    const { post, lines, sent } = start();
    await post(JSON.stringify([event({ producer_id: 'p-1', seq: 41 }), event()]));
    expect(lines()).toMatchObject([{ producer_id: 'p-1', seq: 41 }, { seq: 2 }]);
    expect(readEnvelope(sent[0] ?? '').header.sequences).toEqual([[2, 2]]);
  });

  test('no secret further', async () => {
    const { post, sent } = start();
    await post(JSON.stringify(PLANTED_SECRETS.map(({ plant }) => event(plant))));
    const text = readEnvelope(sent[0] ?? '').lines.join('\n');
    for (const { secret } of PLANTED_SECRETS) expect(text).not.toContain(secret);
  });

  test('large details, which are cut', async () => {
    const { post, lines } = start();
    await post(JSON.stringify(event({ details: { text: 'x'.repeat(300_000) } })));
    expect(lines()).toMatchObject([{ truncated: true }]);
  });
});

describe('an Idempotency-Key', () => {
  const idsAfter = async (...requests: { key?: string; role?: string; body: object }[]) => {
    const store = new MemoryStore();
    for (const { key, role = 'AROAEXAMPLE:a', body } of requests) {
      const { post, sent } = start();
      const headers = { 'Content-Type': 'application/json', ...(key === undefined ? {} : { 'Idempotency-Key': key }) };
      expect(await post(JSON.stringify(body), headers, asRole(role))).toMatchObject({ status: 202 });
      await runIngest(store.roles, [{ id: `m-${store.items.size}`, body: sent[0] ?? '' }]);
    }
    return store.events.length;
  };
  const body = [event(), event(), event({ external_id: 'x' })];

  test('makes a retry the same events', async () => {
    expect(await idsAfter({ key: 'k', body }, { key: 'k', body }, { key: 'k', role: 'AROAEXAMPLE:b', body })).toBe(3);
  });

  test('is needed for that, besides external ids', async () => {
    expect(await idsAfter({ body }, { body })).toBe(5);
  });

  test('counts for one role', async () => {
    expect(await idsAfter({ key: 'k', body }, { key: 'k', role: 'AROAOTHER:a', body })).toBe(6);
  });

  test('with another body is refused, and nothing of it is sent', async () => {
    const { post, sent, reported } = start();
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'k' };
    const first = JSON.stringify(body);
    expect(await post(first, headers)).toMatchObject({ status: 202, answer: { accepted: 3 } });
    const other = JSON.stringify([event({ action: 'read' })]);
    expect(await post(other, headers)).toMatchObject({
      status: 409,
      answer: { type: 'urn:trailkeeper:problem:idempotency-conflict', errors: [{ field: 'Idempotency-Key' }] },
    });
    expect(sent).toHaveLength(1);
    expect(await post(first, headers)).toMatchObject({ status: 202, answer: { accepted: 3 } });
    expect(await post(other, { ...headers, 'Idempotency-Key': 'k2' })).toMatchObject({ status: 202 });
    expect(await post(other, headers, asRole('AROAOTHER:a'))).toMatchObject({ status: 202 });
    expect(sent).toHaveLength(4);
    expect(reported).toEqual([]);
  });

  test('is one for the text of a body, compressed or not', async () => {
    const { post } = start();
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'k' };
    const text = JSON.stringify(body);
    expect(await post(text, headers)).toMatchObject({ status: 202 });
    const packed = { ...headers, 'Content-Encoding': 'gzip' };
    expect(await post(new Uint8Array(gzipSync(text)), packed)).toMatchObject({ status: 202 });
    expect(await post(new Uint8Array(gzipSync(`${text} `)), packed)).toMatchObject({ status: 409 });
  });

  test('stays free when its body is refused', async () => {
    const keys = new MemoryRequestKeys();
    const { post } = start(undefined, keys);
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'k' };
    expect(await post(JSON.stringify(event({ colour: 'red' })), headers)).toMatchObject({ status: 400 });
    expect(keys.bodies.size).toBe(0);
    expect(await post(JSON.stringify(event()), headers)).toMatchObject({ status: 202 });
  });

  test('works again with its body after the queue failed, and gives the same events', async () => {
    let failing = true;
    const { post, sent } = start(async () => {
      if (failing) throw new Error('refused');
    });
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'k' };
    const text = JSON.stringify(body);
    expect(await post(text, headers)).toMatchObject({ status: 503 });
    failing = false;
    expect(await post(text, headers)).toMatchObject({ status: 202 });
    expect(await post(text, headers)).toMatchObject({ status: 202 });
    const store = new MemoryStore();
    await runIngest(
      store.roles,
      sent.map((message, at) => ({ id: `m-${at}`, body: message })),
    );
    expect([sent.length, store.events.length]).toEqual([2, 3]);
  });

  test('cannot be kept: 503, and nothing is sent', async () => {
    const { post, sent, reported } = start(undefined, { claim: () => Promise.reject(new Error('no table')) });
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'k' };
    expect(await post(JSON.stringify(body), headers)).toMatchObject({ status: 503 });
    expect([sent, reported]).toEqual([[], [new Error('no table')]]);
    expect(await post(JSON.stringify(body))).toMatchObject({ status: 202 });
  });

  test('is kept as a hash that nobody without the trail key can try out', async () => {
    const bare = (text: string) => createHash('sha256').update(text).digest('hex');
    const given = hashRequest(TRAIL_KEY, 'AROAEXAMPLE', 'k', 'body');
    const other = hashRequest(Buffer.alloc(32, 9), 'AROAEXAMPLE', 'k', 'body');
    const hex = (hash: Uint8Array) => Buffer.from(hash).toString('hex');
    const guesses = ['body', 'k', '["k","body"]', '["AROAEXAMPLE","k"]', '["body","AROAEXAMPLE","k","body"]'].map(bare);
    for (const hash of [given.key, given.body]) expect(guesses).not.toContain(hex(hash));
    expect(hex(given.key)).not.toBe(hex(other.key));
    expect(hex(given.body)).not.toBe(hex(other.body));
    expect(hex(hashRequest(TRAIL_KEY, 'AROAEXAMPLE', 'k2', 'body').body)).not.toBe(hex(given.body));
  });

  test('is text of 1 to 255 characters', async () => {
    const { post, sent } = start();
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'k'.repeat(256) };
    const { status, answer } = await post(JSON.stringify(event()), headers);
    expect({ status, answer }).toMatchObject({ status: 400, answer: { errors: [{ field: 'Idempotency-Key' }] } });
    expect(sent).toEqual([]);
  });
});

describe('POST /v1/events refuses, and sends nothing', () => {
  test('bad events, each with index, field, and what was expected and got', async () => {
    const { post, sent } = start();
    const bad = [event(), event({ colour: 'red', status: 'fine' }), 7, event({ event_id: 'x' }), event({ seq: 1 })];
    const { status, headers, answer } = await post(JSON.stringify(bad));
    expect(status).toBe(400);
    expect(headers.get('Content-Type')).toBe('application/problem+json');
    expect(answer).toMatchObject({ status: 400, title: expect.any(String), type: expect.any(String) });
    expect(answer.errors).toEqual(
      expect.arrayContaining([
        { index: 1, field: 'colour', expected: 'no such field', got: 'text of 3 bytes' },
        expect.objectContaining({ index: 1, field: 'status' }),
        expect.objectContaining({ index: 2, field: '$', got: 'number' }),
        expect.objectContaining({ index: 3, field: 'event_id', expected: expect.stringContaining('external_id') }),
        expect.objectContaining({ index: 4, field: 'producer_id' }),
      ]),
    );
    expect(sent).toEqual([]);
  });

  test.each<{ name: string; body: Body; headers?: Record<string, string>; status: number }>([
    { name: 'an empty body', body: '', status: 400 },
    { name: 'an empty list', body: '[]', status: 400 },
    { name: 'text', body: 'hello', status: 400 },
    { name: 'a broken line', body: `${JSON.stringify(event())}\n{`, headers: NDJSON, status: 400 },
    { name: 'bytes that are no UTF-8', body: new Uint8Array([0x22, 0xff, 0x22]), status: 400 },
    { name: 'another content type', body: '{}', headers: { 'Content-Type': 'text/plain' }, status: 415 },
    { name: 'a form', body: new URLSearchParams('a=1'), headers: {}, status: 415 },
    { name: 'more than 2,000 events', body: JSON.stringify(Array(2_001).fill(event())), status: 413 },
    { name: 'more than 10 MB', body: ' '.repeat(10 * 1_024 * 1_024 + 1), status: 413 },
  ])('$name: $status', async ({ body, headers, status }) => {
    const { post, sent, reported } = start();
    expect(await post(body, headers)).toMatchObject({ status, answer: { status } });
    expect({ sent, reported }).toEqual({ sent: [], reported: [] });
  });

  test('what does not fit one message: 413', async () => {
    const { post, sent } = start();
    // Incompressible, and just below the limit of a line each.
    const noise = (at: number) =>
      Array.from({ length: 5_000 }, (_, n) => Math.imul(at * 5_000 + n + 1, 2_654_435_761).toString(36)).join(' ');
    const events = Array.from({ length: 80 }, (_, at) => event({ details: { noise: noise(at).slice(0, 50_000) } }));
    expect(await post(JSON.stringify(events))).toMatchObject({ status: 413 });
    expect(sent).toEqual([]);
  });

  test('anything at all without an answer of its own', async () => {
    const { post, reported } = start();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.jsonValue().map((v) => JSON.stringify([v])),
        ),
        async (body) => {
          const { status } = await post(body);
          expect([202, 400]).toContain(status);
        },
      ),
    );
    expect(reported).toEqual([]);
  });
});

describe('a queue that is away', () => {
  test('is 503 with Retry-After, and the error is reported', async () => {
    const { post, reported } = start(() => Promise.reject(new Error('refused')));
    const { status, headers, answer } = await post(JSON.stringify(event()));
    expect({ status, answer }).toMatchObject({ status: 503, answer: { status: 503 } });
    expect(Number(headers.get('Retry-After'))).toBeGreaterThan(0);
    expect(reported).toHaveLength(1);
  });
});
