/** Whatever is sent: honest events are stored beside it, nothing is lost without a word, and no record breaks. */
import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toNativeItem } from '../../../shared/store/native-item.js';
import { measureItemBytes } from '../../../shared/store/write-units.js';
import { envelopeOf, makeEnvelopes, runIngest } from '../../support/ingest-fixture.js';
import { MemoryStore } from '../../support/memory-store.js';
import { makeMixedEvents } from '../../support/mixed-events.js';

const SECRET = 'hunter2hunter2hunter2';
const MAX_ITEM_BYTES = 409_600;

const HONEST_HEADER: Record<string, unknown> = JSON.parse(envelopeOf(makeMixedEvents(1)).split('\n')[0] ?? '');
const HONEST_LINE = envelopeOf(makeMixedEvents(1)).split('\n')[1] ?? '';

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(`password=${SECRET}`, `{"password":"${SECRET}"}`, '\ud800', '\u0000', '__proto__', '', ' '),
  fc.integer({ min: 1, max: 200_000 }).map((length) => 'x'.repeat(length)),
);
const value: fc.Arbitrary<unknown> = fc.oneof(fc.jsonValue(), text, fc.array(text, { maxLength: 3 }));
const FIELDS = ['timestamp', 'event_type', 'action', 'status', 'user_id', 'details', 'related', 'producer_id', 'seq'];
const event = fc
  .tuple(fc.dictionary(fc.oneof(fc.constantFrom(...FIELDS), text), value, { maxKeys: 8 }), fc.boolean())
  .map(([members, isNearlyOne]) => ({
    ...(isNearlyOne ? { timestamp: '2026-01-31T09:30:00Z', event_type: 't', action: 'a', status: 'success' } : {}),
    ...members,
  }));
const header = fc
  .dictionary(
    fc.oneof(fc.constantFrom(...Object.keys(HONEST_HEADER), 'nonce', 'own', 'caller', 'origin', 'leaves'), text),
    value,
    { maxKeys: 3 },
  )
  .map((change) => JSON.stringify({ ...HONEST_HEADER, ...change }));
const line = fc.oneof(
  event.map((each) => JSON.stringify(each)),
  text,
  fc.constantFrom(
    ` ${HONEST_LINE}`,
    HONEST_LINE.replace('{', '{"user_id":"ceo",'),
    HONEST_LINE.replace(',', ',\r'),
    HONEST_LINE.replace('{', `{"details":{"password":"${SECRET}"},`),
    `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  ),
);
const packed = (codec: 'gzip' | 'zstd', bytes: Uint8Array) =>
  `${JSON.stringify({ ...HONEST_HEADER, codec })}\n${Buffer.from(bytes).toString('base64')}`;

const hostile = fc.oneof(
  event.map((each) => JSON.stringify(each)),
  fc.array(event, { maxLength: 20 }).map((events) => JSON.stringify(events)),
  fc.array(event, { maxLength: 5 }).map((events) => JSON.stringify({ events })),
  fc.array(line, { maxLength: 10 }).map((lines) => lines.join('\n')),
  fc.tuple(header, fc.array(line, { maxLength: 4 })).map(([first, lines]) => [first, ...lines].join('\n')),
  fc.array(line, { maxLength: 4 }).map((lines) => packed('gzip', gzipSync(lines.join('\n')))),
  fc.uint8Array({ maxLength: 2_000 }).map((bytes) => packed('zstd', bytes)),
  fc.uint8Array({ maxLength: 2_000 }).map((bytes) => packed('gzip', bytes)),
  text,
  event.map((each) =>
    JSON.stringify({ Type: 'Notification', TopicArn: 't', MessageId: 'm', Message: JSON.stringify(each) }),
  ),
  event.map((each) => JSON.stringify({ 'detail-type': 'x', source: 'y', id: 'z', detail: each })),
  fc.constantFrom(
    packed('gzip', gzipSync(Buffer.alloc(40_000_000, 0x7b))),
    JSON.stringify({ data: gzipSync(`password=${SECRET}`).toString('base64') }),
    JSON.stringify({ data: deflateSync(`password=${SECRET}`).toString('base64') }),
    JSON.stringify({ data: Buffer.from(`{"password":"${SECRET}"}`).toString('base64') }),
    JSON.stringify({ data: Buffer.from(`{"password":"${SECRET}"}`).toString('hex') }),
    `{"${`password=${SECRET} ${'k'.repeat(900_000)}`}":1}`,
    `${JSON.stringify({ ...HONEST_HEADER, [`password=${SECRET}`]: 1, producer_id: 7 })}\n`,
    `${JSON.stringify({ ...HONEST_HEADER, sequences: Array(40_000).fill([1, 'x']) })}\n`,
    `${JSON.stringify({ ...HONEST_HEADER, events: 0, sampled_out: { [`password=${SECRET}`]: [[1, 1]] } })}\n`,
    `[${'{},'.repeat(20_000)}{}]`,
    `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
  ),
);

/** Delivers until nothing is handed back, as the queue does. */
async function deliver(store: MemoryStore, messages: readonly { id: string; body: string }[]) {
  const counts = { stored: 0, repeated: 0, quarantined: 0 };
  let waiting = [...messages];
  for (let delivery = 1; waiting.length > 0; delivery += 1) {
    expect(delivery).toBeLessThan(12);
    const { returned, report } = await runIngest(
      store.roles,
      waiting.map((message) => ({ ...message, delivery })),
    );
    expect(report?.error).toBeUndefined();
    expect(report?.continued).toBe(returned.length);
    counts.stored += report?.stored ?? 0;
    counts.repeated += report?.repeated ?? 0;
    counts.quarantined += report?.quarantined ?? 0;
    waiting = waiting.filter(({ id }) => returned.includes(id));
  }
  return counts;
}

describe('hostile messages among honest ones', () => {
  test('every honest event is stored, every message ends, and no record breaks or tells a secret', async () => {
    const honest = makeEnvelopes(2, 5, 'honest').map((message) => ({
      ...message,
      body: message.body.replaceAll('p-4f1c2a9be07d5563', 'p-honest'),
    }));
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 4 }), async (bodies) => {
        const store = new MemoryStore();
        const attacks = bodies.map((body, at) => ({ id: `hostile${at}`, body }));
        const counts = await deliver(
          store,
          [honest[0], ...attacks, honest[1]].filter((each) => each !== undefined),
        );

        expect(store.events.filter(({ li }) => li.includes('"p-honest"'))).toHaveLength(10);
        // Each message left something that names it: an event, or an item of quarantine.
        const named = new Set(store.manifests.flatMap(({ messages }) => messages.map((each) => each.message_id)));
        expect(named.size).toBe(attacks.length + honest.length);
        const told = store.manifests.flatMap(({ messages }) => messages);
        const sum = (read: (each: (typeof told)[number]) => number) => told.reduce((all, each) => all + read(each), 0);
        expect({ stored: sum((each) => each.events), quarantined: sum((each) => each.quarantined) }).toEqual({
          stored: counts.stored,
          quarantined: counts.quarantined,
        });
        for (const item of store.items.values()) {
          expect(measureItemBytes(toNativeItem(item))).toBeLessThan(MAX_ITEM_BYTES);
          expect(JSON.stringify(item)).not.toContain(SECRET);
        }
        for (const { raw } of store.quarantined) expectNoSecretInside(raw);
        for (const { li } of store.events) expect(() => JSON.parse(li)).not.toThrow();
      }),
      { numRuns: 150 },
    );
  }, 120_000);
});

function expectNoSecretInside(raw: string): void {
  for (const [encoded] of raw.matchAll(/[A-Za-z0-9+/]{24,}={0,2}/g)) {
    for (const encoding of ['base64', 'hex'] as const) {
      const bytes = Buffer.from(encoded, encoding);
      expect(bytes.toString('latin1')).not.toContain(SECRET);
      expect(bytes.subarray(0, 2).toString('hex')).not.toBe('1f8b');
    }
  }
}
