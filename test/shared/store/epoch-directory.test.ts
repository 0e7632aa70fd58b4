import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CachedEpochs, READER_EPOCHS, WRITER_EPOCHS } from '../../../shared/store/cached-epochs.js';
import {
  DynamoDbEpochDirectory,
  EFFECTIVE_AFTER_MS,
  type EpochDirectory,
  EpochRowError,
} from '../../../shared/store/epoch-directory.js';
import type { EpochRow } from '../../../shared/store/epochs.js';
import { type Emulators, startEmulators } from '../../support/emulators.js';

const NOW = 1_800_000_000_000;
const row: EpochRow = {
  family: 'table',
  number: 1,
  from_ms: 0,
  to_ms: 4_000_000_000_000,
  stripes: 8,
  width_ms: 250,
  fan: 1,
  effective_at_ms: NOW + EFFECTIVE_AFTER_MS,
};

describe('the epoch directory', () => {
  let emulators: Emulators;
  let directory: DynamoDbEpochDirectory;
  beforeAll(async () => {
    emulators = await startEmulators();
    directory = new DynamoDbEpochDirectory(emulators.dynamoDb, emulators.tableName, () => NOW);
  });
  afterAll(() => emulators.stop());

  test('is empty at first and gives back what was added, in order of numbers', async () => {
    expect(await directory.listRows()).toEqual([]);
    const second = { ...row, number: 2, family: 'user#alice' };
    await directory.addRow(second);
    await directory.addRow(row);
    expect(await directory.listRows()).toEqual([row, second]);
  });

  test('never changes a row', async () => {
    await expect(directory.addRow({ ...row, stripes: 9 })).rejects.toThrow(EpochRowError);
    expect((await directory.listRows())[0]?.stripes).toBe(8);
  });

  test.each([
    { change: { effective_at_ms: NOW + EFFECTIVE_AFTER_MS - 1 }, named: 'effective_at_ms' },
    { change: { number: 0 }, named: 'number' },
    { change: { to_ms: 0, from_ms: 0 }, named: 'to_ms' },
    { change: { stripes: 0 }, named: 'stripes' },
    { change: { width_ms: 0.5 }, named: 'width_ms' },
  ])('refuses a row that is not safe: $named', async ({ change, named }) => {
    await expect(directory.addRow({ ...row, number: 7, ...change })).rejects.toThrow(named);
  });
});

describe('a cached directory', () => {
  const start = (options: { maxAgeMs: number; maxStaleMs: number }) => {
    const state = { nowMs: 0, rows: [] as EpochRow[], readings: 0, fails: false };
    const directory: EpochDirectory = {
      async listRows() {
        state.readings += 1;
        if (state.fails) throw new Error('the table is away');
        return state.rows;
      },
      addRow: () => Promise.reject(new Error('not here')),
    };
    return { state, cache: new CachedEpochs(directory, { ...options, clock: () => state.nowMs }) };
  };

  test('a reader knows a row long before any writer may use it', async () => {
    const { state, cache } = start(READER_EPOCHS);
    await cache.getEpochs();
    state.rows = [row];
    let known = 0;
    while ((await cache.getEpochs()).isEmpty) {
      state.nowMs += 1_000;
      known = state.nowMs;
    }
    expect(known).toBeLessThanOrEqual(EFFECTIVE_AFTER_MS / 2);
  });

  test('a reader that cannot look fails before a row could be used without it', async () => {
    const { state, cache } = start(READER_EPOCHS);
    await cache.getEpochs();
    state.fails = true;
    state.nowMs = READER_EPOCHS.maxStaleMs - 1;
    await expect(cache.getEpochs()).resolves.toBeDefined();
    state.nowMs = READER_EPOCHS.maxStaleMs;
    await expect(cache.getEpochs()).rejects.toThrow('away');
    expect(READER_EPOCHS.maxStaleMs).toBeLessThan(EFFECTIVE_AFTER_MS);
  });

  test('a writer goes on with what it knew for five minutes, but not with nothing', async () => {
    const { state, cache } = start(WRITER_EPOCHS);
    state.fails = true;
    await expect(cache.getEpochs()).rejects.toThrow('away');
    state.fails = false;
    await cache.getEpochs();
    state.fails = true;
    state.nowMs = WRITER_EPOCHS.maxStaleMs - 1;
    await expect(cache.getEpochs()).resolves.toBeDefined();
    state.nowMs = WRITER_EPOCHS.maxStaleMs;
    await expect(cache.getEpochs()).rejects.toThrow('away');
  });

  test('reads once for many callers and not again while the copy is young', async () => {
    const { state, cache } = start(WRITER_EPOCHS);
    await Promise.all([cache.getEpochs(), cache.getEpochs(), cache.getEpochs()]);
    state.nowMs = WRITER_EPOCHS.maxAgeMs - 1;
    await cache.getEpochs();
    expect(state.readings).toBe(1);
    state.nowMs = WRITER_EPOCHS.maxAgeMs;
    await cache.getEpochs();
    expect(state.readings).toBe(2);
  });
});
