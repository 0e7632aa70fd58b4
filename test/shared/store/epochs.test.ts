import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WRITER_STALE_MS } from '../../../shared/store/epoch-directory.js';
import {
  computeStripe,
  EPOCH_ZERO,
  type Epoch,
  type EpochRow,
  Epochs,
  linkFamily,
  listStripes,
  MANIFEST_FAMILY,
  MAX_AHEAD_MS,
  resourceFamily,
  SUPERSEDED_AFTER_MS,
  statusFamily,
  TABLE_FAMILY,
  userFamily,
} from '../../../shared/store/epochs.js';
import { placeEvent } from '../../../shared/store/place-event.js';

const row = (changes: Partial<EpochRow>): EpochRow => ({
  family: 'table',
  number: 1,
  from_ms: 0,
  to_ms: Number.MAX_SAFE_INTEGER,
  stripes: 8,
  width_ms: 100,
  fan: 1,
  effective_at_ms: 0,
  ...changes,
});

describe('epochs', () => {
  test('a second of traffic spreads over all stripes and neighbours share one', () => {
    const epoch: Epoch = row({ stripes: 10, width_ms: 100 });
    expect(computeStripe(epoch, 1_000, 7)).toBe(0);
    expect(computeStripe(epoch, 1_099, 3)).toBe(0);
    expect(computeStripe(epoch, 1_100, 3)).toBe(1);
    expect(new Set(Array.from({ length: 1_000 }, (_, ms) => computeStripe(epoch, ms, 0))).size).toBe(10);
  });

  test('a fan spreads one moment over stripes that follow each other', () => {
    const epoch = row({ stripes: 8, width_ms: 1_000, fan: 4 });
    expect([0, 1, 2, 3, 4].map((leafBits) => computeStripe(epoch, 7_000, leafBits))).toEqual([7, 0, 1, 2, 7]);
  });

  test('every stripe that an event of a range can have is listed, once', () => {
    fc.assert(
      fc.property(
        fc.record({
          stripes: fc.integer({ min: 1, max: 40 }),
          width_ms: fc.integer({ min: 1, max: 500 }),
          fan: fc.integer({ min: 1, max: 9 }),
          from_ms: fc.integer({ min: 0, max: 2_000 }),
          length: fc.integer({ min: 1, max: 5_000 }),
        }),
        fc.integer({ min: 0, max: 5_000 }),
        fc.integer({ min: 0, max: 3_000 }),
        fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        ({ length, ...shape }, fromMs, rangeMs, leafBits) => {
          const epoch = { ...row(shape), to_ms: shape.from_ms + length };
          const stripes = listStripes(epoch, fromMs, fromMs + rangeMs);
          expect(new Set(stripes).size).toBe(stripes.length);
          for (const ms of [fromMs, fromMs + Math.floor(rangeMs / 2), fromMs + rangeMs]) {
            if (ms >= epoch.from_ms && ms < epoch.to_ms) {
              expect(stripes).toContain(computeStripe(epoch, ms, leafBits));
            }
          }
        },
      ),
    );
  });

  test('no other stripe is listed, and time reaches them in this order', () => {
    const epoch = row({ stripes: 8, width_ms: 100, from_ms: 1_000, to_ms: 2_000 });
    expect(listStripes(epoch, 1_250, 1_450)).toEqual([4, 5, 6]);
    expect(listStripes({ ...epoch, fan: 3 }, 1_250, 1_250)).toEqual([4, 5, 6]);
    expect(listStripes(epoch, 0, 1_099)).toEqual([2]);
    expect(listStripes(epoch, 1_800, 9_999)).toEqual([2, 3]);
    expect(listStripes({ ...epoch, from_ms: 1_600 }, 1_000, 9_999)).toEqual([0, 1, 2, 3]);
    expect(listStripes(epoch, 0, 9_999)).toEqual([2, 3, 4, 5, 6, 7, 0, 1]);
    expect([listStripes(epoch, 0, 899), listStripes(epoch, 2_000, 2_100), listStripes(epoch, 1_500, 1_399)]).toEqual([
      [],
      [],
      [],
    ]);
    // However long the range is before or after the epoch, no fan makes up for it.
    expect(listStripes({ ...epoch, fan: 20 }, 0, 100)).toEqual([]);
  });

  test('the families have names of their own, which the directory keeps', () => {
    expect([TABLE_FAMILY, MANIFEST_FAMILY, statusFamily('denied'), userFamily('a#b')].map(({ name }) => name)).toEqual([
      'table',
      'manifest',
      'status#denied',
      'user#a#b',
    ]);
    expect([resourceFamily('b:/a').name, linkFamily('b:/a').name]).toEqual(['resource#b:/a', 'link#b:/a']);
  });

  test('a row covers its first millisecond and not the one behind its last', () => {
    const epochs = new Epochs([row({ from_ms: 1_000, to_ms: 2_000, effective_at_ms: 500 })]);
    expect([999, 1_000, 1_999, 2_000].map((ms) => epochs.getForWriting(TABLE_FAMILY, ms, 500).number)).toEqual([
      0, 1, 1, 0,
    ]);
    const read = (from: number, to: number) =>
      epochs.listForReading(TABLE_FAMILY, from, to).map(({ number }) => number);
    expect([read(0, 999), read(0, 1_000), read(1_999, 3_000), read(2_000, 3_000)]).toEqual([[0], [1, 0], [1, 0], [0]]);
    expect(epochs.listForReading(userFamily('alice'), 0, 9_999)).toEqual([EPOCH_ZERO]);
  });

  test('a directory without rows says so', () => {
    expect([new Epochs([]).isEmpty, new Epochs([row({})]).isEmpty]).toEqual([true, false]);
  });

  test('writers take the highest effective number, readers all that cover the range', () => {
    const epochs = new Epochs([
      row({ number: 1 }),
      row({ number: 3, from_ms: 5_000, effective_at_ms: 1_000 }),
      row({ number: 2, from_ms: 4_000, to_ms: 6_000 }),
      row({ number: 9, family: 'status#failure' }),
    ]);
    expect(epochs.getForWriting(TABLE_FAMILY, 5_500, 999).number).toBe(2);
    expect(epochs.getForWriting(TABLE_FAMILY, 5_500, 1_000).number).toBe(3);
    expect(epochs.getForWriting(TABLE_FAMILY, 3_999, 1_000).number).toBe(1);
    expect(epochs.getForWriting(userFamily('alice'), 3_999, 1_000)).toBe(EPOCH_ZERO);
    const numbers = (from: number, to: number) =>
      epochs.listForReading(TABLE_FAMILY, from, to).map((each) => each.number);
    expect(numbers(0, 3_999)).toEqual([1, 0]);
    expect(numbers(0, 4_000)).toEqual([2, 1, 0]);
    expect(numbers(5_999, 9_000)).toEqual([3, 2, 1, 0]);
    expect(numbers(6_000, 9_000)).toEqual([3, 1, 0]);
  });

  const MINUTE = 60_000;
  const minutes = (max: number) => fc.integer({ min: 0, max }).map((n) => n * MINUTE);
  const anyRows = fc.array(
    fc
      .record({ from_ms: minutes(60), length: minutes(60), effective_at_ms: minutes(60), isEndless: fc.boolean() })
      .map(({ length, isEndless, ...rest }) =>
        row({ ...rest, to_ms: isEndless ? Number.MAX_SAFE_INTEGER : rest.from_ms + length + 1 }),
      ),
    { maxLength: 8 },
  );

  test('whatever a writer uses, with a copy of the directory as old as it may be, a reader reads', () => {
    fc.assert(
      fc.property(
        anyRows,
        fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
        fc.nat(120 * MINUTE),
        minutes(10),
        (drawn, isSeen, eventMs, delayMs) => {
          const rows = drawn.map((each, at) => ({ ...each, number: at + 1 }));
          const writtenMs = Math.max(0, eventMs - MAX_AHEAD_MS) + delayMs;
          const isKnown = (each: EpochRow, at: number) =>
            each.effective_at_ms <= writtenMs - WRITER_STALE_MS || isSeen[at] === true;
          const used = new Epochs(rows.filter(isKnown)).getForWriting(TABLE_FAMILY, eventMs, writtenMs);
          const read = new Epochs(rows).listForReading(TABLE_FAMILY, eventMs, eventMs);
          expect(read.map(({ number }) => number)).toContain(used.number);
          expect(read.every((each) => each.from_ms <= eventMs && eventMs < each.to_ms)).toBe(true);
        },
      ),
    );
  });

  test('a row that is superseded for long is not read any more, so a spike of stripes costs nothing later', () => {
    const epochs = new Epochs([
      row({ number: 1, stripes: 256, effective_at_ms: 0 }),
      row({ number: 2, stripes: 2, effective_at_ms: 60 * MINUTE }),
    ]);
    const numbers = (ms: number) => epochs.listForReading(TABLE_FAMILY, ms, ms).map(({ number }) => number);
    expect(numbers(60 * MINUTE + SUPERSEDED_AFTER_MS - 1)).toEqual([2, 1]);
    expect(numbers(60 * MINUTE + SUPERSEDED_AFTER_MS)).toEqual([2]);
  });

  test('a row is superseded where the higher one begins, and not by one that ends before it does', () => {
    const numbersOf = (rows: readonly EpochRow[]) => (ms: number) =>
      new Epochs(rows).listForReading(TABLE_FAMILY, ms, ms).map(({ number }) => number);
    const later = numbersOf([row({ number: 1 }), row({ number: 2, from_ms: 100 * MINUTE })]);
    expect([later(100 * MINUTE - 1), later(100 * MINUTE)]).toEqual([[1], [2]]);
    const spike = numbersOf([row({ number: 1 }), row({ number: 2, from_ms: 20 * MINUTE, to_ms: 40 * MINUTE })]);
    expect([spike(19 * MINUTE), spike(39 * MINUTE), spike(40 * MINUTE)]).toEqual([[1], [2, 1], [1]]);
    const twice = numbersOf([
      row({ number: 1 }),
      row({ number: 2, from_ms: 50 * MINUTE }),
      row({ number: 3, from_ms: 30 * MINUTE }),
    ]);
    expect([twice(29 * MINUTE), twice(30 * MINUTE), twice(50 * MINUTE)]).toEqual([[1], [3], [3]]);
    const equal = numbersOf([
      row({ number: 1, to_ms: 80 * MINUTE }),
      row({ number: 2, from_ms: 30 * MINUTE, to_ms: 80 * MINUTE }),
    ]);
    expect([equal(29 * MINUTE), equal(30 * MINUTE), equal(80 * MINUTE)]).toEqual([[1, 0], [2, 0], [0]]);
  });

  test('where events may be ahead is said by the family, and by its rows', () => {
    const families = [
      TABLE_FAMILY,
      statusFamily('denied'),
      MANIFEST_FAMILY,
      userFamily('a'),
      resourceFamily('a'),
      linkFamily('a'),
    ];
    const without = new Epochs([]);
    expect(families.map((family) => without.mayBeAhead(family))).toEqual([true, true, false, false, false, false]);
    const epochs = new Epochs(families.map(({ name }) => row({ family: name, effective_at_ms: 1_000 })));
    expect(families.map((family) => epochs.mayBeAhead(family))).toEqual([true, true, false, true, true, true]);
    expect(families.map((family) => without.hasRowsInEffect(family, 1_000))).toEqual(new Array(6).fill(false));
    expect(epochs.hasRowsInEffect(TABLE_FAMILY, 999)).toBe(false);
    expect(epochs.hasRowsInEffect(TABLE_FAMILY, 1_000)).toBe(true);
    const some = new Epochs([row({ number: 1, effective_at_ms: 1_000 }), row({ number: 2, effective_at_ms: 2_000 })]);
    expect(some.hasRowsInEffect(TABLE_FAMILY, 1_500)).toBe(true);
  });

  test('epoch 0 of a user is always read: what was dated ahead lay in it before there were rows', () => {
    const epochs = new Epochs([row({ number: 1, family: userFamily('alice').name, effective_at_ms: 0 })]);
    const numbers = epochs.listForReading(userFamily('alice'), 90 * MINUTE, 90 * MINUTE).map(({ number }) => number);
    expect(numbers).toEqual([1, 0]);
    expect([epochs.mayBeAhead(userFamily('alice')), epochs.mayBeAhead(userFamily('bob'))]).toEqual([true, false]);
  });
});

describe('placing an event', () => {
  const id = (ms: number) =>
    `${ms
      .toString(16)
      .padStart(12, '0')
      .replace(/^(.{8})/, '$1-')}-7000-8000-000000000005`;
  const event = { status: 'failure', user_id: 'alice', resource_id: 'b' } as const;

  test('without rows everything is in epoch 0, stripe 0', () => {
    const placed = placeEvent(new Epochs([]), event, id(1_000), { arrivedAtMs: 1_000, nowMs: 1_000 });
    expect(placed.table).toEqual({ epoch: 0, stripe: 0 });
    expect(placed.link('x')).toEqual({ epoch: 0, stripe: 0 });
  });

  test('each family is striped by its own rows, from the id alone', () => {
    const epochs = new Epochs([
      row({ stripes: 10, width_ms: 100 }),
      row({ family: 'status#failure', number: 2, stripes: 4, width_ms: 1_000 }),
      row({ family: userFamily('alice').name, number: 3, stripes: 100, width_ms: 10 }),
      row({ family: 'link#x', number: 4, stripes: 2, width_ms: 500, fan: 2 }),
    ]);
    const placed = placeEvent(epochs, event, id(2_500), { arrivedAtMs: 2_500, nowMs: 2_500 });
    expect(placed.table).toEqual({ epoch: 1, stripe: 5 });
    expect(placed.indexes).toEqual({
      'by-status': 'failure#2#2',
      'by-user': '3#50#alice',
      'by-resource': '0#0#b',
    });
    expect(placed.link('x')).toEqual({ epoch: 4, stripe: 0 });
    expect(placed.link('y')).toEqual({ epoch: 0, stripe: 0 });
  });

  test.each([
    { rows: [], name: 'without rows' },
    { rows: [row({})], name: 'with rows' },
  ])('an event more than a minute ahead of its arrival goes ahead, $name', ({ rows }) => {
    const epochs = new Epochs(rows);
    const at = (ms: number) => placeEvent(epochs, event, id(ms), { arrivedAtMs: 1_000, nowMs: 1_000 });
    expect(at(1_000 + MAX_AHEAD_MS).table).not.toBe('ahead');
    expect(at(1_001 + MAX_AHEAD_MS)).toMatchObject({ table: 'ahead', indexes: { 'by-status': 'failure#ahead' } });
  });

  test('a family with a row in effect has its own partition for what is ahead, others have not', () => {
    const epochs = new Epochs([
      row({ number: 1, family: userFamily('alice').name, effective_at_ms: 1_000 }),
      row({ number: 2, family: linkFamily('x').name, effective_at_ms: 2_000 }),
    ]);
    const placed = placeEvent(epochs, event, id(1_001 + MAX_AHEAD_MS), { arrivedAtMs: 1_000, nowMs: 1_000 });
    expect(placed.indexes).toMatchObject({ 'by-user': 'ahead#alice', 'by-resource': '0#0#b' });
    expect(placed.link('x')).toEqual({ epoch: 0, stripe: 0 });
  });
});
