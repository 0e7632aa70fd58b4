/** Whatever is sent: honest events are stored beside it, nothing is lost without a word, and no record breaks. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toNativeItem } from '../../../shared/store/native-item.js';
import { measureItemBytes } from '../../../shared/store/write-units.js';
import { hostileBody, SECRET } from '../../support/hostile-bodies.js';
import { makeEnvelopes, runIngest } from '../../support/ingest-fixture.js';
import { MemoryStore } from '../../support/memory-store.js';

const MAX_ITEM_BYTES = 409_600;

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
      fc.asyncProperty(fc.array(hostileBody, { minLength: 1, maxLength: 4 }), async (bodies) => {
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
