import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReadOrder } from '../../../../shared/query/plan/table-reader.js';
import type { TrailRow } from '../../../../shared/query/plan/trail-row.js';
import { mergeSources } from '../../../../shared/query/sources/merge-source.js';
import { needsFill, type RowSource } from '../../../../shared/query/sources/row-source.js';
import { countRuns } from '../../../support/property-runs.js';

const row = (event_id: string, expires_at = 1, table_pk = 'T#0#0'): TrailRow => ({
  event_id,
  table_pk,
  expires_at,
  event_type: 't',
  action: 'a',
  status: 'success',
});

/** Rows that lie ready, a few at a time. */
class PagesDouble implements RowSource {
  readonly #pages: (readonly TrailRow[])[];
  #rows: readonly TrailRow[] = [];
  #at = 0;

  constructor(pages: readonly (readonly TrailRow[])[]) {
    this.#pages = [...pages];
  }

  get head(): TrailRow | undefined {
    return this.#rows[this.#at];
  }

  get isDone(): boolean {
    return this.head === undefined && this.#pages.length === 0;
  }

  advance(): void {
    this.#at += 1;
  }

  async fill(): Promise<void> {
    while (this.head === undefined && !this.isDone) {
      this.#rows = this.#pages.shift() ?? [];
      this.#at = 0;
    }
  }
}

const source = (...pages: TrailRow[][]) => new PagesDouble(pages);

async function takeAll(from: RowSource): Promise<TrailRow[]> {
  const rows: TrailRow[] = [];
  while (!from.isDone) {
    if (needsFill(from)) await from.fill();
    if (from.head === undefined) continue;
    rows.push(from.head);
    from.advance();
  }
  return rows;
}

describe('of two copies of an event', () => {
  const short = row('b', 10, 'T#0#0');
  const long = row('b', 20, 'T#1#3');

  it.each<[string, ReadOrder, TrailRow[]]>([
    ['the later epoch comes last, forwards', 'asc', [short, long]],
    ['the later epoch comes first, forwards', 'asc', [long, short]],
    ['the later epoch comes last, backwards', 'desc', [short, long]],
    ['the later epoch comes first, backwards', 'desc', [long, short]],
  ])('the one that is kept longer is taken, and no other: %s', async (_, order, copies) => {
    const merged = mergeSources(
      copies.map((copy) => source([copy])),
      order,
    );
    expect(await takeAll(merged)).toEqual([long]);
  });

  it('the one that is kept longest, of any number of sources and pages', async () => {
    const place = fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e'), expires: fc.nat(3) });
    const rowsOfSource = fc.uniqueArray(place, { maxLength: 5, selector: ({ id }) => id });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ places: rowsOfSource, pageSize: fc.integer({ min: 1, max: 3 }) }), { maxLength: 5 }),
        fc.constantFrom<ReadOrder>('asc', 'desc'),
        async (given, order) => {
          const sign = order === 'asc' ? 1 : -1;
          const byId = (a: TrailRow, b: TrailRow) => (a.event_id < b.event_id ? -sign : sign);
          const expected = new Map<string, number>();
          const sources = given.map(({ places, pageSize }) => {
            const rows = places.map(({ id, expires }) => row(id, expires)).sort(byId);
            for (const each of rows) {
              expected.set(each.event_id, Math.max(each.expires_at, expected.get(each.event_id) ?? 0));
            }
            const pages = Array.from({ length: Math.ceil(rows.length / pageSize) }, (__, at) =>
              rows.slice(at * pageSize, (at + 1) * pageSize),
            );
            return source(...pages);
          });
          const taken = await takeAll(mergeSources(sources, order));
          expect(taken).toEqual([...expected].map(([id, expires]) => row(id, expires)).sort(byId));
        },
      ),
      { numRuns: countRuns(1_000) },
    );
  });
});

describe('a merge', () => {
  it('shows no row before every source shows its own', async () => {
    const ready = source([row('b')]);
    await ready.fill();
    const merged = mergeSources([ready, source([row('a')])], 'asc');
    expect(merged.head).toBeUndefined();
    expect(merged.isDone).toBe(false);
    await merged.fill();
    expect(merged.head?.event_id).toBe('a');
  });

  it('shows a row at once when all sources have theirs', async () => {
    const sources = [source([row('b')]), source([row('a')])];
    for (const each of sources) await each.fill();
    expect(mergeSources(sources, 'desc').head?.event_id).toBe('b');
  });

  it('of nothing is done', () => {
    const merged = mergeSources([], 'asc');
    expect([merged.isDone, merged.head]).toEqual([true, undefined]);
  });

  it('of one source is that source, which pays for no merging', () => {
    const only = source([row('a')]);
    expect(mergeSources([only], 'asc')).toBe(only);
  });
});
