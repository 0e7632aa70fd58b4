/**
 * What the trail promises, each by its name, over one history: a logger whose queue loses answers and refuses parts, and
 * an ingest whose table throttles, loses answers and hangs, until the faults end. The operation's own promise is kept in
 * test/shared/client/track/unchanged-operations.test.ts, that of secrets in no-secret.test.ts.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Receipt } from '../../shared/client/fates/receipt.js';
import { AuditLogger } from '../../shared/client/record/audit-logger.js';
import { readEnvelope } from '../../shared/event/envelope/envelope-reader.js';
import type { AuditEvent } from '../../shared/event/event.js';
import { sumCounts, sumFates } from '../support/accounting.js';
import { runIngest } from '../support/ingest-fixture.js';
import { FAULTS, type Fault, MemoryStore, makeFaulty } from '../support/memory-store.js';
import { fetchAll, HARNESS_TRAIL_KEY, type QueryHarness, startQueryHarness } from '../support/query-harness.js';
import { SenderDouble } from '../support/sender-double.js';

const EVENTS = 400;
const FAULTY_ROUNDS = 8;
/** Of every history, from the same seed: what fails is a number here, and can be run again. */
const SEEDS = [1, 2, 3];

/** Numbers from 0 to below `below`, the same for the same seed. Source: the generator mulberry32. */
function createDraw(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const numberOf = ({ details }: Pick<AuditEvent, 'details'>) => Number(details?.number);

describe.each(SEEDS)('after every fault of history %i has ended', (seed) => {
  let harness: QueryHarness;
  const store = new MemoryStore();
  const fates = new Map<number, string>();
  let stored: AuditEvent[] = [];
  let audit: AuditLogger;
  const delivered: string[] = [];

  beforeAll(async () => {
    const draw = createDraw(seed);
    const sender = new SenderDouble();
    // Accepted and told, accepted and not told, or not accepted.
    sender.answer = async (bodies) =>
      bodies.map((body) => {
        const luck = draw(4);
        if (luck > 0) delivered.push(body);
        return luck > 1 ? { outcome: 'accepted' } : { outcome: 'retry', reason: 'no answer' };
      });
    audit = new AuditLogger(
      {
        storage: { queue_url: 'https://sqs.invalid/1/events' },
        batch_size: 20,
        event_types: ['vfs_operation', 'wal_operation'],
        sampling: { wal_operation: 0.5 },
      },
      { sender, random: () => 0, warn: () => {} },
    );
    const receipts: [number, Receipt][] = Array.from({ length: EVENTS }, (_, number) => {
      const event_type = ['vfs_operation', 'wal_operation', 'left_out', 'vfs_operation'][number % 4] ?? '';
      const resource_id = `file-${number % 7}`;
      const event = { event_type, action: 'write', status: 'success', resource_id, details: { number } } as const;
      // No operation takes less than no time: such an event is refused in the call.
      return [number, audit.logEvent(number % 50 === 49 ? { ...event, duration_ms: -1 } : event)];
    });
    await audit.flush({ timeoutMs: 30_000 });
    await audit.close({ timeoutMs: 10_000 });
    for (const [number, receipt] of receipts) {
      fates.set(
        number,
        await receipt.then(
          ({ fate }) => fate,
          () => 'refused',
        ),
      );
    }

    const messages = delivered.map((body, at) => ({ id: `m-${at}`, body, sentAtMs: Date.now() }));
    let waiting = messages;
    for (let round = 0; round <= FAULTY_ROUNDS; round += 1) {
      const faults: readonly Fault[] = [
        FAULTS.none,
        FAULTS.throttled,
        FAULTS.responseLost,
        { keep: (at) => at % 2 === 0, answer: 'truth' },
      ];
      const decide = () => (round === FAULTY_ROUNDS ? FAULTS.none : (faults[draw(faults.length)] ?? FAULTS.none));
      const batch = round === FAULTY_ROUNDS ? messages : waiting.filter(() => draw(2) === 0);
      const { returned } = await runIngest(makeFaulty(store, decide), batch, {
        trailKey: HARNESS_TRAIL_KEY,
        timeoutMs: round === FAULTY_ROUNDS ? 30_000 : 400,
      });
      waiting = waiting.filter(({ id }) => !batch.some((sent) => sent.id === id) || returned.includes(id));
    }
    harness = await startQueryHarness(Date.now());
    await harness.store([...store.items.values()]);
    stored = await fetchAll(harness.createApp([], { clock: Date.now }), '/v1/events', { order: 'asc', limit: '50' });
  });
  afterAll(() => harness.stop());

  it('no loss: every event whose receipt resolved as sent is visible', () => {
    const sent = [...fates].filter(([, fate]) => fate === 'sent').map(([number]) => number);
    expect(sent.length).toBeGreaterThan(EVENTS / 3);
    const visible = new Set(stored.map(numberOf));
    expect(sent.filter((number) => !visible.has(number))).toEqual([]);
  });

  it('exactly-once effect: no event twice', () => {
    expect(new Set(stored.map(({ event_id }) => event_id)).size).toBe(stored.length);
    expect(new Set(stored.map(numberOf)).size).toBe(stored.length);
  });

  it('no invention: nothing is read that was not attempted, and it says what was sent', () => {
    for (const event of stored) {
      const number = numberOf(event);
      expect(fates.has(number)).toBe(true);
      expect(event).toMatchObject({ action: 'write', status: 'success', resource_id: `file-${number % 7}` });
    }
  });

  it('no silent drop: what was attempted is the sum of all fates', () => {
    const counters = audit.counters();
    expect(sumFates(counters)).toBe(counters.attempted);
    const { filtered, sampled_out, rejected } = counters;
    expect(sumCounts(filtered)).toBeGreaterThan(0);
    expect(sumCounts(sampled_out)).toBeGreaterThan(0);
    expect(sumCounts(rejected)).toBeGreaterThan(0);
    const told = [...fates.values()];
    expect(told.filter((fate) => fate === 'sampled_out')).toHaveLength(sumCounts(sampled_out));
    expect(told.filter((fate) => fate === 'filtered')).toHaveLength(sumCounts(filtered));
    expect(stored).toHaveLength(told.filter((fate) => fate === 'sent').length);
  });

  it('gaps are visible: manifests name every number of the producer, stored or sampled out', () => {
    const numbers = numbersNamed(store);
    expect(numbers).toEqual(Array.from({ length: Math.max(...numbers) }, (_, at) => at + 1));
  });

  it('gaps are visible: a message that never arrived leaves out exactly its numbers', async () => {
    const [lost = ''] = delivered;
    const { header } = readEnvelope(lost);
    const partial = new MemoryStore();
    const messages = delivered.map((body, at) => ({ id: `m-${at}`, body })).filter(({ body }) => body !== lost);
    await runIngest(partial.roles, messages, { trailKey: HARNESS_TRAIL_KEY });
    const named = new Set(numbersNamed(partial));
    const missing = numbersNamed(store).filter((number) => !named.has(number));
    expect(missing).toEqual(expand([...header.sequences, ...Object.values(header.sampled_out).flat()]));
    expect(missing.length).toBeGreaterThan(0);
  });
});

it('no silent drop: every line that arrives is stored, or in quarantine with its reason', async () => {
  const store = new MemoryStore();
  const good = (number: number) => ({
    timestamp: '2026-01-31T09:30:00Z',
    event_type: 't',
    action: 'a',
    status: 'success',
    details: { number },
  });
  const lines = Array.from({ length: 60 }, (_, number) =>
    number % 3 === 0 ? { ...good(number), colour: 'red' } : good(number),
  );
  const bodies = [
    JSON.stringify(lines.slice(0, 30)),
    lines
      .slice(30)
      .map((line) => JSON.stringify(line))
      .join('\n'),
    'no JSON',
    '',
  ];
  const { returned, report } = await runIngest(
    store.roles,
    bodies.map((body, at) => ({ id: `m-${at}`, body })),
  );
  expect(returned).toEqual([]);
  expect(report).toMatchObject({ stored: 40, quarantined: 22, repeated: 0 });
  expect([store.events.length, store.quarantined.length]).toEqual([40, 22]);
});

it('bounded: with a dead queue no more waits than may, and closing keeps its deadline', async () => {
  const sender = new SenderDouble(() => new Promise(() => {}));
  const audit = new AuditLogger(
    { storage: { queue_url: 'https://sqs.invalid/1/events' }, max_buffered_events: 50, batch_size: 10 },
    { sender, warn: () => {} },
  );
  let most = 0;
  for (let number = 0; number < 2_000; number += 1) {
    audit.logEvent({ event_type: 'vfs_operation', action: 'write', status: 'success' });
    if (number % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    most = Math.max(most, audit.counters().buffered);
  }
  expect(most).toBeLessThanOrEqual(50);
  expect(most).toBeGreaterThan(0);
  const startedAt = performance.now();
  const { complete } = await audit.close({ timeoutMs: 200 });
  expect(complete).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  expect(sumFates(audit.counters())).toBe(audit.counters().attempted);
  expect(audit.counters().buffered).toBe(0);
});

const expand = (ranges: readonly (readonly [number, number])[]): number[] =>
  [...new Set(ranges.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => from + at)))].sort(
    (a, b) => a - b,
  );

/** The sequence numbers that manifests name, of events and of what sampling left out. */
function numbersNamed(store: MemoryStore): number[] {
  return expand(
    store.manifests
      .flatMap(({ messages }) => messages)
      .flatMap(({ sequences, sampled_out = {} }) =>
        [...Object.values(sequences), ...Object.values(sampled_out)].flat(),
      ),
  );
}
