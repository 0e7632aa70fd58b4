/** What one message may cost a delivery, and what becomes of the others beside it. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { MAX_WRITES_PER_DELIVERY } from '../../../functions/ingest/plan-writes.js';
import { writeEnvelope } from '../../../shared/event/envelope/envelope.js';
import type { EventLine } from '../../../shared/event/event.js';
import { composeLine } from '../../../shared/event/line/line.js';
import { MAX_ENVELOPE_EVENTS, MAX_RELATED } from '../../../shared/event/values/limits.js';
import { makeEnvelopes, runIngest } from '../../support/ingest-fixture.js';
import { FAULTS, MemoryStore, makeFaulty } from '../../support/memory-store.js';

/** All that the contract allows: `events` events with `links` related resources each. */
function makeAmplified(name: string, events = MAX_ENVELOPE_EVENTS, links = MAX_RELATED) {
  const lines = Array.from({ length: events }, (_, at) => {
    const event: EventLine = {
      schema_version: 1,
      timestamp: '2026-01-31T09:30:00.000Z',
      event_type: 't',
      action: 'a',
      status: 'success',
      user_id: 'alice',
      related: Array.from({ length: links }, (_, link) => ({ resource_id: `r${link}`, role: 'x' })),
      producer_id: name,
      seq: at + 1,
    };
    return composeLine(event);
  });
  const body = writeEnvelope({ producer_id: name, lines, sequences: [[1, events]], sampled_out: {} });
  return { id: name, body, writes: events * (1 + links) };
}

const itemsWritten = (store: MemoryStore) => store.events.length + store.links.length;

describe('a message with all events and links that the contract allows', () => {
  test('is stored whole in as many deliveries as it takes, each with progress', async () => {
    const store = new MemoryStore();
    const { writes, ...message } = makeAmplified('big');
    let deliveries = 0;
    let stored = 0;
    for (let returned = ['big']; returned.length > 0; ) {
      deliveries += 1;
      const before = itemsWritten(store);
      const run = await runIngest(store.roles, [{ ...message, delivery: deliveries }]);
      const written = itemsWritten(store) - before;
      expect(written).toBeGreaterThan(0);
      expect(written).toBeLessThanOrEqual(MAX_WRITES_PER_DELIVERY);
      expect(run.report?.continued).toBe(run.returned.length);
      stored += run.report?.stored ?? 0;
      returned = run.returned;
    }
    expect(deliveries).toBe(Math.ceil(writes / (MAX_WRITES_PER_DELIVERY - MAX_RELATED)));
    expect(itemsWritten(store)).toBe(writes);
    expect(stored).toBe(MAX_ENVELOPE_EVENTS);
    expect(store.listedIds).toEqual(new Set(store.events.map((item) => item.sk)));
    const sequences = store.manifests.flatMap(({ messages }) => messages.flatMap((each) => each.sequences.big ?? []));
    expect(sequences.reduce((sum, [from, to]) => sum + to - from + 1, 0)).toBe(MAX_ENVELOPE_EVENTS);
    expect(store.quarantined).toEqual([]);
  });

  test('leaves the honest messages behind it to the same delivery', async () => {
    const store = new MemoryStore();
    const big = Array.from({ length: 6 }, (_, at) => makeAmplified(`big${at}`));
    const honest = makeEnvelopes(3, 100, 'honest');
    const { returned } = await runIngest(store.roles, [...big, ...honest]);
    expect(returned).toEqual(big.map(({ id }) => id));
    const ids = store.manifests.flatMap(({ messages }) => messages.map((message) => message.message_id));
    expect(ids).toEqual(expect.arrayContaining(honest.map(({ id }) => id)));
  });

  test('comes in its turn: what is behind it is written before its second share', async () => {
    const store = new MemoryStore();
    const order: string[] = [];
    const roles = {
      ...store.roles,
      events: {
        writeEvents: (items: Parameters<MemoryStore['writeEvents']>[0]) => {
          order.push(...items.map((item) => ('li' in item ? (JSON.parse(item.li).producer_id as string) : '')));
          return store.writeEvents(items);
        },
      },
    };
    await runIngest(roles, [makeAmplified('big', 400), ...makeEnvelopes(1, 10, 'honest')]);
    const last = order.findLastIndex((producer) => producer.startsWith('p-'));
    expect(last).toBeGreaterThan(-1);
    expect(order.slice(last).filter((producer) => producer === 'big').length).toBeGreaterThan(150);
  });

  test('forgets nothing when its progress cannot be kept or read, and does not begin again', async () => {
    const store = new MemoryStore();
    const message = makeAmplified('big', 600);
    const broken = async () => {
      throw new Error('throttled');
    };
    const keep = { ...store.roles, progress: { findDoneLines: async () => 0, putDoneLines: broken } };
    expect((await runIngest(keep, [message])).returned).toEqual(['big']);
    const first = store.events.length;
    const read = { ...store.roles, progress: { findDoneLines: broken, putDoneLines: broken } };
    expect((await runIngest(read, [{ ...message, delivery: 2 }])).returned).toEqual(['big']);
    expect(store.events.length).toBe(first);
    for (
      let delivery = 3;
      (await runIngest(store.roles, [{ ...message, delivery }])).returned.length > 0;
      delivery += 1
    ) {
      expect(delivery).toBeLessThan(9);
    }
    expect(itemsWritten(store)).toBe(message.writes);
  });

  test('is not taken for done while its manifest is missing', async () => {
    const store = new MemoryStore();
    const roles = makeFaulty(store, (_call, role) => (role === 'manifest' ? FAULTS.throttled : FAULTS.none));
    const { returned, report } = await runIngest(roles, [makeAmplified('big', 600)], { timeoutMs: 500 });
    expect({ returned, continued: report?.continued }).toEqual({ returned: ['big'], continued: 0 });
    expect(store.doneLines.size).toBe(0);
  });
});

test('a bomb of many layers costs no more than its limit', async () => {
  const store = new MemoryStore();
  const header = JSON.parse(makeAmplified('x', 1, 0).body.split('\n')[0] ?? '');
  const bomb = gzipSync(gzipSync(Buffer.alloc(40_000_000))).toString('base64');
  const body = `${JSON.stringify({ ...header, codec: 'gzip' })}\n${bomb}`;
  expect((await runIngest(store.roles, [{ id: 'm', body }])).returned).toEqual([]);
  expect(store.quarantined).toHaveLength(1);
  expect(store.quarantined[0]?.raw).not.toContain(bomb.slice(0, 40));
});
