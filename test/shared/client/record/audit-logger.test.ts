import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { currentContext } from '../../../../shared/client/context/context.js';
import type { EventInput } from '../../../../shared/client/event/event-logger.js';
import type { Receipt } from '../../../../shared/client/fates/receipt.js';
import { AuditLogger, type AuditLoggerDependencies } from '../../../../shared/client/record/audit-logger.js';
import { readEnvelope } from '../../../../shared/event/envelope/envelope-reader.js';
import { STATUSES } from '../../../../shared/event/event.js';
import type { AuditConfig } from '../../../../shared/settings/audit-config.js';
import { sumFates } from '../../../support/accounting.js';
import { countRuns } from '../../../support/property-runs.js';
import { readEvents, startQueue, type TestQueue } from '../../../support/queue.js';
import { acceptAll, refuseAll, retryAll, SenderDouble } from '../../../support/sender-double.js';

const write: EventInput = {
  event_type: 'vfs_operation',
  action: 'write',
  status: 'success',
  user_id: 'alice',
  resource_id: 'bucket-123:/file.txt',
  details: { path: '/file.txt', size: 4 },
};

function createLogger(sender: SenderDouble, config: AuditConfig = {}, more: AuditLoggerDependencies = {}) {
  return new AuditLogger(config, { sender, warn: () => undefined, random: () => 0, ...more });
}

const eventsOf = (sender: SenderDouble) => readEvents(sender.accepted);

describe('to SQS', () => {
  let queue: TestQueue;
  beforeAll(async () => {
    queue = await startQueue();
  });
  afterAll(() => queue.stop());

  const storage = () => ({ queue_url: queue.queueUrl, endpoint: queue.endpoint, region: 'us-east-1' });
  const drain = async () => (await queue.drain()).map(({ Body = '' }) => Body);

  test('a receipt resolves when the queue has the event, and the line is one that ingest stores', async () => {
    const audit = new AuditLogger({ storage: storage() });
    expect(await audit.logEvent(write)).toEqual({ fate: 'sent' });
    const bodies = await drain();
    const [event] = readEvents(bodies);
    expect(event).toMatchObject({ ...write, schema_version: 1, seq: 1 });
    expect(event?.operation_id).toMatch(/^[0-9a-f]{16}$/);
    expect(readEnvelope(bodies[0] ?? '').header).toMatchObject({
      producer_id: event?.producer_id,
      sequences: [[1, 1]],
      sampled_out: {},
      events: 1,
    });
    await audit.close();
  });

  test('thousands arrive once each, numbered without a hole, in messages of one billing chunk', async () => {
    const audit = new AuditLogger({ storage: storage() });
    const count = 3_000;
    for (let at = 0; at < count; at++) audit.logEvent({ ...write, resource_id: `bucket-${at % 50}:/file-${at}.txt` });
    const report = await audit.close();
    expect(report).toEqual({ complete: true, sent: count, rejected: 0, dropped: 0, pending: 0 });
    const bodies = await drain();
    for (const body of bodies) expect(body.length).toBeLessThanOrEqual(60 * 1_024);
    const events = readEvents(bodies);
    expect(events.map(({ seq }) => seq).sort((a = 0, b = 0) => a - b)).toEqual(
      Array.from({ length: count }, (_, at) => at + 1),
    );
    expect(new Set(events.map(({ resource_id }) => resource_id)).size).toBe(count);
    const ranges = bodies.flatMap((body) => readEnvelope(body).header.sequences);
    expect(ranges.reduce((total, [from, to]) => total + to - from + 1, 0)).toBe(count);
  });

  test('the interval sends what no batch fills', async () => {
    const audit = new AuditLogger({ storage: storage(), flush_interval_seconds: 0.05 });
    audit.logEvent(write);
    await expect.poll(() => audit.counters().sent).toBe(1);
    audit.logEvent(write);
    await expect.poll(() => audit.counters().sent).toBe(2);
    await audit.close();
    expect(readEvents(await drain())).toHaveLength(2);
  });

  test('a full batch leaves without waiting for the interval', async () => {
    const audit = new AuditLogger({ storage: storage(), flush_interval_seconds: 3_600, batch_size: 3 });
    for (let at = 0; at < 3; at++) audit.logEvent(write);
    await expect.poll(() => audit.counters().sent).toBe(3);
    audit.logEvent(write);
    for (let turn = 0; turn < 10; turn += 1) await nextTurn();
    expect(audit.counters()).toMatchObject({ sent: 3, buffered: 1 });
    await audit.close();
    await drain();
  });
});

describe('logEvent', () => {
  test('copies in the call: later changes are not recorded, and nothing is sent in it', async () => {
    const sender = new SenderDouble();
    const audit = createLogger(sender);
    const details = { path: '/a', tags: ['one'] };
    const related = [{ resource_id: 'bucket-1', role: 'bucket' }];
    const event = { ...write, details, related };
    audit.logEvent(event);
    details.path = '/changed';
    details.tags.push('two');
    related.push({ resource_id: 'bucket-2', role: 'bucket' });
    event.user_id = 'bob';
    expect(sender.calls).toHaveLength(0);
    await audit.close();
    expect(eventsOf(sender)[0]).toMatchObject({
      user_id: 'alice',
      details: { path: '/a', tags: ['one'] },
      related: [{ resource_id: 'bucket-1', role: 'bucket' }],
    });
  });

  test('fills in the context, and what the event says wins', async () => {
    const sender = new SenderDouble();
    const audit = createLogger(sender);
    const context = {
      user_id: 'carol',
      on_behalf_of: 'bob',
      source_ip: '192.0.2.1',
      user_agent: 'curl/8',
      correlation_id: 'request-1',
      operation_id: '00000000000000aa',
      related: [{ resource_id: 'bucket-1', role: 'bucket' }],
    };
    audit.run(context, () => {
      audit.logEvent({ event_type: 'a', action: 'b', status: 'success' });
      audit.logEvent({
        ...write,
        related: [{ resource_id: 'bucket-1', role: 'bucket' }],
        operation_id: '00000000000000aa',
      });
    });
    audit.logEvent({ event_type: 'a', action: 'b', status: 'success' });
    await audit.close();
    const [inside, own, outside] = eventsOf(sender);
    const { operation_id, ...surrounding } = context;
    expect(inside).toMatchObject({ ...surrounding, caused_by: operation_id });
    expect(own).toMatchObject({ user_id: 'alice', operation_id, related: context.related });
    expect(own).not.toHaveProperty('caused_by');
    expect(outside).toMatchObject({ user_id: 'system' });
    expect(outside).not.toHaveProperty('correlation_id');
  });

  test('times of events without one rise strictly', async () => {
    const sender = new SenderDouble();
    const audit = createLogger(sender);
    for (let at = 0; at < 500; at++) audit.logEvent(write);
    await audit.close();
    const times = eventsOf(sender).map(({ timestamp }) => timestamp);
    expect(times).toHaveLength(500);
    expect([...new Set(times)].sort()).toEqual(times);
  });

  test('a given time is brought to UTC', async () => {
    const sender = new SenderDouble();
    const audit = createLogger(sender);
    audit.logEvent({ ...write, timestamp: '2026-01-31T10:30:00+01:00', operation_id: '0123456789abcdef' });
    await audit.close();
    expect(eventsOf(sender)[0]).toMatchObject({
      timestamp: '2026-01-31T09:30:00.000Z',
      operation_id: '0123456789abcdef',
    });
  });

  test('more related resources than a line takes are cut, and the event says so', async () => {
    const sender = new SenderDouble();
    const audit = createLogger(sender);
    const related = Array.from({ length: 40 }, (_, at) => ({ resource_id: `bucket-${at}`, role: 'bucket' }));
    audit.run({ related }, () => audit.logEvent(write));
    await audit.close();
    expect(eventsOf(sender)[0]?.related).toHaveLength(32);
    expect(eventsOf(sender)[0]?.cut).toMatchObject([{ path: 'related' }]);
    expect(eventsOf(sender)[0]?.truncated).toBe(true);
  });

  test('details that are no object are kept below `value`', async () => {
    const sender = new SenderDouble();
    const audit = createLogger(sender);
    audit.logEvent({ ...write, details: [1, 2] });
    audit.logEvent({ ...write, details: null });
    await audit.close();
    expect(eventsOf(sender)[0]?.details).toEqual({ value: [1, 2] });
    expect(eventsOf(sender)[1]).not.toHaveProperty('details');
  });

  test('whatever surrounds an operation, its event is recorded, and what is too long stands in it as a whole', async () => {
    const sender = new SenderDouble();
    const audit = createLogger(sender);
    const long = 'r'.repeat(600);
    // Middleware in plain JavaScript hands over whatever a header or a claim holds.
    const around = Object.assign(
      { user_id: 7, on_behalf_of: '', source_ip: {}, user_agent: ['x'], correlation_id: long, tags: 'pci' },
      { actor_type: 'robot', user_role: long, session_id: 5, reason: Symbol('why'), related: [null, { role: 'x' }] },
    ) as object;
    const { user_id: _, ...anonymous } = write;
    audit.run(around, () => audit.logEvent(anonymous));
    audit.logEvent({
      ...write,
      user_id: long,
      resource_id: long,
      external_id: long,
      error: { code: long, message: '' },
    });
    await audit.close();
    const [first, second] = eventsOf(sender);
    expect(first).toMatchObject({ user_id: '7', session_id: expect.stringMatching(/^s1:/) });
    for (const field of ['on_behalf_of', 'source_ip', 'user_agent', 'tags', 'actor_type', 'reason', 'related']) {
      expect(first).not.toHaveProperty(field);
    }
    expect(first?.correlation_id).toMatch(/^r+…[0-9a-f]{32}$/);
    expect(first?.cut).toContainEqual({ path: 'correlation_id', bytes: 600, whole: long });
    expect(second?.cut?.map(({ path }) => path)).toEqual(['user_id', 'resource_id', 'external_id', 'error.code']);
    expect(second?.truncated).toBeUndefined();
  });

  const long = 'x'.repeat(513);
  test.each([
    ['event_type', { event_type: undefined }],
    ['event_type', { event_type: 'a,b' }],
    ['event_type', { event_type: 'a\nb' }],
    ['action', { action: '' }],
    ['status', { status: 'ok' }],
    ['status', { status: undefined }],
    ['user_id', { user_id: '' }],
    ['resource_id', { resource_id: 7 }],
    ['source_ip', { source_ip: {} }],
    ['user_agent', { user_agent: 5 }],
    ['timestamp', { timestamp: 'yesterday' }],
    ['timestamp', { timestamp: '1969-12-31T23:59:59Z' }],
    ['timestamp', { timestamp: new Date() }],
    ['duration_ms', { duration_ms: -1 }],
    ['duration_ms', { duration_ms: Number.NaN }],
    ['operation_id', { operation_id: 'op-456' }],
    ['caused_by', { caused_by: 'op-456' }],
    ['external_id', { external_id: 9 }],
    ['actor_type', { actor_type: 'robot' }],
    ['tags', { tags: 'pci' }],
    ['changes', { changes: {} }],
    ['changes[0].field', { changes: [{ field: 7 }] }],
    ['changes[0].to', { changes: [{ field: 'a', to: [] }] }],
    ['error', { error: 'boom' }],
    ['error', { error: { code: 'E' } }],
    ['error.code', { error: { code: 5, message: 'm' } }],
    ['related', { related: 'bucket-1' }],
    [
      'related[1].role',
      {
        related: [
          { resource_id: 'a', role: 'b' },
          { resource_id: 'a', role: '' },
        ],
      },
    ],
    ['event_id', { event_id: '018f0000-0000-7000-8000-000000000000' }],
    ['producer_id', { producer_id: 'me' }],
    ['seq', { seq: 1 }],
    ['userId', { userId: 'alice' }],
  ])('%s is refused: %o', async (field, wrong) => {
    const sender = new SenderDouble();
    const audit = createLogger(sender);
    const event: EventInput = Object.assign({}, write, wrong);
    await expect(audit.logEvent(event).then()).rejects.toMatchObject({ name: 'EventRejectedError', field });
    expect(sumFates(audit.counters())).toBe(1);
    expect(Object.values(audit.counters().rejected)).toEqual([1]);
    await audit.close();
    expect(eventsOf(sender).filter(({ event_type }) => event_type !== 'audit')).toEqual([]);
  });

  test('a rejection shows the kind of a value and never the value', async () => {
    const audit = createLogger(new SenderDouble());
    const secret = `hunter2${long}`;
    const error: unknown = await audit.logEvent({ ...write, status: secret as 'success' }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ field: 'status', got: 'text of 520 bytes' });
    expect(String(error)).not.toContain('hunter2');
  });

  test('a field that is undefined is no field, and a null is an absent one', async () => {
    const sender = new SenderDouble();
    const audit = createLogger(sender);
    audit.logEvent(Object.assign({}, write, { source_ip: undefined, resource_type: null, unknown: undefined }));
    expect((await audit.close()).sent).toBe(1);
  });

  test.each([undefined, null, 5, 'event', [], () => undefined])('what is no event is rejected: %s', async (value) => {
    const audit = createLogger(new SenderDouble());
    // Plain JavaScript may hand over anything.
    const receipt: Receipt = Reflect.apply(audit.logEvent, audit, [value]);
    await expect(receipt.then()).rejects.toMatchObject({ name: 'EventRejectedError' });
  });
});

describe('what the configuration leaves out', () => {
  test('enabled: false filters everything, needs no queue, and resolves', async () => {
    const audit = new AuditLogger({ enabled: false });
    expect(await audit.logEvent(write)).toEqual({ fate: 'filtered', reason: 'disabled' });
    expect(audit.counters()).toMatchObject({ attempted: 1, filtered: { disabled: 1 } });
    expect((await audit.close()).complete).toBe(true);
  });

  test('event_types filters by type, and the trail’s own type passes', async () => {
    const sender = new SenderDouble();
    const audit = createLogger(sender, { event_types: ['vfs_operation'] });
    audit.logEvent(write);
    audit.logEvent({ ...write, event_type: 'audit', action: 'export' });
    expect(await audit.logEvent({ ...write, event_type: 'billing' })).toEqual({
      fate: 'filtered',
      reason: 'event_type',
    });
    await audit.close();
    expect(eventsOf(sender).map(({ event_type, seq }) => [event_type, seq])).toEqual([
      ['vfs_operation', 1],
      ['audit', 2],
    ]);
    expect(audit.counters().filtered).toEqual({ event_type: 1 });
  });

  test('sampling keeps operations together, uses up numbers and lists them', async () => {
    const sender = new SenderDouble();
    const audit = createLogger(sender, { sampling: { vfs_operation: 0.5 }, batch_size: 10_000 });
    const operations = Array.from({ length: 400 }, (_, at) =>
      (at * 0x9e3779b1).toString(16).padStart(16, '0').slice(-16),
    );
    for (const operation_id of operations) {
      audit.logEvent({ ...write, operation_id, status: 'attempted' });
      audit.logEvent({ ...write, operation_id });
      audit.logEvent({ ...write, event_type: 'billing', operation_id });
    }
    for (const status of STATUSES)
      audit.logEvent({ ...write, event_type: 'backend_operation', action: 'create', status });
    await audit.close();

    const events = eventsOf(sender);
    const kept = events.filter(({ event_type }) => event_type === 'vfs_operation');
    const perOperation = new Map<string, number>();
    for (const { operation_id = '' } of kept) perOperation.set(operation_id, (perOperation.get(operation_id) ?? 0) + 1);
    expect([...perOperation.values()].every((count) => count === 2)).toBe(true);
    expect(perOperation.size).toBeGreaterThan(100);
    expect(perOperation.size).toBeLessThan(300);
    expect(events.filter(({ event_type }) => event_type === 'billing')).toHaveLength(400);
    expect(events.filter(({ event_type }) => event_type === 'backend_operation')).toHaveLength(STATUSES.length);

    const listed = sender.accepted.flatMap((body) => readEnvelope(body).header.sampled_out.vfs_operation ?? []);
    const left = listed.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => from + at));
    expect(left).toHaveLength(800 - kept.length);
    expect([...events.map(({ seq }) => seq), ...left].sort((a = 0, b = 0) => a - b)).toEqual(
      Array.from({ length: 1_200 + STATUSES.length }, (_, at) => at + 1),
    );
    expect(audit.counters().sampled_out).toEqual({ vfs_operation: left.length });
  });

  test('failures, denials and doubts are never sampled out', async () => {
    const sender = new SenderDouble();
    const audit = createLogger(sender, { sampling: { vfs_operation: 0 } });
    for (const status of STATUSES) audit.logEvent({ ...write, status });
    expect(await audit.logEvent(write)).toMatchObject({ fate: 'sampled_out' });
    await audit.close();
    expect(eventsOf(sender).map(({ status }) => status)).toEqual(['failure', 'denied', 'partial', 'unknown']);
  });

  test('close tells of sampled-out numbers that no event follows', async () => {
    const sender = new SenderDouble();
    const audit = createLogger(sender, { sampling: { vfs_operation: 0 } });
    audit.logEvent(write);
    await audit.close();
    expect(readEnvelope(sender.accepted[0] ?? '').header).toMatchObject({
      events: 0,
      sampled_out: { vfs_operation: [[1, 1]] },
    });
  });
});

describe('durability', () => {
  test('queue: a receipt is pending as long as nothing has accepted the event', async () => {
    let accept: () => void = () => undefined;
    const accepted = new Promise<void>((resolve) => {
      accept = resolve;
    });
    const sender = new SenderDouble(async (bodies) => {
      await accepted;
      return acceptAll(bodies, 1);
    });
    const audit = createLogger(sender);
    const receipt = audit.logEvent(write);
    let settled = false;
    const waiting = receipt.then(() => {
      settled = true;
    });
    await expect.poll(() => sender.calls.length).toBe(1);
    expect(settled).toBe(false);
    accept();
    await waiting;
    expect(settled).toBe(true);
    await audit.close();
  });

  test('memory: a receipt resolves at once', async () => {
    const sender = new SenderDouble(retryAll);
    const audit = createLogger(sender, { durability: 'memory' });
    expect(await audit.logEvent(write)).toEqual({ fate: 'buffered' });
    await audit.close({ timeoutMs: 20 });
  });

  test('spool is refused without a spool, and in Lambda', () => {
    const inLambda = { environment: { AWS_LAMBDA_FUNCTION_NAME: 'upload' } };
    expect(() => createLogger(new SenderDouble(), { durability: 'spool' }, { environment: {} })).toThrow(/no spool/);
    expect(() => createLogger(new SenderDouble(), { durability: 'spool' }, inLambda)).toThrow(/Lambda/);
  });

  test('async: false asks tracked operations to wait', () => {
    expect(createLogger(new SenderDouble(), { async: false }).awaitReceipts).toBe(true);
    expect(createLogger(new SenderDouble()).awaitReceipts).toBe(false);
  });

  test.each([
    [{}, /storage\.queue_url: expected a value, which storage.type database needs, got nothing/],
    [{ storage: { type: 'remote' } }, /storage\.url/],
    [{ storage: { type: 'remote', url: 'http://audit.example.com' } }, /HTTPS/],
    [{ storage: { type: 'remote', url: 'https://alice:hunter2@audit.example.com' } }, /without a user/],
  ] as const)('a configuration that cannot work is refused at once: %o', (config, message) => {
    expect(() => new AuditLogger(config)).toThrow(message);
  });
});

describe('flush and close', () => {
  test('flush waits for what was logged before, not for what comes after', async () => {
    const sender = new SenderDouble();
    const audit = createLogger(sender);
    audit.logEvent(write);
    const flushing = audit.flush();
    audit.logEvent(write);
    expect(await flushing).toMatchObject({ complete: true, rejected: 0, dropped: 0 });
    expect(audit.counters().sent).toBeGreaterThanOrEqual(1);
    await audit.close();
    expect(audit.counters().sent).toBe(2);
  });

  test('flush of nothing is complete at once', async () => {
    const audit = createLogger(new SenderDouble());
    expect(await audit.flush()).toEqual({ complete: true, sent: 0, rejected: 0, dropped: 0, pending: 0 });
  });

  test('flush has a deadline, and what is pending goes on being sent', async () => {
    const sender = new SenderDouble(retryAll);
    const audit = createLogger(sender);
    audit.logEvent(write);
    expect(await audit.flush({ timeoutMs: 30 })).toMatchObject({ complete: false, sent: 0, pending: 1 });
    sender.answer = acceptAll;
    expect(await audit.flush()).toMatchObject({ complete: true, sent: 1, pending: 0 });
    await audit.close();
  });

  test('close has a deadline, counts what it drops, and says so in the receipts', async () => {
    const sender = new SenderDouble(retryAll);
    const audit = createLogger(sender);
    const receipt = audit.logEvent(write);
    const report = await audit.close({ timeoutMs: 30 });
    expect(report).toEqual({ complete: false, sent: 0, rejected: 0, dropped: 1, pending: 0 });
    await expect(receipt.then()).rejects.toMatchObject({ reason: 'close_deadline' });
    await expect(audit.logEvent(write).then()).rejects.toMatchObject({ reason: 'closed' });
    expect(audit.counters().dropped).toEqual({ close_deadline: 1, closed: 1 });
    expect(sumFates(audit.counters())).toBe(2);
  });

  test('close is idempotent', async () => {
    const sender = new SenderDouble();
    const audit = createLogger(sender);
    audit.logEvent(write);
    const first = audit.close();
    expect(audit.close({ timeoutMs: 1 })).toBe(first);
    expect((await first).sent).toBe(1);
    expect(sender.closed).toBe(1);
  });

  test('losses are told in the trail by gap events as soon as one can be sent', async () => {
    const sender = new SenderDouble(refuseAll);
    const audit = createLogger(sender);
    await audit.logEvent(write).then(undefined, () => undefined);
    await audit.logEvent({ ...write, user_id: '' }).then(undefined, () => undefined);
    expect(sender.accepted).toEqual([]);
    sender.answer = acceptAll;
    await audit.logEvent(write);
    await audit.close();
    const gaps = eventsOf(sender).filter(({ action }) => action === 'gap');
    expect(gaps.map(({ event_type, details }) => [event_type, details?.reason, details?.count])).toEqual([
      ['audit', 'refused_Bad', 1],
      ['audit', 'invalid_user_id', 1],
    ]);
    expect(sumFates(audit.counters())).toBe(audit.counters().attempted);
  });
});

test('sends outside of every operation: what a tracked client of the queue does there makes no events', async () => {
  const contexts: unknown[] = [];
  const sender = new SenderDouble(async (bodies) => {
    contexts.push(currentContext());
    return acceptAll(bodies, 1);
  });
  const audit = createLogger(sender);
  await audit.run({ user_id: 'carol', correlation_id: 'request-1' }, async () => {
    await audit.logEvent(write);
    expect(currentContext()).toMatchObject({ user_id: 'carol' });
  });
  expect(contexts).toEqual([{ unaudited: true }]);
  await audit.close();
});

describe('accounting', () => {
  const action = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constant('log' as const),
        status: fc.constantFrom(...STATUSES),
        type: fc.constantFrom('vfs_operation', 'billing', 'ignored'),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('bad' as const), field: fc.constantFrom('action', 'user_id', 'status') }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('answer' as const),
        outcomes: fc.array(fc.constantFrom('accepted', 'retry', 'rejected', 'divide', 'throw', 'none'), {
          minLength: 1,
          maxLength: 4,
        }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('flush' as const) }) },
  );

  test('no silent drop: at every point, attempted is the sum of all fates, and every receipt agrees', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 60 }), fc.boolean(), async (actions, recovers) => {
        const sender = new SenderDouble();
        const audit = createLogger(sender, {
          event_types: ['vfs_operation', 'billing'],
          sampling: { vfs_operation: 0.5 },
          max_buffered_events: 8,
          batch_size: 4,
        });
        const receipts: Receipt[] = [];
        for (const step of actions) {
          if (step.do === 'log') {
            receipts.push(audit.logEvent({ ...write, event_type: step.type, status: step.status }));
          } else if (step.do === 'bad') {
            receipts.push(audit.logEvent({ ...write, [step.field]: '' }));
          } else if (step.do === 'answer') {
            sender.answer = async (bodies) => {
              if (step.outcomes.includes('throw')) throw new Error('broken');
              return bodies.flatMap((_, at) => {
                const outcome = step.outcomes[at % step.outcomes.length];
                return outcome === undefined || outcome === 'none' || outcome === 'throw'
                  ? []
                  : [{ outcome, reason: 'r' }];
              });
            };
          } else {
            await audit.flush({ timeoutMs: 2 });
          }
          expect(sumFates(audit.counters())).toBe(audit.counters().attempted);
        }
        if (recovers) sender.answer = acceptAll;
        await audit.close({ timeoutMs: recovers ? 2_000 : 2 });
        const counters = audit.counters();
        expect(sumFates(counters)).toBe(counters.attempted);
        expect(counters).toMatchObject({ buffered: 0, in_flight: 0 });
        expect(receipts.every((receipt) => receipt.isSettled)).toBe(true);

        const sent = (await Promise.allSettled(receipts)).filter(
          (result) => result.status === 'fulfilled' && result.value.fate === 'sent',
        );
        const events = eventsOf(sender);
        const gaps = events.filter(({ event_type }) => event_type === 'audit');
        expect(events).toHaveLength(counters.sent);
        expect(sent).toHaveLength(counters.sent - gaps.length);
        expect(new Set(events.map(({ seq }) => seq)).size).toBe(events.length);
      }),
      { numRuns: countRuns(60) },
    );
  });
});
