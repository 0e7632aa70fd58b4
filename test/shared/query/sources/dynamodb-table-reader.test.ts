import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrailRow } from '../../../../shared/query/plan/trail-row.js';
import {
  type DocumentSender,
  DynamoDbTableReader,
  UnprocessedKeysError,
} from '../../../../shared/query/sources/dynamodb-table-reader.js';
import { loadEvents } from '../../../../shared/query/sources/event-loader.js';
import { readRow, StoredItemError } from '../../../../shared/query/sources/stored-row.js';
import { MemoryTable } from '../../../support/memory-table.js';
import { type QueryHarness, startQueryHarness } from '../../../support/query-harness.js';
import { itemsOf, sampleSeries } from '../../../support/sample-events.js';

let harness: QueryHarness;
const series = sampleSeries(100);
beforeAll(async () => {
  harness = await startQueryHarness(Date.UTC(2026, 0, 31, 12));
  await harness.store(itemsOf(series));
});
afterAll(() => harness.stop());

const keys = series.map(({ event_id }) => ({ pk: 'T#0#0', sk: event_id }));

/** Sends only the first `most` keys of each batch on, and leaves the others over. */
function leaveOver(most: number): DocumentSender {
  const send = async (command: unknown) => {
    if (!(command instanceof BatchGetCommand)) throw new Error('unexpected');
    const [[name, request] = []] = Object.entries(command.input.RequestItems ?? {});
    if (name === undefined || request?.Keys === undefined) throw new Error('no keys');
    const taken = request.Keys.slice(0, most);
    const left = request.Keys.slice(most);
    const answer =
      taken.length === 0
        ? {}
        : await harness.documents.send(new BatchGetCommand({ RequestItems: { [name]: { ...request, Keys: taken } } }));
    return { ...answer, UnprocessedKeys: left.length === 0 ? {} : { [name]: { ...request, Keys: left } } };
  };
  return { send: send as DocumentSender['send'] };
}

describe('keys that the table leaves over', () => {
  it('are asked for again until none is left', async () => {
    const waits: number[] = [];
    const reader = new DynamoDbTableReader(leaveOver(13), harness.emulators.tableName, {
      wait: async (ms) => void waits.push(ms),
    });
    const rows = await reader.getRows(keys, { isConsistent: false });
    expect(new Set(rows.map(({ event_id }) => event_id)).size).toBe(100);
    expect(waits).toHaveLength(7);
    expect(Math.max(...waits)).toBeLessThanOrEqual(1_000);
  });

  it('are an error in the end, never an answer without them', async () => {
    const reader = new DynamoDbTableReader(leaveOver(0), harness.emulators.tableName, { wait: async () => {} });
    await expect(reader.getRows(keys, { isConsistent: false })).rejects.toThrow(UnprocessedKeysError);
  });
});

describe('an event that the index finds', () => {
  const [sample] = series;
  if (sample === undefined) throw new Error('no sample');
  const row: TrailRow = { ...readRow({ ...sample.items[0] }), line: undefined };

  it('before a copy of the table has it is read again, consistently', async () => {
    const table = new MemoryTable();
    const consistency: boolean[] = [];
    const late = Object.assign(table, {
      getRows: async (_: unknown, { isConsistent }: { isConsistent: boolean }) => {
        consistency.push(isConsistent);
        return isConsistent ? [{ ...row, line: sample.line }] : [];
      },
    });
    expect(await loadEvents(late, [row], () => 0)).toHaveLength(1);
    expect(consistency).toEqual([false, true]);
  });

  it('and that is gone from the table is left out', async () => {
    expect(await loadEvents(new MemoryTable(), [row], () => 0)).toEqual([]);
  });
});

describe('a damaged item', () => {
  it('is an error that names the attribute', () => {
    const [sample] = series;
    const item = { ...sample?.items[0] };
    expect(() => readRow({ ...item, status: 1 })).toThrow(StoredItemError);
    expect(() => readRow({ ...item, status: 1 })).toThrow('status: expected text, got number');
    expect(() => readRow({ ...item, sk: 'x' })).toThrow('expected an event id');
    expect(() => readRow({ ...item, expires_at: undefined })).toThrow('expires_at: expected a number');
  });
});
