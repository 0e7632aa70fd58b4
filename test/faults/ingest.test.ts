/** The faults of the pipeline between queue and table. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ingestBatch } from '../../functions/ingest/ingest-batch.js';
import type { Epochs } from '../../shared/store/epochs.js';
import type { EventItem } from '../../shared/store/event-item.js';
import { envelopeOf, idsOf, makeEnvelopes, runIngest, TRAIL_KEY } from '../support/ingest-fixture.js';
import { FAULTS, type Fault, MemoryStore, makeFaulty, type Role } from '../support/memory-store.js';
import { makeMixedEvents } from '../support/mixed-events.js';
import { countRuns } from '../support/property-runs.js';
import { buildBatch, type TestMessage } from '../support/sqs-event.js';

const foreign = (at: number, extra: object = {}) => ({
  timestamp: `2026-01-31T09:30:${String(at % 60).padStart(2, '0')}Z`,
  event_type: 'vfs_operation',
  action: 'write',
  status: 'success',
  user_id: 'alice',
  resource_id: `file-${at}`,
  related: [{ resource_id: 'bucket-1', role: 'bucket' }],
  ...extra,
});

/** Envelopes, a plain event, an array with one bad event, and NDJSON with one broken line. */
const MIXED: TestMessage[] = [
  ...makeEnvelopes(3, 20),
  { id: 'plain', body: JSON.stringify(foreign(1)) },
  { id: 'array', body: JSON.stringify([foreign(2), { ...foreign(3), colour: 'red' }, foreign(4)]) },
  { id: 'lines', body: `${JSON.stringify(foreign(5))}\n{"broken\n${JSON.stringify(foreign(6))}\n` },
  { id: 'named', body: JSON.stringify(foreign(7, { external_id: 'their-7' })) },
];

/** All that a store without faults holds after one delivery, besides the times of manifests. */
async function describeTruth(messages: readonly TestMessage[]) {
  const store = new MemoryStore();
  const { returned } = await runIngest(store.roles, messages);
  expect(returned).toEqual([]);
  return describeStore(store);
}

const byKey = (a: { pk: string; sk: string }, b: { pk: string; sk: string }) =>
  a.pk < b.pk || (a.pk === b.pk && a.sk < b.sk) ? -1 : 1;

function describeStore(store: MemoryStore) {
  return {
    events: store.events.toSorted(byKey),
    links: store.links.toSorted(byKey),
    quarantined: store.quarantined.toSorted(byKey),
    listed: [...store.listedIds].sort(),
  };
}

/** No event in a manifest before it is in the table. */
function expectListedIsStored(store: MemoryStore) {
  const stored = new Set(store.events.map((item: EventItem) => item.sk));
  for (const id of store.listedIds) expect(stored).toContain(id);
}

/** From call `from` on nothing reaches the table any more: the process is gone. */
const deadFrom = (from: number, last: Fault) => (call: number) => {
  if (call < from) return FAULTS.none;
  return call === from ? last : FAULTS.throttled;
};

describe('faults between queue and table', () => {
  test('F22 every message delivered 10 times, in other batches too: visible once', async () => {
    const truth = await describeTruth(MIXED);
    const store = new MemoryStore();
    const deliveries = Array.from({ length: 10 }, () => MIXED).flat();
    for (let at = 0; at < deliveries.length; at += 9) {
      const { returned } = await runIngest(store.roles, deliveries.slice(at, at + 9));
      expect(returned).toEqual([]);
    }
    expect(describeStore(store)).toEqual(truth);
  });

  test('F23 delivery shuffled and divided in any way: the same trail', async () => {
    const truth = await describeTruth(MIXED);
    const orders = fc.shuffledSubarray(MIXED, { minLength: MIXED.length });
    await fc.assert(
      fc.asyncProperty(orders, fc.integer({ min: 1, max: MIXED.length }), async (order, size) => {
        const store = new MemoryStore();
        for (let at = 0; at < order.length; at += size) await runIngest(store.roles, order.slice(at, at + size));
        expect(describeStore(store)).toEqual(truth);
      }),
      { numRuns: countRuns(25) },
    );
  });

  test('F24 F25 F26 F27 killed before, in and after every call to the table: redelivered, visible once', async () => {
    const messages = MIXED.slice(0, 5);
    const truth = await describeTruth(messages);
    const roles: Role[] = [];
    const counting = new MemoryStore();
    await runIngest(
      makeFaulty(counting, (_call, role) => {
        roles.push(role);
        return FAULTS.none;
      }),
      messages,
    );
    expect(roles.at(-1)).toBe('manifest');
    expect(new Set(roles)).toEqual(new Set(['events', 'quarantine', 'manifest']));

    const endings: Fault[] = [
      FAULTS.throttled,
      ...[1, 7, 24].map((k): Fault => ({ keep: (index) => index < k, answer: 'error' })),
      FAULTS.responseLost,
    ];
    for (let call = 0; call < roles.length; call += 1) {
      for (const ending of endings) {
        const store = new MemoryStore();
        const killed = await runIngest(makeFaulty(store, deadFrom(call, ending)), messages, { timeoutMs: 60 });
        expectListedIsStored(store);
        // What is acknowledged although the process met its end must be complete already.
        const again = messages.filter((message) => killed.returned.includes(message.id));
        const { returned } = await runIngest(store.roles, again);
        expect(returned).toEqual([]);
        expect(describeStore(store)).toEqual(truth);
      }
    }
  });

  test('F26 events without a manifest are not acknowledged', async () => {
    const store = new MemoryStore();
    let leftMs = 10_000;
    const faulty = makeFaulty(store, (_call, role) => {
      if (role !== 'manifest') return FAULTS.none;
      leftMs -= 2_000;
      return FAULTS.throttled;
    });
    const { returned, report } = await runIngest(faulty, MIXED, { remainingTimeMs: () => leftMs });
    expect(store.events.length).toBeGreaterThan(60);
    expect(returned).toEqual(MIXED.map((message) => message.id));
    expect(report).toMatchObject({ stored: 0, manifests: 0, returned: MIXED.length });
  });

  test('F27 a manifest whose answer is lost is written again under another id: listed twice, read once', async () => {
    const store = new MemoryStore();
    let lost = 0;
    const faulty = makeFaulty(store, (_call, role) =>
      role === 'manifest' && lost++ === 0 ? FAULTS.responseLost : FAULTS.none,
    );
    const { returned } = await runIngest(faulty, MIXED);
    expect(returned).toEqual([]);
    expect(store.manifests).toHaveLength(2);
    expect(store.manifests[0]?.ids).toEqual(store.manifests[1]?.ids);
  });

  test('F28 a table that hangs does not hold the function past its time: all handed back', async () => {
    const store = new MemoryStore();
    const { returned, report } = await runIngest(
      makeFaulty(store, () => FAULTS.hangs),
      MIXED,
      { timeoutMs: 400 },
    );
    expect(returned).toHaveLength(MIXED.length);
    // Each request was given three quarters of the time at most, whatever else the machine was doing.
    const [, waitedMs] = /^Error: no answer within (\d+) ms$/.exec(String(report?.error)) ?? [];
    expect(Number(waitedMs)).toBeLessThanOrEqual(300);
  });

  test.each([
    { name: 'trail key', hang: { trailKey: () => new Promise<Uint8Array>(() => {}) } },
    {
      name: 'epoch directory',
      hang: { store: { ...new MemoryStore().roles, epochs: { getEpochs: () => new Promise<Epochs>(() => {}) } } },
    },
  ])('F28 neither does a $name that hangs', async ({ hang }) => {
    const { returned } = await runIngest(new MemoryStore().roles, MIXED, { timeoutMs: 200, ...hang });
    expect(returned).toHaveLength(MIXED.length);
  });

  test('F28 a full batch under a short timeout progresses, in order, until it is done', async () => {
    const messages = makeEnvelopes(40, 50);
    const truth = await describeTruth(messages);
    const store = new MemoryStore();
    // Every request takes of the time of its round, on a clock that no load makes faster.
    let leftMs = 0;
    const slow = {
      ...store.roles,
      events: {
        writeEvents: async (items: Parameters<MemoryStore['writeEvents']>[0]) => {
          leftMs -= 100;
          return store.writeEvents(items);
        },
      },
    };
    let waiting = messages;
    let rounds = 0;
    while (waiting.length > 0 && rounds < 30) {
      leftMs = 10_000;
      const { returned } = await runIngest(slow, waiting, { remainingTimeMs: () => leftMs });
      const left = waiting.filter((message) => returned.includes(message.id));
      expect(left.length).toBeLessThan(waiting.length);
      expect(left).toEqual(waiting.slice(waiting.length - left.length));
      waiting = left;
      rounds += 1;
    }
    expect(rounds).toBeGreaterThan(1);
    expect(describeStore(store)).toEqual(truth);
  });

  test('F29 one poison message among 100: 99 stored in the first pass, the poison in quarantine with its raw body', async () => {
    const messages: TestMessage[] = makeEnvelopes(99, 3);
    messages.splice(50, 0, { id: 'poison', body: '<xml>not ours</xml>' });
    const store = new MemoryStore();
    const { returned, report } = await runIngest(store.roles, messages);
    expect(returned).toEqual([]);
    expect(store.events).toHaveLength(297);
    expect(store.quarantined).toMatchObject([
      { reason: 'not_json', raw: '<xml>not ours</xml>', message_id: 'poison', position: 0 },
    ]);
    expect(report).toMatchObject({ stored: 297, quarantined: 1, returned: 0 });
  });

  test('F30 all 100 fail: all are handed back, and nothing is thrown', async () => {
    const messages = makeEnvelopes(100, 2);
    const faulty = makeFaulty(new MemoryStore(), () => FAULTS.throttled);
    const { returned } = await runIngest(faulty, messages, { timeoutMs: 200 });
    expect(returned).toEqual(messages.map((message) => message.id));
  });

  test.each<{ name: string; break_: object }>([
    { name: 'the trail key', break_: { trailKey: () => Promise.reject(new Error('no key')) } },
    {
      name: 'the epoch directory',
      break_: { store: { ...new MemoryStore().roles, epochs: { getEpochs: () => Promise.reject(new Error('away')) } } },
    },
    {
      name: 'the clock',
      break_: {
        clock: () => {
          throw new Error('no clock');
        },
      },
    },
    {
      name: 'the time budget',
      break_: {
        remainingTimeMs: () => {
          throw new Error('no budget');
        },
      },
    },
  ])('F31 whatever fails, here $name: the answer is a list of failures', async ({ break_ }) => {
    const messages = makeEnvelopes(2, 2);
    const response = await ingestBatch(buildBatch(messages), {
      trailKey: TRAIL_KEY,
      store: new MemoryStore().roles,
      retentionDays: 90,
      remainingTimeMs: () => 1_000,
      ...break_,
    });
    expect(idsOf(response)).toEqual(['m0', 'm1']);
  });

  test('F31 an observer that throws changes nothing', async () => {
    const { returned } = await runIngest(new MemoryStore().roles, makeEnvelopes(2, 2), {
      observe: () => {
        throw new Error('no metrics');
      },
    });
    expect(returned).toEqual([]);
  });

  test('F32 the same event twice in one message, and the same message twice in one batch: visible once', async () => {
    const events = makeMixedEvents(5);
    const twice = { id: 'a', body: envelopeOf([...events, ...events]) };
    const store = new MemoryStore();
    const { returned, report } = await runIngest(store.roles, [twice, twice, { id: 'b', body: envelopeOf(events) }]);
    expect(returned).toEqual([]);
    expect(store.events).toHaveLength(5);
    expect(report).toMatchObject({ repeated: 10, stored: 15 });
    expect(store.manifests[0]?.messages.map((message) => message.events)).toEqual([5, 5, 5]);
  });

  test('F33 nobody can overwrite an event: a given id is refused, other content is another event', async () => {
    const [event] = makeMixedEvents(1);
    if (event === undefined) throw new Error('no event');
    const store = new MemoryStore();
    await runIngest(store.roles, [{ id: 'first', body: envelopeOf([event]) }]);
    const [first] = store.events;
    const forged = JSON.stringify({ ...event, event_id: first?.sk, user_id: 'bob' });
    const header = envelopeOf([event]).split('\n')[0];
    const { report } = await runIngest(store.roles, [
      { id: 'given', body: `${header}\n${forged}` },
      { id: 'plain', body: forged },
      { id: 'other', body: envelopeOf([{ ...event, user_id: 'bob' }]) },
    ]);
    expect(store.events).toHaveLength(2);
    expect(store.events[0]).toEqual(first);
    expect(report).toMatchObject({ quarantined: 2, stored: 1 });
    expect(store.quarantined.map((item) => item.reason)).toEqual(['event_id_given', 'event_id_given']);
    expect(store.quarantined[0]?.problems).toContain('external_id');
  });

  test('F34 one consumer and a backlog: no message is handed back without reason', async () => {
    const messages = makeEnvelopes(300, 4);
    const store = new MemoryStore();
    for (let at = 0; at < messages.length; at += 100) {
      const { returned } = await runIngest(store.roles, messages.slice(at, at + 100), { timeoutMs: 10_000 });
      expect(returned).toEqual([]);
    }
    expect(store.events).toHaveLength(1_200);
  });

  test('F35 a redrive run twice, under new message ids and times: visible once', async () => {
    const store = new MemoryStore();
    const messages = makeEnvelopes(3, 10);
    await runIngest(store.roles, messages);
    for (const run of ['x', 'y']) {
      const again = messages.map(({ body }, at) => ({ id: `${run}${at}`, body, sentAtMs: 1_800_000_600_000 }));
      await runIngest(store.roles, again);
    }
    expect(new Set(store.events.map((item) => item.sk)).size).toBe(30);
    expect(store.events).toHaveLength(30);
  });

  test('F36 half of all items unprocessed and a third of all calls throttled: backed off, nothing lost', async () => {
    const truth = await describeTruth(MIXED);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 - 2 }), async (seed) => {
        let state = seed;
        const next = () => {
          state = (state * 48_271) % (2 ** 31 - 1);
          return state / (2 ** 31 - 1);
        };
        const store = new MemoryStore();
        const faulty = makeFaulty(store, () =>
          next() < 0.3 ? FAULTS.throttled : { keep: () => next() < 0.5, answer: 'truth' },
        );
        const { returned } = await runIngest(faulty, MIXED);
        expect(returned).toEqual([]);
        expect(describeStore(store)).toEqual(truth);
      }),
      { numRuns: countRuns(15) },
    );
  });

  test('F37 a write applied whose response is lost: written again, the same bytes under the same key', async () => {
    const truth = await describeTruth(MIXED);
    const store = new MemoryStore();
    const faulty = makeFaulty(store, (call) => (call % 2 === 0 ? FAULTS.responseLost : FAULTS.none));
    const { returned } = await runIngest(faulty, MIXED);
    expect(returned).toEqual([]);
    expect(describeStore(store)).toEqual(truth);
  });

  test('F38 the table down for a while: the queue holds all, and catches up completely', async () => {
    const truth = await describeTruth(MIXED);
    const store = new MemoryStore();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const down = makeFaulty(store, () => FAULTS.throttled);
      const { returned } = await runIngest(down, MIXED, { timeoutMs: 80 });
      expect(returned).toHaveLength(MIXED.length);
      expect(store.items.size).toBe(0);
    }
    const { returned } = await runIngest(store.roles, MIXED);
    expect(returned).toEqual([]);
    expect(describeStore(store)).toEqual(truth);
  });
});
