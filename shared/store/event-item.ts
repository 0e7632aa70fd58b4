/**
 * An event, its links and its tombstone as items of the table. Attributes have two letters, and none says what a key of
 * the item says already.
 */
import { type FactSource, type FactValues, readFacts } from './event-facts.js';
import { buildLinkPartition, buildTablePartition, type TimePartition } from './keys.js';
import { INDEXES, type IndexAttribute, type IndexName } from './table.js';

/** When and by whom an item came, and how long it stays: on event items, links and tombstones alike. */
interface ItemTimes {
  /** When it leaves the table, seconds since 1970. */
  ex: number;
  /** When retention ends, seconds since 1970; only where that is another time. */
  re?: number | undefined;
  /** When SQS took the message that carried the line last, milliseconds since 1970. */
  ar: number;
  /** Number of its sender in the directory of senders. */
  sn: number;
}

export interface EventItem extends ItemTimes, FactValues, Partial<Record<IndexAttribute, string>> {
  pk: string;
  /** The event id. */
  sk: string;
  /** The line's own bytes; answers splice the id in front of them. */
  li: string;
  /** 16 bytes. */
  sa: Uint8Array;
  /** SHA-256 of salt and line, where the id does not follow from it: a line that arrival composed or rewrote. */
  le?: Uint8Array | undefined;
  /** The rules that the line came with and those it was brought to, with a blank between. */
  rw?: string | undefined;
  ei?: string | undefined;
  ip?: string | undefined;
}

/** One for each resource that an event names in `related`, besides the event's own. */
export interface LinkItem extends ItemTimes, FactValues {
  pk: string;
  /** The event id. */
  sk: string;
  /** Partition key of the event in the table: `T#…`. */
  tp: string;
  /** The event's user and resource: not by the names of index keys, so that a link is in no index. */
  lu: string;
  lr?: string | undefined;
}

/** What stays of an event that was erased: no line, no salt, and nobody's name. */
export interface TombstoneItem extends Omit<ItemTimes, 'sn'>, Pick<FactValues, 'et' | 'ac' | 'st'> {
  pk: string;
  sk: string;
  /** By-status stays; the event's rows in the other indexes and its links go. */
  s?: string | undefined;
  /** 32 bytes, as the manifests have it. */
  le: Uint8Array;
  /** Id of the `audit/erase` event. */
  er: string;
}

/** Where the striping of each family puts an event. */
export interface EventPlacement {
  readonly table: TimePartition;
  /** Undefined: the index does not hold the event. */
  readonly indexes: Readonly<Record<IndexName, string | undefined>>;
  /** For each linked resource: its own partition. */
  readonly link: (resourceId: string) => TimePartition;
}

export interface StoredForm {
  readonly event_id: string;
  readonly line: string;
  readonly salt: Uint8Array;
  /** Milliseconds since 1970. */
  readonly arrived_at: number;
  /** When the item leaves the table, seconds since 1970. */
  readonly expires_at: number;
  /** When retention ends, seconds since 1970, if that is another time. */
  readonly retained_until?: number | undefined;
  /** From the directory of senders. */
  readonly sender: number;
  /** Only where the id does not follow from salt and line. */
  readonly leaf?: Uint8Array | undefined;
  /** Versions of redaction rules: those of the sender, and those that it was brought to. */
  readonly rewritten?: readonly [from: string, to: string] | undefined;
}

/** Absent attributes are left out, so that the indexes stay sparse. */
export function buildEventItem(event: FactSource, stored: StoredForm, placement: EventPlacement): EventItem {
  const item: EventItem = {
    pk: buildTablePartition(placement.table),
    sk: stored.event_id,
    li: stored.line,
    sa: stored.salt,
    ...timesOf(stored),
    ...readFacts(event),
  };
  for (const { name, partitionAttribute } of INDEXES) {
    const key = placement.indexes[name];
    if (key !== undefined) item[partitionAttribute] = key;
  }
  if (stored.leaf !== undefined) item.le = stored.leaf;
  if (stored.rewritten !== undefined) item.rw = stored.rewritten.join(' ');
  if (event.external_id !== undefined) item.ei = event.external_id;
  if (event.source_ip !== undefined) item.ip = event.source_ip;
  return item;
}

/** One link for each distinct related resource that is not the event's own. */
export function buildLinkItems(event: FactSource, stored: StoredForm, placement: EventPlacement): LinkItem[] {
  const resources = new Set(event.related?.map((related) => related.resource_id));
  if (event.resource_id !== undefined) resources.delete(event.resource_id);
  return [...resources].map((resourceId) => {
    const link: LinkItem = {
      pk: buildLinkPartition(placement.link(resourceId), resourceId),
      sk: stored.event_id,
      tp: buildTablePartition(placement.table),
      ...timesOf(stored),
      ...readFacts(event),
      lu: event.user_id,
    };
    if (event.resource_id !== undefined) link.lr = event.resource_id;
    return link;
  });
}

/** What takes the place of an event item, under the same key. `erasedBy`: id of the `audit/erase` event. */
export function buildTombstone(item: EventItem, leaf: Uint8Array, erasedBy: string): TombstoneItem {
  const { pk, sk, ex, ar, et, ac, st } = item;
  const tombstone: TombstoneItem = { pk, sk, ex, ar, et, ac, st, le: leaf, er: erasedBy };
  if (item.re !== undefined) tombstone.re = item.re;
  if (item.s !== undefined) tombstone.s = item.s;
  return tombstone;
}

function timesOf({ expires_at, retained_until, arrived_at, sender }: StoredForm): ItemTimes {
  const times: ItemTimes = { ex: expires_at, ar: arrived_at, sn: sender };
  if (retained_until !== undefined && retained_until !== expires_at) times.re = retained_until;
  return times;
}
