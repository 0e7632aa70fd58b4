/** Indexes find, the table tells: turns rows into events. */
import { MAX_BATCH_KEYS, type RowKey, type TableReader } from '../plan/table-reader.js';
import { isExpired, isTold, type TrailRow } from '../plan/trail-row.js';

/** Rows that one call of `loadEvents` should take at most: each event may have 64 KiB. */
export const MAX_LOAD_ROWS = 4 * MAX_BATCH_KEYS;

/**
 * What the table tells of the rows, in their order: the event with its line, or that it was erased, or that it is damaged.
 * A row whose event is gone or expired is left out.
 */
export async function loadEvents(
  reader: TableReader,
  rows: readonly TrailRow[],
  clock: () => number,
): Promise<TrailRow[]> {
  const found = new Map<string, TrailRow>();
  for (const row of rows) if (isTold(row)) found.set(row.event_id, row);
  // A copy of the table that is a moment behind the index must not hide an event: what it misses is asked for again.
  for (const isConsistent of [false, true]) {
    const missing = rows.filter((row) => !found.has(row.event_id) && !isExpired(row, clock()));
    const keys = missing.map((row) => ({ pk: row.table_pk, sk: row.event_id }));
    for (const row of await getRows(reader, keys, isConsistent)) if (isTold(row)) found.set(row.event_id, row);
  }
  const nowMs = clock();
  return rows.flatMap((row) => {
    const event = found.get(row.event_id);
    return event === undefined || isExpired(event, nowMs) ? [] : [event];
  });
}

/** Any number of different keys, as many requests as that takes. */
export async function getRows(
  reader: TableReader,
  keys: readonly RowKey[],
  isConsistent: boolean,
): Promise<TrailRow[]> {
  const batches = Array.from({ length: Math.ceil(keys.length / MAX_BATCH_KEYS) }, (_, at) =>
    keys.slice(at * MAX_BATCH_KEYS, (at + 1) * MAX_BATCH_KEYS),
  );
  return (await Promise.all(batches.map((batch) => reader.getRows(batch, { isConsistent })))).flat();
}
