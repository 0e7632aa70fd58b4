/** The faults between an operation and the queue. What the queue took is ingested, so that "visible" means stored. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { EventInput } from '../../shared/client/event/event-logger.js';
import { AuditLogger } from '../../shared/client/record/audit-logger.js';
import type { SendOutcome } from '../../shared/client/senders/envelope-sender.js';
import { SqsSender } from '../../shared/client/senders/sqs-sender.js';
import { MAX_LINE_BYTES } from '../../shared/event/values/limits.js';
import type { AuditConfig } from '../../shared/settings/audit-config.js';
import { sumFates } from '../support/accounting.js';
import { runIngest } from '../support/ingest-fixture.js';
import { MemoryStore } from '../support/memory-store.js';
import { startQueue } from '../support/queue.js';
import { acceptAll, retryAll, SenderDouble } from '../support/sender-double.js';

process.env.AWS_ACCESS_KEY_ID ??= 'local';
process.env.AWS_SECRET_ACCESS_KEY ??= 'local';

const write = (at: number, more: Partial<EventInput> = {}): EventInput => ({
  event_type: 'vfs_operation',
  action: 'write',
  status: 'success',
  user_id: 'alice',
  resource_id: `bucket-123:/file-${at}.txt`,
  details: { path: `/file-${at}.txt`, size: at },
  ...more,
});

const createAudit = (sender: SenderDouble, config: AuditConfig = {}) =>
  new AuditLogger(config, { sender, warn: () => undefined, random: () => 0, sendTimeoutMs: 300 });

/** What the trail shows of these message bodies: events by their ids, without the trail's own. */
async function ingest(bodies: readonly string[]) {
  const store = new MemoryStore();
  const messages = bodies.map((body, at) => ({ id: `m${at}`, body }));
  const { returned } = await runIngest(store.roles, messages);
  expect(returned).toEqual([]);
  expect(store.quarantined).toEqual([]);
  const all = store.events.map(({ li }): Record<string, unknown> => JSON.parse(li));
  return {
    events: all.filter(({ event_type }) => event_type !== 'audit'),
    gaps: all.filter(({ action }) => action === 'gap'),
  };
}

const upTo = (count: number) => Array.from({ length: count }, (_, at) => at + 1);
const seqsOf = (events: readonly Record<string, unknown>[]) =>
  events.map(({ seq }) => Number(seq)).sort((a, b) => a - b);

function expectAccounted(audit: AuditLogger): void {
  expect(sumFates(audit.counters())).toBe(audit.counters().attempted);
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

/** An endpoint on which nothing listens any more. */
async function findClosedEndpoint(): Promise<string> {
  const endpoint = await serve(() => undefined);
  const server = servers.pop();
  await new Promise((resolve) => {
    server?.close(resolve);
  });
  return endpoint;
}

const createSqsSender = (endpoint: string) =>
  new SqsSender({
    queueUrl: `${endpoint}/000000000000/events`,
    endpoint,
    region: 'us-east-1',
    connectionTimeoutMs: 100,
    requestTimeoutMs: 100,
  });

describe('F11 queue unreachable', () => {
  test.each([
    ['refused', findClosedEndpoint],
    ['DNS', async () => 'http://queue.invalid:9324'],
    ['blackhole', () => serve(() => undefined)],
  ])('%s: operations go on, memory is bounded, and everything that was kept drains', async (_, findEndpoint) => {
    const away = createSqsSender(await findEndpoint());
    const sender = new SenderDouble((bodies, __, signal) => away.send(bodies, signal));
    const audit = createAudit(sender, { max_buffered_events: 2_000, batch_size: 10 });
    const callsMs: number[] = [];
    const receipts = [];
    for (const at of upTo(3_000)) {
      const startedAt = performance.now();
      receipts.push(audit.logEvent(write(at)));
      callsMs.push(performance.now() - startedAt);
      if (at % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    }
    // An attempt to send takes up to 100 ms to fail; no call waits for one. A busy machine holds up a few.
    expect(callsMs.filter((ms) => ms > 50).length).toBeLessThan(30);
    expect(audit.counters().sent).toBe(0);
    expect(audit.counters().buffered).toBeLessThanOrEqual(2_000);
    await expect.poll(() => audit.counters().last_failure).toBeDefined();
    expectAccounted(audit);

    const queue = await startQueue();
    const back = new SqsSender({ queueUrl: queue.queueUrl, endpoint: queue.endpoint, region: 'us-east-1' });
    sender.answer = (bodies, __, signal) => back.send(bodies, signal);
    expect((await audit.close({ timeoutMs: 10_000 })).complete).toBe(true);
    const { sent, dropped, attempted } = audit.counters();
    const { events, gaps } = await ingest((await queue.drain()).map(({ Body = '' }) => Body));
    expect(events.length + gaps.length).toBe(sent);
    expect(attempted - gaps.length).toBe(3_000);
    const kept = (await Promise.allSettled(receipts)).filter(({ status }) => status === 'fulfilled').length;
    expect(events).toHaveLength(kept);
    // What the full buffer did not take is counted, and the trail itself says so.
    expect(dropped).toEqual(kept === 3_000 ? {} : { buffer_full: 3_000 - kept });
    expect(gaps.map(({ details }) => details)).toEqual(
      kept === 3_000 ? [] : [expect.objectContaining({ reason: 'buffer_full', count: 3_000 - kept })],
    );
    expectAccounted(audit);
    for (const each of [away, back]) await each.close();
    await queue.stop();
  });

  test('a sender that never answers keeps nobody waiting', async () => {
    const sender = new SenderDouble(() => new Promise(() => undefined));
    const audit = createAudit(sender);
    audit.logEvent(write(1));
    expect(await audit.flush({ timeoutMs: 50 })).toMatchObject({ complete: false, pending: 1 });
    await expect.poll(() => sender.calls.length).toBeGreaterThan(1);
    sender.answer = acceptAll;
    expect((await audit.close()).complete).toBe(true);
    expect(seqsOf((await ingest(sender.accepted)).events)).toEqual([1]);
  });
});

test('F12 SQS accepts and the response is lost: re-sent, visible once', async () => {
  const reached: string[] = [];
  const sender = new SenderDouble(async (bodies, call) => {
    reached.push(...bodies);
    if (call <= 3) throw new Error('socket hang up');
    return acceptAll(bodies, call);
  });
  const audit = createAudit(sender);
  for (const at of upTo(200)) audit.logEvent(write(at));
  await audit.close();
  expect(reached.length).toBeGreaterThan(3);
  expect(seqsOf((await ingest(reached)).events)).toEqual(upTo(200));
  expectAccounted(audit);
});

test('F13 partial Failed[] of both faults: only the failed are re-sent, a sender fault is rejected and told', async () => {
  const incompressible = () => Array.from({ length: 30 }, () => Math.random().toString(36)).join('');
  const sender = new SenderDouble(async (bodies, call) =>
    bodies.map((_, at): SendOutcome => {
      if (call > 1 || at === 0) return { outcome: 'accepted' };
      return at === 1 ? { outcome: 'rejected', reason: 'refused_Invalid' } : { outcome: 'retry', reason: 'Internal' };
    }),
  );
  const audit = createAudit(sender, { batch_size: 10_000 });
  const receipts = upTo(900).map((at) => audit.logEvent(write(at, { details: { text: incompressible() } })));
  await audit.close();
  const [first = [], second = []] = sender.calls;
  expect(first.length).toBeGreaterThan(3);
  expect(second.slice(0, first.length - 2)).toEqual(first.slice(2));
  expect(new Set(sender.accepted).size).toBe(sender.accepted.length);
  const results = await Promise.allSettled(receipts);
  const rejected = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  expect(audit.counters().rejected).toEqual({ refused_Invalid: rejected.length });
  expect(rejected[0]).toMatchObject({ name: 'EventRejectedError', reason: 'refused_Invalid' });
  const { events, gaps } = await ingest(sender.accepted);
  expect(events).toHaveLength(900 - rejected.length);
  expect(gaps.map(({ details }) => details)).toMatchObject([{ reason: 'refused_Invalid', count: rejected.length }]);
  expectAccounted(audit);
});

test('F14 a storm of errors until the retry quota of the SDK is empty: the outer loop goes on, no loss', async () => {
  let requests = 0;
  const endpoint = await serve((_, response) => {
    requests++;
    response.writeHead(500, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type: 'com.amazonaws.sqs#InternalError' }));
  });
  const storm = createSqsSender(endpoint);
  const sender = new SenderDouble((bodies, call, signal) =>
    call <= 130 ? storm.send(bodies, signal) : acceptAll(bodies, call),
  );
  const audit = createAudit(sender);
  const receipts = upTo(50).map((at) => audit.logEvent(write(at)));
  expect((await audit.flush({ timeoutMs: 50_000 })).complete).toBe(true);
  // With quota left each call makes two requests; at the end of it, one.
  expect(requests).toBeGreaterThan(130);
  expect(requests).toBeLessThan(260);
  expect(await Promise.all(receipts)).toHaveLength(50);
  expect(seqsOf((await ingest(sender.accepted)).events)).toEqual(upTo(50));
  await audit.close();
  await storm.close();
});

test('F15 2 MiB of details: stored, truncated with hash, not dropped', async () => {
  const queue = await startQueue();
  const audit = new AuditLogger({
    storage: { queue_url: queue.queueUrl, endpoint: queue.endpoint, region: 'us-east-1' },
    max_buffered_mb: 1,
  });
  expect(await audit.logEvent(write(1, { details: { path: '/a', text: 'x'.repeat(2 * 1_024 * 1_024) } }))).toEqual({
    fate: 'sent',
  });
  expect(await audit.logEvent(write(2, { details: { rows: upTo(300_000) } }))).toEqual({ fate: 'sent' });
  await audit.close();
  const { events } = await ingest((await queue.drain()).map(({ Body = '' }) => Body));
  expect(events).toHaveLength(2);
  for (const event of events) {
    expect(event).toMatchObject({ truncated: true, whole_sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(JSON.stringify(event).length).toBeLessThanOrEqual(MAX_LINE_BYTES);
  }
  await queue.stop();
});

describe('F16 hostile values', () => {
  const cycle: Record<string, unknown> = { name: 'cycle' };
  cycle.self = cycle;
  let deep: unknown = 'bottom';
  for (let depth = 0; depth < 10_000; depth++) deep = { deep };
  const throwing = {
    get secret(): string {
      throw new Error('never read me');
    },
  };
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const values: readonly (readonly [string, unknown])[] = [
    ['U+FFFF', { text: 'a\uffffb\ufffe' }],
    ['lone surrogate', { text: 'a\ud800b' }],
    ['NUL', { text: 'a\u0000b' }],
    ['NaN', { value: Number.NaN }],
    ['BigInt', { value: 10n ** 30n }],
    ['cycle', cycle],
    ['depth 10k', deep],
    ['throwing getter', throwing],
    ['1e200', { value: 1e200 }],
    ['Map', { value: new Map([['a', 1]]) }],
    ['Buffer', { value: Buffer.from('bytes') }],
    [
      'Proxy',
      new Proxy(
        { a: 1 },
        {
          ownKeys: () => {
            throw new Error('no keys');
          },
        },
      ),
    ],
    ['revoked Proxy', revoked.proxy],
    ['function', { value: () => 1 }],
    ['symbol', { value: Symbol('s') }],
    ['__proto__', JSON.parse('{"__proto__":{"polluted":true}}')],
  ];

  test('are stored normalised, through a real queue, and never throw into the operation', async () => {
    const queue = await startQueue();
    const audit = new AuditLogger({
      storage: { queue_url: queue.queueUrl, endpoint: queue.endpoint, region: 'us-east-1' },
    });
    const receipts = values.map(([name, details], at) =>
      audit.logEvent(write(at, { details, resource_id: `of ${name}` })),
    );
    receipts.push(audit.logEvent(write(99, { resource_id: 'half \ud83d and \uffff', user_id: 'a\u0000b' })));
    expect(await Promise.all(receipts)).toEqual(receipts.map(() => ({ fate: 'sent' })));
    await audit.close();
    const { events } = await ingest((await queue.drain()).map(({ Body = '' }) => Body));
    expect(events).toHaveLength(values.length + 1);
    await queue.stop();
  });

  test('an event that is hostile itself is rejected or stored, and never throws', async () => {
    const sender = new SenderDouble();
    const audit = createAudit(sender);
    const getter = (field: string) =>
      Object.defineProperty(write(1), field, {
        get: () => {
          throw new Error('no');
        },
      });
    const changing = {
      ...write(1),
      get user_id() {
        return Math.random() < 0.5 ? 'alice' : '';
      },
    };
    for (const event of [revoked.proxy, getter('event_type'), getter('details'), getter('related'), changing]) {
      Reflect.apply(audit.logEvent, audit, [event]);
    }
    await audit.close();
    expectAccounted(audit);
    expect(audit.counters().rejected.unreadable).toBe(4);
  });
});

test('F17 the clock is set back in a batch: times are kept as they were given, and seq tells the order', async () => {
  const sender = new SenderDouble();
  const audit = createAudit(sender);
  const times = ['2026-01-31T10:30:00.000Z', '2026-01-31T09:30:00.000Z', '2026-01-31T11:30:00.000Z'];
  for (const timestamp of times) audit.logEvent(write(1, { timestamp }));
  await audit.close();
  const { events } = await ingest(sender.accepted);
  expect(events.sort((a, b) => Number(a.seq) - Number(b.seq)).map(({ timestamp }) => timestamp)).toEqual(times);
});

test('F18 without a spool: a full buffer drops the newest, counts them, and a gap event follows', async () => {
  const sender = new SenderDouble(retryAll);
  const audit = createAudit(sender, { max_buffered_events: 100, batch_size: 1_000 });
  const receipts = upTo(150).map((at) => audit.logEvent(write(at)));
  await expect(receipts[149]?.then()).rejects.toMatchObject({ name: 'EventDroppedError', reason: 'buffer_full' });
  expect(audit.counters().dropped).toEqual({ buffer_full: 50 });
  sender.answer = acceptAll;
  await audit.close();
  const { events, gaps } = await ingest(sender.accepted);
  expect(seqsOf(events)).toEqual(upTo(100));
  expect(gaps.map(({ details }) => details)).toMatchObject([{ reason: 'buffer_full', count: 50 }]);
  expectAccounted(audit);
});

test('F19 expired credentials: kept in memory, then drained', async () => {
  const endpoint = await serve((_, response) => {
    response.writeHead(403, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(
      JSON.stringify({ __type: 'com.amazonaws.sqs#ExpiredToken', message: 'The security token is expired' }),
    );
  });
  const expired = createSqsSender(endpoint);
  const warnings: string[] = [];
  const sender = new SenderDouble((bodies, _, signal) => expired.send(bodies, signal));
  const audit = new AuditLogger({}, { sender, random: () => 0, warn: (text) => warnings.push(text) });
  const receipts = upTo(30).map((at) => audit.logEvent(write(at)));
  expect(await audit.flush({ timeoutMs: 200 })).toMatchObject({
    complete: false,
    pending: 30,
    rejected: 0,
    dropped: 0,
  });
  expect(warnings).toEqual([expect.stringMatching(/not being accepted/)]);
  sender.answer = acceptAll;
  expect(await Promise.all(receipts)).toHaveLength(30);
  expect(seqsOf((await ingest(sender.accepted)).events)).toEqual(upTo(30));
  await audit.close();
  await expired.close();
});

test('F20 everything below the logger throws: the operation neither fails nor waits, and the events are counted', async () => {
  const sender = new SenderDouble(() => {
    throw new Error('broken sender');
  });
  const audit = createAudit(sender);
  expect(() => audit.logEvent(write(1))).not.toThrow();
  expect((await audit.close({ timeoutMs: 50 })).dropped).toBe(1);
  expectAccounted(audit);
});
