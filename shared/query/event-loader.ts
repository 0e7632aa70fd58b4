/** Indexes find, the table tells: turns rows into events. */
import { MAX_BATCH_KEYS, type TableReader } from './table-reader.js';
import { hasLine, isExpired, type TrailEvent, type TrailRow } from './trail-row.js';

/**
 * The events of the rows, in their order, at most `MAX_BATCH_KEYS` of them. A row whose event is gone or expired is
 * left out.
 */
export async function loadEvents(
  reader: TableReader,
  rows: readonly TrailRow[],
  clock: () => number,
): Promise<TrailEvent[]> {
  const found = new Map<string, TrailEvent>();
  for (const row of rows) if (hasLine(row)) found.set(row.event_id, row);
  // A copy of the table that is a moment behind the index must not hide an event: what it misses is asked for again.
  for (const isConsistent of [false, true]) {
    const missing = rows.filter((row) => !found.has(row.event_id) && !isExpired(row, clock()));
    if (missing.length === 0) break;
    const keys = missing.map((row) => ({ pk: row.table_pk, sk: row.event_id }));
    for (const row of await reader.getRows(keys, { isConsistent })) if (hasLine(row)) found.set(row.event_id, row);
  }
  const nowMs = clock();
  return rows.flatMap((row) => {
    const event = found.get(row.event_id);
    return event === undefined || isExpired(event, nowMs) ? [] : [event];
  });
}

/** Rows that one call of `loadEvents` takes. */
export const MAX_LOAD_ROWS = MAX_BATCH_KEYS;
