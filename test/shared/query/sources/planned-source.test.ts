import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveEventId, parseEventId } from '../../../../shared/event/line/identity.js';
import { buildIdRange } from '../../../../shared/query/plan/id-range.js';
import { STREAM_OF_TIME } from '../../../../shared/query/plan/query-plan.js';
import type { ReadOrder } from '../../../../shared/query/plan/table-reader.js';
import type { TrailRow } from '../../../../shared/query/plan/trail-row.js';
import { openPlanned } from '../../../../shared/query/sources/planned-source.js';
import { needsFill, type RowSource } from '../../../../shared/query/sources/row-source.js';
import { computeStripe, type EpochRow, Epochs, TABLE_FAMILY } from '../../../../shared/store/epochs.js';
import { buildTablePartition } from '../../../../shared/store/keys.js';
import { MemoryTable } from '../../../support/memory-table.js';
import { countRuns } from '../../../support/property-runs.js';

const row = (event_id: string, table_pk = 'T#0#0'): TrailRow => ({
  event_id,
  table_pk,
  expires_at: 1,
  event_type: 't',
  action: 'a',
  status: 'success',
  user_id: 'alice',
});

const idAt = (ms: number, us: number, leaf: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32BE(leaf, 4);
  return deriveEventId({ ms, us }, bytes);
};

/** Puts an event where a writer that uses this row of the directory would. */
function place(table: MemoryTable, epoch: EpochRow, id: string): void {
  const { ms, leafBits } = parseEventId(id);
  const pk = buildTablePartition({ epoch: epoch.number, stripe: computeStripe(epoch, ms, leafBits) });
  table.put('table', pk, row(id, pk));
}

const epochRow = (stripes: number, width_ms: number, fan = 1): EpochRow => ({
  family: TABLE_FAMILY.name,
  number: 1,
  from_ms: 0,
  to_ms: Number.MAX_SAFE_INTEGER,
  effective_at_ms: 0,
  stripes,
  width_ms,
  fan,
});

async function take(source: RowSource, count = Number.POSITIVE_INFINITY): Promise<string[]> {
  const ids: string[] = [];
  while (!source.isDone && ids.length < count) {
    if (needsFill(source)) await source.fill();
    if (source.head === undefined) continue;
    ids.push(source.head.event_id);
    source.advance();
  }
  return ids;
}

const WIDTH_MS = 1_000;
const eventArbitrary = fc.record({
  turn: fc.integer({ min: 0, max: 30 }),
  edge: fc.constantFrom([0, 0], [0, 1], [500, 0], [999, 0], [999, 999]),
  leaf: fc.integer({ min: 0, max: 7 }),
});

describe('reading turn by turn equals reading everything', () => {
  it('over any number of stripes, any fan and any range', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          stripes: fc.integer({ min: 1, max: 12 }),
          fan: fc.integer({ min: 1, max: 4 }),
          events: fc.uniqueArray(eventArbitrary, { maxLength: 40, selector: (event) => JSON.stringify(event) }),
          fromMs: fc.integer({ min: 0, max: 15 }).map((n) => Math.floor(n / 3) * WIDTH_MS + ((n % 3) - 1)),
          toMs: fc.integer({ min: 45, max: 100 }).map((n) => Math.floor(n / 3) * WIDTH_MS + ((n % 3) - 1)),
          order: fc.constantFrom<ReadOrder>('asc', 'desc'),
          wanted: fc.integer({ min: 1, max: 20 }),
          maxRows: fc.integer({ min: 1, max: 5 }),
        }),
        async ({ stripes, fan, events, fromMs, toMs, order, wanted, maxRows }) => {
          const table = new MemoryTable();
          table.maxRows = maxRows;
          const epoch = epochRow(stripes, WIDTH_MS, fan);
          const ids = events.map(({ turn, edge: [ms = 0, us = 0], leaf }) => idAt(turn * WIDTH_MS + ms, us, leaf));
          for (const id of ids) place(table, epoch, id);
          const from = { ms: Math.max(0, fromMs), us: 0 };
          const range = buildIdRange(from, { ms: toMs, us: 999 });
          const source = openPlanned(table, new Epochs([epoch]), {
            streams: [STREAM_OF_TIME],
            range,
            order,
            wanted,
            withLines: true,
            stripesUntilMs: Number.MAX_SAFE_INTEGER,
          });
          const expected = ids.filter((id) => range.low <= id && id <= range.high).sort();
          expect(await take(source)).toEqual(order === 'asc' ? expected : expected.reverse());
        },
      ),
      { numRuns: countRuns(1_500) },
    );
  });
});

describe('the cost of the newest page', () => {
  const nowMs = 1_000_000_000;
  const open = (table: MemoryTable, epochs: Epochs) =>
    openPlanned(table, epochs, {
      streams: [STREAM_OF_TIME],
      range: buildIdRange(undefined, { ms: nowMs, us: 999 }),
      order: 'desc',
      wanted: 50,
      withLines: true,
      stripesUntilMs: Number.MAX_SAFE_INTEGER,
    });

  it('is one request and the one for events ahead, while nothing is striped', async () => {
    const table = new MemoryTable();
    for (let at = 0; at < 500; at += 1) table.put('table', 'T#0#0', row(idAt(nowMs - at * 10, 0, 1)));
    expect(await take(open(table, new Epochs([])), 50)).toHaveLength(50);
    expect(table.requests.map(({ partition }) => partition)).toEqual(['T#0#0', 'T#ahead']);
  });

  it('is a request or two more for 128 stripes, whose turns hold 100 events', async () => {
    const table = new MemoryTable();
    const epoch = epochRow(128, 1_000);
    for (let at = 0; at < 500; at += 1) place(table, epoch, idAt(nowMs - 400 - at * 10, 0, 1));
    expect(await take(open(table, new Epochs([epoch])), 50)).toHaveLength(50);
    expect(table.requests.length).toBeLessThanOrEqual(2 + 2);
  });

  it('is bounded where turns are empty: each stripe once by turns, once side by side', async () => {
    const table = new MemoryTable();
    const epoch = epochRow(128, 1_000);
    for (let at = 0; at < 50; at += 1) place(table, epoch, idAt(1_000_000 + at * 1_000_000, 0, 1));
    expect(await take(open(table, new Epochs([epoch])), 50)).toHaveLength(50);
    expect(table.requests.length).toBeLessThanOrEqual(2 + 3 * 128);
  });
});

describe('copies', () => {
  it('of an event in two epochs are one, the one that is kept longer', async () => {
    const table = new MemoryTable();
    const id = idAt(5_000, 0, 1);
    table.put('table', 'T#0#0', { ...row(id, 'T#0#0'), expires_at: 10 });
    table.put('table', 'T#1#1', { ...row(id, 'T#1#1'), expires_at: 20 });
    const source = openPlanned(table, new Epochs([epochRow(4, 1_000)]), {
      streams: [STREAM_OF_TIME],
      range: buildIdRange(undefined, { ms: 10_000, us: 0 }),
      order: 'asc',
      wanted: 10,
      withLines: true,
      stripesUntilMs: Number.MAX_SAFE_INTEGER,
    });
    await source.fill();
    expect(source.head?.expires_at).toBe(20);
    source.advance();
    await source.fill();
    expect(source.isDone).toBe(true);
  });
});
