import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrailRow } from '../../../../shared/query/plan/trail-row.js';
import {
  type DocumentSender,
  DynamoDbTableReader,
  UnprocessedKeysError,
} from '../../../../shared/query/sources/dynamodb-table-reader.js';
import { loadEvents } from '../../../../shared/query/sources/event-loader.js';
import { readRow, readWholeRow } from '../../../../shared/query/sources/stored-row.js';
import { buildTombstone, type EventItem } from '../../../../shared/store/event-item.js';
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

describe('an item that was changed behind the trail', () => {
  const [sample] = sampleSeries(1, () => ({
    status: 'failure',
    resource_id: 'bucket-1',
    duration_ms: 3,
    error: { code: 'ENOSPC', message: 'no space' },
  }));
  const stored = sample?.items.find((each): each is EventItem => 'li' in each) ?? expect.fail('no event item');
  const item: Readonly<Record<string, unknown>> = { ...stored };
  const changes = Object.keys(item).filter((name) => name !== 'pk' && name !== 'sk' && name !== 'ar' && name !== 'sn');

  it('is read as it was written while nobody changed it', () => {
    expect(readWholeRow(item)).toMatchObject({ line: sample?.line, user_id: 'alice', error_code: 'ENOSPC', sender: 7 });
    expect(readWholeRow(item).damaged).toBeUndefined();
  });

  // When it expires the line does not say.
  it.each(changes.filter((name) => name !== 'ex'))('is damaged when %s is another', (name) => {
    const value = item[name];
    const other = { string: `${value}x`, number: Number(value) + 1, object: new Uint8Array(16) }[
      typeof value as 'string'
    ];
    expect(readWholeRow({ ...item, [name]: other })).toMatchObject({
      event_id: sample?.event_id,
      damaged: expect.any(String),
    });
  });

  it.each(changes)('is damaged, and no error, when %s is gone or of another kind', (name) => {
    // The status is in both of these: one of them is enough.
    for (const value of name === 'st' || name === 's' ? [true, {}] : [undefined, true, {}]) {
      const row = readWholeRow({ ...item, [name]: value });
      expect(row).toMatchObject({ event_id: sample?.event_id, damaged: expect.any(String) });
      expect(row.line).toBeUndefined();
    }
  });

  it('is no damage when the line was erased by the trail', () => {
    const tombstone = buildTombstone(stored, new Uint8Array(32), 'the-erase-event');
    expect(readWholeRow({ ...tombstone })).toMatchObject({ event_id: sample?.event_id, erased: 'the-erase-event' });
    expect(readWholeRow({ ...tombstone }).damaged).toBeUndefined();
    expect(Object.keys(tombstone)).not.toContain('u');
    expect(readWholeRow({ ...tombstone, li: 'x' }).damaged).toBeDefined();
  });
});
