/** Random trails, put into the table as ingest would, and a plain filter to compare every answer with. */
import fc from 'fast-check';
import { ACTOR_TYPES, type EventLine, STATUSES } from '../../../shared/event/event.js';
import { deriveEventId, deriveLeaf, deriveSalt } from '../../../shared/event/line/identity.js';
import { serialiseLine } from '../../../shared/event/line/line.js';
import { hashSessionId } from '../../../shared/event/values/session-id.js';
import { formatTimestamp, parseTimestamp } from '../../../shared/event/values/timestamp.js';
import {
  type EpochRow,
  Epochs,
  linkFamily,
  resourceFamily,
  SUPERSEDED_AFTER_MS,
  statusFamily,
  TABLE_FAMILY,
  userFamily,
} from '../../../shared/store/epochs.js';
import { buildEventItem, buildLinkItems, type EventItem, type LinkItem } from '../../../shared/store/event-item.js';
import { placeEvent } from '../../../shared/store/place-event.js';

export const TRAIL_KEY = Buffer.alloc(32, 7);
/** Events lie in the ten minutes before. */
export const NOW_MS = Date.UTC(2026, 10, 24, 12, 0, 0);
const SPREAD_MS = 600_000;
export const ARRIVED_MS = NOW_MS - SPREAD_MS;

const USERS = ['alice', 'bob', 'system', 'carol,with,commas', 'x#y'];
const RESOURCES = ['bucket-123', 'bucket-123:/a.txt', '0#0#tricky', 'backend-s3', 'ü/日本'];
const TYPES = ['vfs_operation', 'backend_operation', 'audit', 'my own type'];
const ACTIONS = ['create', 'write', 'delete', 'export'];
const REQUESTS = ['req-1', 'req,2'];
export const OPERATIONS = ['00000000000000a1', '00000000000000b2'];
const maybe = <T>(...values: T[]) => fc.option(fc.constantFrom(...values), { nil: undefined });

export interface StoredEvent {
  readonly event_id: string;
  readonly line: string;
  readonly event: EventLine;
  readonly expired: boolean;
}

/** Where turns of stripes begin and end. */
export const STEP_MS = 20_000;

/** Times repeat on purpose, and lie on both sides of the borders of turns: ties and borders are where an order breaks. */
const instant = fc
  .record({ step: fc.integer({ min: 1, max: 25 }), us: fc.constantFrom(-1, 0, 1, 999, 1_000, 5_000_000) })
  .map(({ step, us }) => {
    const micros = (NOW_MS - step * STEP_MS) * 1_000 + us;
    return { ms: Math.floor(micros / 1_000), us: micros % 1_000 };
  });
/** After now: by what clocks differ, by what they are wrong, and by what somebody made up. */
const later = fc.constantFrom(
  { ms: NOW_MS + 30_000, us: 0 },
  { ms: NOW_MS + 120_000, us: 999 },
  { ms: NOW_MS + 120_001, us: 0 },
  { ms: NOW_MS + 3_600_000, us: 7 },
  { ms: Date.UTC(9998, 0, 1), us: 0 },
);

const eventArbitrary = fc.record({
  at: fc.oneof({ weight: 9, arbitrary: instant }, { weight: 1, arbitrary: later }),
  user_id: fc.constantFrom(...USERS),
  resource_id: fc.option(fc.constantFrom(...RESOURCES), { nil: undefined }),
  related: fc.array(
    fc.record({ resource_id: fc.constantFrom(...RESOURCES), role: fc.constantFrom('bucket', 'backend') }),
    { maxLength: 2 },
  ),
  event_type: fc.constantFrom(...TYPES),
  action: fc.constantFrom(...ACTIONS),
  status: fc.constantFrom(...STATUSES),
  correlation_id: fc.option(fc.constantFrom(...REQUESTS), { nil: undefined }),
  operation_id: maybe(...OPERATIONS),
  caused_by: maybe(...OPERATIONS),
  duration_ms: maybe(0, 7, 8.25, 90),
  session_id: maybe(hashSessionId('session-1'), hashSessionId('session-2')),
  actor_type: maybe(...ACTOR_TYPES),
  user_role: maybe('admin'),
  on_behalf_of: maybe('bob', 'carol'),
  source_ip: maybe('192.0.2.7'),
  resource_type: maybe('bucket', 'file'),
  tags: maybe(['pci'], ['gxp', 'pci'], ['phi']),
  error: maybe({ code: 'ENOENT', message: 'é: not there' }, { code: 'EACCES', message: 'denied' }),
  external_id: maybe('evt-1', 'evt-2'),
  /** Which row of the directory the writer knew: a late writer uses an older epoch. */
  writerKnows: fc.integer({ min: 0, max: 3 }),
  wasAhead: fc.boolean(),
  expired: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  /** Delivered again to a writer that knows all epochs. */
  redelivered: fc.boolean(),
});
export type ArbitraryEvent = typeof eventArbitrary extends fc.Arbitrary<infer T> ? T : never;

export const trailArbitrary = fc.array(eventArbitrary, { maxLength: 60 });

const families = [
  TABLE_FAMILY,
  ...STATUSES.map(statusFamily),
  ...USERS.map(userFamily),
  ...RESOURCES.flatMap((id) => [resourceFamily(id), linkFamily(id)]),
].map(({ name }) => name);
const rowArbitrary = fc.record({
  family: fc.oneof(fc.constant(TABLE_FAMILY.name), fc.constantFrom(...families)),
  stripes: fc.integer({ min: 1, max: 7 }),
  width_ms: fc.constantFrom(1, 1_000, STEP_MS, 60_000, 10_000_000),
  fan: fc.integer({ min: 1, max: 3 }),
  from: fc.integer({ min: 0, max: 14 }),
  to: fc.integer({ min: 15, max: 30 }),
  /** In effect for long, or only just: then writers may still not know it. */
  isOld: fc.boolean(),
});

/** Numbers rise within the directory; rows overlap in event time. */
export const directoryArbitrary = fc.array(rowArbitrary, { maxLength: 12 }).map((rows) =>
  rows.map(
    ({ from, to, isOld, ...row }, at): EpochRow => ({
      ...row,
      number: at + 1,
      from_ms: NOW_MS - SPREAD_MS + from * STEP_MS,
      to_ms: to > 25 ? Number.MAX_SAFE_INTEGER : NOW_MS - SPREAD_MS + to * STEP_MS,
      effective_at_ms: isOld ? NOW_MS - SPREAD_MS - SUPERSEDED_AFTER_MS : NOW_MS - 60_000,
    }),
  ),
);

export interface BuiltTrail {
  readonly events: StoredEvent[];
  readonly items: (EventItem | LinkItem)[];
}

/** `namespace` keeps trails apart that share a table. */
export function buildTrail(trail: readonly ArbitraryEvent[], directory: readonly EpochRow[]): BuiltTrail {
  const items: (EventItem | LinkItem)[] = [];
  const events = trail.map((drawn, at): StoredEvent => {
    const { at: when, writerKnows, wasAhead, expired, redelivered, related, ...fields } = drawn;
    const event: EventLine = {
      schema_version: 1,
      timestamp: formatTimestamp(when),
      ...fields,
      ...(related.length === 0 ? {} : { related }),
      details: { text: `"${at}" \\ é` },
      producer_id: 'producer',
      seq: at + 1,
    };
    const line = serialiseLine(event);
    const salt = deriveSalt(TRAIL_KEY, null, event);
    const time = parseTimestamp(event.timestamp);
    if (time === undefined) throw new Error(`bad time ${event.timestamp}`);
    const event_id = deriveEventId(time, deriveLeaf(salt, line));
    const stored = {
      event_id,
      line,
      salt,
      arrived_at: ARRIVED_MS,
      sender: 7,
      expires_at: Math.floor(NOW_MS / 1_000) + (expired ? -at : 1_000),
    };
    const write = (rows: readonly EpochRow[], arrivedAtMs: number) => {
      const placement = placeEvent(new Epochs(rows), event, event_id, { arrivedAtMs, nowMs: NOW_MS });
      items.push(buildEventItem(event, stored, placement), ...buildLinkItems(event, stored, placement));
    };
    // No writer misses a row that has been in effect for long when the event happens.
    const isKnown = (row: EpochRow, at: number) =>
      at < writerKnows * 4 || time.ms >= row.effective_at_ms + SUPERSEDED_AFTER_MS;
    write(directory.filter(isKnown), wasAhead ? Math.min(NOW_MS, time.ms - 100_000) : NOW_MS);
    if (redelivered) write(directory, NOW_MS);
    return { event_id, line, event, expired };
  });
  return { events, items };
}
