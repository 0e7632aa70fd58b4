import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { deriveEventId, deriveLeaf, deriveSalt } from '../../../shared/event/line/identity.js';
import { serialiseLine } from '../../../shared/event/line/line.js';
import { readLine } from '../../../shared/event/line/line-reader.js';
import { parseTimestamp } from '../../../shared/event/values/timestamp.js';
import { Epochs } from '../../../shared/store/epochs.js';
import type { EventItem } from '../../../shared/store/event-item.js';
import { deriveQuarantineLeaf } from '../../../shared/store/quarantine-item.js';
import { envelopeOf, makeEnvelopes, runIngest, TRAIL_KEY } from '../../support/ingest-fixture.js';
import { MemoryStore } from '../../support/memory-store.js';
import { makeMixedEvents } from '../../support/mixed-events.js';
import { SENT_AT_MS, type TestMessage } from '../../support/sqs-event.js';

const plain = (extra: object = {}) => ({
  timestamp: '2026-01-31T10:30:00+01:00',
  event_type: 'vfs_operation',
  action: 'write',
  status: 'success',
  ...extra,
});

async function ingest(...messages: TestMessage[]) {
  const store = new MemoryStore();
  const run = await runIngest(store.roles, messages);
  expect(run.returned).toEqual([]);
  return { store, ...run };
}

const eventOf = (item: EventItem | undefined) => {
  const outcome = readLine(item?.li ?? '');
  if ('refusal' in outcome) throw new Error(JSON.stringify(outcome.refusal));
  return outcome.event;
};
const inSeqOrder = (store: MemoryStore) => store.events.map(eventOf).sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0));

describe('lines of envelopes', () => {
  test('are stored byte for byte, under an id made of their content', async () => {
    const [event] = makeMixedEvents(1);
    if (event === undefined) throw new Error('no event');
    const details = { b: '\u00e4\u20ac\ud83d\ude00', a: 0.5 };
    const line = serialiseLine({ ...event, details }).replace('"b":', '"9":1,"8":2,"b":');
    const header = envelopeOf([event]).split('\n')[0];
    const { store } = await ingest({ id: 'm', body: `${header}\n${line}` });
    const [item] = store.events;
    expect(item?.li).toBe(line);
    const salt = deriveSalt(TRAIL_KEY, null, event);
    const instant = parseTimestamp(event.timestamp) ?? { ms: 0, us: 0 };
    expect(item?.sk).toBe(deriveEventId(instant, deriveLeaf(salt, line)));
    expect(Buffer.from(item?.sa ?? [])).toEqual(salt);
  });

  test('have every indexed field as an attribute, and expire by their arrival', async () => {
    const [event] = makeMixedEvents(33).slice(32);
    if (event === undefined) throw new Error('no event');
    const { store } = await ingest({ id: 'm', body: envelopeOf([event]), sentAtMs: SENT_AT_MS + 999 });
    expect(store.events).toMatchObject([
      {
        pk: 'T#0#0',
        ar: SENT_AT_MS + 999,
        sn: 1,
        ex: SENT_AT_MS / 1_000 + 90 * 86_400,
        et: event.event_type,
        ac: event.action,
        st: 'failure',
        co: event.correlation_id,
        op: event.operation_id,
        ec: event.error?.code,
        ip: event.source_ip,
        r: `0#0#${event.resource_id}`,
        u: `0#0#${event.user_id}`,
        s: 'failure#0#0',
      },
    ]);
  });

  test('one bad line does not stop the others', async () => {
    const events = makeMixedEvents(5);
    const lines = envelopeOf(events).split('\n');
    lines[3] = lines[3]?.replace('"action":', '"acton":') ?? '';
    const { store, report } = await ingest({ id: 'm', body: lines.join('\n') });
    expect(store.events).toHaveLength(4);
    expect(store.quarantined).toMatchObject([{ position: 3, reason: 'not_an_event', raw: lines[3] }]);
    expect(store.quarantined[0]?.problems).toContain('acton');
    expect(report).toMatchObject({ stored: 4, quarantined: 1 });
    expect(store.manifests[0]?.messages).toMatchObject([
      {
        events: 4,
        quarantined: 1,
        sequences: {
          [events[0]?.producer_id ?? '']: [
            [1, 2],
            [4, 5],
          ],
        },
        declared: { sequences: [[1, 5]] },
      },
    ]);
  });

  test('more than a minute ahead of their arrival they lie ahead', async () => {
    const [event] = makeMixedEvents(33).slice(32);
    if (event === undefined) throw new Error('no event');
    const sentAtMs = (parseTimestamp(event.timestamp)?.ms ?? 0) - 61_000;
    const { store } = await ingest({ id: 'm', body: envelopeOf([event]), sentAtMs });
    expect(store.events).toMatchObject([{ pk: 'T#ahead', s: 'failure#ahead', u: `0#0#${event.user_id}` }]);
    expect(store.manifests[0]?.messages[0]?.placed).toEqual([['ahead', 1]]);
  });

  test('go where the epochs say, and the manifest says where', async () => {
    const store = new MemoryStore();
    const row = { number: 1, from_ms: 0, to_ms: 4e12, stripes: 8, width_ms: 100, fan: 1, effective_at_ms: 0 };
    const epochs = new Epochs([
      { ...row, family: 'table' },
      { ...row, family: 'manifest', stripes: 4 },
    ]);
    const roles = { ...store.roles, epochs: { getEpochs: async () => epochs } };
    await runIngest(roles, makeEnvelopes(1, 400));
    expect(new Set(store.events.map((item) => item.pk)).size).toBe(8);
    expect(store.manifests[0]?.messages[0]?.placed).toEqual([[1, 400]]);
    for (const key of [...store.items.keys()].filter((each) => each.startsWith('A#'))) expect(key).toMatch(/#[0-3]\n/);
  });

  test('an envelope without events, of what was sampled out alone, is listed', async () => {
    const header = { ...JSON.parse(envelopeOf([]).split('\n')[0] ?? ''), sampled_out: { vfs_operation: [[4, 9]] } };
    const { store } = await ingest({ id: 'm', body: `${JSON.stringify(header)}\n` });
    expect(store.manifests).toMatchObject([{ messages: [{ events: 0, sampled_out: { vfs_operation: [[4, 9]] } }] }]);
  });
});

describe('events of foreign senders', () => {
  test('are filled with message and position', async () => {
    const { store } = await ingest({ id: 'm-1', body: JSON.stringify([plain(), plain({ user_id: 'alice' })]) });
    expect(inSeqOrder(store)).toMatchObject([
      { producer_id: 'sqs:m-1', seq: 1, user_id: 'system', timestamp: '2026-01-31T09:30:00.000Z', schema_version: 1 },
      { producer_id: 'sqs:m-1', seq: 2, user_id: 'alice' },
    ]);
  });

  test('equal content in two messages is two events, with an external id it is one', async () => {
    const body = JSON.stringify([plain(), plain({ external_id: 'x-1' })]);
    const { store } = await ingest(
      { id: 'a', body, senderId: 'AROAEXAMPLE:one' },
      { id: 'b', body, senderId: 'AROAEXAMPLE:two' },
      { id: 'c', body, senderId: 'AROAOTHER:one' },
    );
    const external = store.events.map(eventOf).filter((event) => event.external_id !== undefined);
    expect(external.map((event) => event.producer_id).sort()).toEqual(['ext:AROAEXAMPLE', 'ext:AROAOTHER']);
    expect(external.map((event) => event.seq)).toEqual([undefined, undefined]);
    expect(store.events).toHaveLength(5);
  });

  test('keep a producer and number of their own', async () => {
    const { store } = await ingest({ id: 'a', body: JSON.stringify(plain({ producer_id: 'their-host', seq: 7 })) });
    expect(inSeqOrder(store)).toMatchObject([{ producer_id: 'their-host', seq: 7 }]);
    expect(store.manifests[0]?.messages[0]?.sequences).toEqual({ 'their-host': [[7, 7]] });
  });

  test.each([
    {
      name: 'a producer without a number',
      event: plain({ producer_id: 'x' }),
      reason: 'not_an_event',
      field: 'producer_id',
    },
    { name: 'a number without a producer', event: plain({ seq: 1 }), reason: 'not_an_event', field: 'producer_id' },
    { name: 'an id of its own', event: plain({ event_id: 'x' }), reason: 'event_id_given', field: 'event_id' },
    { name: 'an unknown field', event: plain({ colour: 'red' }), reason: 'not_an_event', field: 'colour' },
    {
      name: 'a later version',
      event: plain({ schema_version: 2 }),
      reason: 'newer_schema_version',
      field: 'schema_version',
    },
    { name: 'no time', event: { ...plain(), timestamp: undefined }, reason: 'not_an_event', field: 'timestamp' },
    {
      name: 'a time of no form',
      event: plain({ timestamp: '31.01.2026 10:30' }),
      reason: 'not_an_event',
      field: 'timestamp',
    },
    {
      name: 'a time before 1970',
      event: plain({ timestamp: '1969-12-31T23:59:59Z' }),
      reason: 'not_an_event',
      field: 'timestamp',
    },
    { name: 'no object', event: 42, reason: 'not_an_event', field: '$' },
  ])('with $name go to quarantine, and the others are stored', async ({ event, reason, field }) => {
    const { store } = await ingest({ id: 'm', body: JSON.stringify([plain(), event, plain()]) });
    expect(store.events).toHaveLength(2);
    expect(store.quarantined).toMatchObject([
      { reason, field, position: 2, message_id: 'm', sn: store.senders.get('AROAEXAMPLE:storage-manager') },
    ]);
    expect(inSeqOrder(store).map((each) => each.seq)).toEqual([1, 3]);
    const leaves = store.quarantined.map((item) => deriveQuarantineLeaf(item).toString('hex'));
    expect(store.manifests.flatMap(({ messages }) => messages.flatMap((message) => message.refused))).toEqual(leaves);
  });

  test('name other resources by links, one for each, besides their own', async () => {
    const related = ['b', 'backend', 'b', 'own'].map((resource_id) => ({ resource_id, role: 'bucket' }));
    const { store } = await ingest({ id: 'm', body: JSON.stringify(plain({ resource_id: 'own', related })) });
    expect(store.links.map((link) => link.pk).sort()).toEqual(['L#0#0#b', 'L#0#0#backend']);
    expect(store.links[0]).toMatchObject({ sk: store.events[0]?.sk, tp: 'T#0#0', lr: 'own' });
  });

  test('with hostile content are stored as plain JSON', async () => {
    const body = `{"timestamp":"2026-01-31T09:30:00Z","event_type":"t","action":"a","status":"success","user_id":"a\\ud800b\\u0000",
      "details":{"__proto__":{"admin":true},"constructor":1,"deep":${'['.repeat(5_000)}${']'.repeat(5_000)},"n":1e400}}`;
    const { store } = await ingest({ id: 'm', body });
    expect(eventOf(store.events[0]).user_id).toBe('a\ufffdb\u0000');
    expect(store.events[0]?.li).toContain('__proto__');
    expect(Object.hasOwn({}, 'admin')).toBe(false);
  });

  test('larger than a line are cut, not refused', async () => {
    const { store } = await ingest({
      id: 'm',
      body: JSON.stringify(plain({ details: { text: 'x'.repeat(500_000) } })),
    });
    expect(eventOf(store.events[0])).toMatchObject({ truncated: true, whole_sha256: expect.any(String) });
  });
});

describe('what cannot be stored', () => {
  test('a bomb is quarantined whole, without unpacking it', async () => {
    const header = JSON.parse(envelopeOf([]).split('\n')[0] ?? '');
    const bomb = gzipSync(Buffer.alloc(64 * 1_024 * 1_024, 0x20)).toString('base64');
    const body = `${JSON.stringify({ ...header, codec: 'gzip', events: 1 })}\n${bomb}`;
    const { store } = await ingest({ id: 'bomb', body }, ...makeEnvelopes(1, 3));
    expect(store.quarantined).toMatchObject([{ position: 0, reason: 'bad_body', message_id: 'bomb' }]);
    expect(store.events).toHaveLength(3);
  });

  test('a message of nothing but refused lines is kept whole, in few items', async () => {
    const count = 60_000;
    const lines = Array.from({ length: count }, (_, at) => `{"n":${at}}`);
    const { store, report } = await ingest({ id: 'm', body: `[${lines.join(',')}]` });
    expect(report).toMatchObject({ quarantined: count, stored: 0 });
    expect(store.quarantined.length).toBeLessThan(2_100);
    const kept = store.quarantined.flatMap((item) => item.raw.split('\n'));
    expect(kept.toSorted()).toEqual(lines.toSorted());
    expect(store.quarantined.every((item) => item.truncated === undefined)).toBe(true);
  });

  test('a header with more ranges than a manifest holds is quarantined, its events are stored', async () => {
    const events = makeMixedEvents(2);
    const [headerLine, ...lines] = envelopeOf(events).split('\n');
    const ranges = Array.from({ length: 20_000 }, (_, at) => [at * 3, at * 3]);
    const header = { ...JSON.parse(headerLine ?? ''), sampled_out: { vfs_operation: ranges } };
    const { store } = await ingest({ id: 'm', body: [JSON.stringify(header), ...lines].join('\n') });
    expect(store.events).toHaveLength(2);
    expect(store.quarantined).toMatchObject([{ position: 0, reason: 'header_too_long', raw: JSON.stringify(header) }]);
  });

  test('a quarantined message is in a manifest, with its count', async () => {
    const { store } = await ingest({ id: 'm', body: 'x' });
    expect(store.manifests).toMatchObject([{ ids: [], messages: [{ message_id: 'm', events: 0, quarantined: 1 }] }]);
  });
});

describe('manifests', () => {
  test('hold whole messages, at most 4,000 events, in the order of the batch', async () => {
    const { store, report } = await ingest(...makeEnvelopes(9, 900));
    expect(report?.manifests).toBe(3);
    const listed = store.manifests.map((manifest) => manifest.messages.map((message) => message.message_id));
    expect(listed.flat().sort()).toEqual(Array.from({ length: 9 }, (_, at) => `m${at}`));
    expect(store.manifests.map((manifest) => manifest.ids.length).sort()).toEqual([3_600, 3_600, 900].sort());
    expect(store.listedIds).toEqual(new Set(store.events.map((item) => item.sk)));
  });

  test('a larger message gets manifests of its own, in numbered parts', async () => {
    const lines = Array.from({ length: 7_500 }, (_, at) => JSON.stringify(plain({ action: `a${at}` })));
    const { store } = await ingest({ id: 'large', body: lines.join('\n') }, ...makeEnvelopes(1, 5));
    expect(store.events).toHaveLength(7_505);
    const parts = store.manifests
      .flatMap((manifest) => manifest.messages)
      .filter(({ message_id }) => message_id === 'large');
    expect(parts.map((message) => message.part).sort()).toEqual(parts.map((_, at) => at + 1));
    expect(new Set(parts.map((message) => message.parts))).toEqual(new Set([parts.length]));
    expect(store.manifests.every((manifest) => manifest.ids.length <= 4_000)).toBe(true);
    expect(store.listedIds).toEqual(new Set(store.events.map((item) => item.sk)));
  });

  test('stay below the size of an item when every event has a long producer of its own', async () => {
    const events = Array.from({ length: 1_500 }, (_, at) => plain({ producer_id: `${at}`.padEnd(500, 'p'), seq: at }));
    const { store } = await ingest({ id: 'm', body: events.map((event) => JSON.stringify(event)).join('\n') });
    expect(store.events).toHaveLength(1_500);
    for (const manifest of store.manifests) expect(JSON.stringify(manifest.messages).length).toBeLessThan(350_000);
    expect(store.manifests.length).toBeGreaterThan(1);
  });
});
