/**
 * What the trail promises, each by its name, over one history: a logger whose queue loses answers and refuses parts, and
 * an ingest whose table throttles, loses answers and hangs, until the faults end. The operation's own promise is kept in
 * test/shared/client/unchanged-operations.test.ts, that of secrets in no-secret.test.ts.
 */
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditLogger } from '../../shared/client/audit-logger.js';
import type { Receipt } from '../../shared/client/receipt.js';
import type { AuditEvent } from '../../shared/event/event.js';
import { type ManifestItem, parseManifestItem } from '../../shared/store/manifest.js';
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

  beforeAll(async () => {
    const draw = createDraw(seed);
    const sender = new SenderDouble();
    const delivered: string[] = [];
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
      const resource_id = number % 50 === 49 ? 'x'.repeat(513) : `file-${number % 7}`;
      const event = { event_type, action: 'write', status: 'success', resource_id, details: { number } } as const;
      return [number, audit.logEvent(event)];
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

  it('gaps are visible: manifests name every number of the producer, stored or sampled out, and miss what is missing', async () => {
    const { Items: items = [] } = await harness.documents.send(
      new ScanCommand({ TableName: harness.emulators.tableName }),
    );
    const manifests = items.filter((item): item is ManifestItem => String(item.pk).startsWith('A#'));
    const named = manifests
      .flatMap((item) => parseManifestItem(item).messages)
      .flatMap((message) => [
        ...Object.values(message.sequences).flat(),
        ...Object.values(message.sampled_out ?? {}).flat(),
      ]);
    const seqs = new Set(named.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => from + at)));
    const highest = Math.max(...seqs);
    expect([...seqs].sort((a, b) => a - b)).toEqual(Array.from({ length: highest }, (_, at) => at + 1));
    const own = new Set(stored.map(({ seq }) => seq));
    expect(own.size).toBe(stored.length);
  });

  it('bounded: what waits has a limit, and closing had a deadline', () => {
    expect(audit.counters()).toMatchObject({ buffered: 0, in_flight: 0 });
  });
});
