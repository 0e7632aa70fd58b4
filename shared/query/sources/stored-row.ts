/** Reads items of the table as rows. They are checked, not trusted: an answer must not pass on a damaged item. */
import { SUMMARY_FIELDS } from '../../event/fields/fields.js';
import { isEventId } from '../../event/line/identity.js';
import type { TrailRow } from '../plan/trail-row.js';

/** An item that this version did not write, or that was changed behind its back. */
export class StoredItemError extends Error {
  override readonly name = 'StoredItemError';
}

/** Of an event item, an index row or a link item. */
export function readRow(item: Readonly<Record<string, unknown>>): TrailRow {
  const eventId = text(item, 'sk');
  if (!isEventId(eventId)) throw new StoredItemError(`sk: expected an event id, got ${JSON.stringify(eventId)}`);
  const row: TrailRow = {
    event_id: eventId,
    // A link item lies in a partition of its own and names the event's.
    table_pk: typeof item.event_pk === 'string' ? item.event_pk : text(item, 'pk'),
    expires_at: number(item, 'expires_at'),
    event_type: text(item, 'event_type'),
    action: text(item, 'action'),
    status: text(item, 'status'),
    user_id: text(item, 'user_id'),
  };
  for (const field of SUMMARY_FIELDS) if (item[field] !== undefined) row[field] = text(item, field);
  if (item.correlation_id !== undefined) row.correlation_id = text(item, 'correlation_id');
  if (item.line !== undefined) row.line = text(item, 'line');
  return row;
}

export function text(item: Readonly<Record<string, unknown>>, name: string): string {
  const value = item[name];
  if (typeof value !== 'string') throw new StoredItemError(`${name}: expected text, got ${typeof value}`);
  return value;
}

export function number(item: Readonly<Record<string, unknown>>, name: string): number {
  const value = item[name];
  if (typeof value !== 'number') throw new StoredItemError(`${name}: expected a number, got ${typeof value}`);
  return value;
}
