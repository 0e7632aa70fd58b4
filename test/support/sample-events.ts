/** Stored events as a test writes them down. */
import type { EventLine } from '../../shared/event/event.js';
import { deriveEventId, deriveLeaf, deriveSalt } from '../../shared/event/line/identity.js';
import { serialiseLine } from '../../shared/event/line/line.js';
import { parseTimestamp } from '../../shared/event/values/timestamp.js';
import { Epochs } from '../../shared/store/epochs.js';
import { buildEventItem, buildLinkItems, type EventItem, type LinkItem } from '../../shared/store/event-item.js';
import { placeEvent } from '../../shared/store/place-event.js';

export interface Sample {
  readonly event_id: string;
  readonly line: string;
  readonly event: EventLine;
  readonly items: (EventItem | LinkItem)[];
}

const FAR_FUTURE_SECONDS = 4_000_000_000;
const KEY = Buffer.alloc(32, 7);

/** `seq` tells events apart; everything else has a default. */
export function sampleEvent(seq: number, fields: Partial<EventLine> = {}, expiresAt = FAR_FUTURE_SECONDS): Sample {
  const event: EventLine = {
    schema_version: 1,
    timestamp: '2026-01-31T09:30:00.000Z',
    event_type: 'vfs_operation',
    action: 'write',
    status: 'success',
    user_id: 'alice',
    producer_id: 'producer',
    seq,
    ...fields,
  };
  const line = serialiseLine(event);
  const salt = deriveSalt(KEY, null, event);
  const instant = parseTimestamp(event.timestamp);
  if (instant === undefined) throw new Error(`bad time ${event.timestamp}`);
  const event_id = deriveEventId(instant, deriveLeaf(salt, line));
  const stored = { event_id, line, salt, arrived_at: instant.ms, expires_at: expiresAt, sender: 7 };
  const at = { arrivedAtMs: instant.ms, nowMs: instant.ms };
  const placement = placeEvent(new Epochs([]), event, event_id, at);
  return {
    event_id,
    line,
    event,
    items: [buildEventItem(event, stored, placement), ...buildLinkItems(event, stored, placement)],
  };
}

export const itemsOf = (samples: readonly Sample[]): object[] => samples.flatMap(({ items }) => items);

/** One event a second, from `2026-01-31T09:00:00Z` on. */
export const sampleSeries = (count: number, fields: (at: number) => Partial<EventLine> = () => ({})): Sample[] =>
  Array.from({ length: count }, (_, at) =>
    sampleEvent(at + 1, { timestamp: new Date(Date.UTC(2026, 0, 31, 9, 0, at)).toISOString(), ...fields(at) }),
  );
