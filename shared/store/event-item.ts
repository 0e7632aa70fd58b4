/** An event and its links as items of the table: what is stored, and the attributes that later indexes can use. */
import type { EventLine } from '../event/event.js';
import { type RequiredField, SUMMARY_FIELDS, type SummaryField } from '../event/fields/fields.js';
import { buildLinkPartition, buildTablePartition, type Stripe, type TimePartition } from './keys.js';
import { INDEXES, type IndexAttribute, type IndexName } from './table.js';

type RequiredSummary = SummaryField & RequiredField;
/** What indexes and links hold of an event: enough to filter and to count by. */
export type EventSummary = { [Field in RequiredSummary]: string } & {
  [Field in Exclude<SummaryField, RequiredSummary>]?: string | undefined;
};

export interface EventItem extends EventSummary, Partial<Record<IndexAttribute, string>> {
  pk: string;
  /** The event id. */
  sk: string;
  /** The line's own bytes; answers splice the id in front of them. */
  line: string;
  /** 16 bytes. */
  salt: Uint8Array;
  /** When SQS took the message, milliseconds since 1970. */
  arrived_at: number;
  /** When retention ends, seconds since 1970. */
  expires_at: number;
  correlation_id?: string | undefined;
  operation_id?: string | undefined;
  source_ip?: string | undefined;
}

/** One for each resource that an event names in `related`, besides the event's own. */
export interface LinkItem extends EventSummary {
  pk: string;
  /** The event id. */
  sk: string;
  /** Partition key of the event in the table: `T#…`. */
  event_pk: string;
  expires_at: number;
}

/** Where the striping of each family puts an event. */
export interface EventPlacement {
  readonly table: TimePartition;
  /** Undefined: the index does not hold the event. */
  readonly indexes: Readonly<Record<IndexName, string | undefined>>;
  /** For each linked resource: its own stripe. */
  readonly link: (resourceId: string) => Stripe;
}

export interface StoredForm {
  readonly event_id: string;
  readonly line: string;
  readonly salt: Uint8Array;
  readonly arrived_at: number;
  readonly expires_at: number;
}

/** Absent key attributes are left out, so that the indexes stay sparse. */
export function buildEventItem(event: EventLine, stored: StoredForm, placement: EventPlacement): EventItem {
  const item: EventItem = {
    pk: buildTablePartition(placement.table),
    sk: stored.event_id,
    line: stored.line,
    salt: stored.salt,
    arrived_at: stored.arrived_at,
    expires_at: stored.expires_at,
    ...summarise(event),
  };
  for (const { name, partitionAttribute } of INDEXES) {
    const key = placement.indexes[name];
    if (key !== undefined) item[partitionAttribute] = key;
  }
  if (event.correlation_id !== undefined) item.correlation_id = event.correlation_id;
  if (event.operation_id !== undefined) item.operation_id = event.operation_id;
  if (event.source_ip !== undefined) item.source_ip = event.source_ip;
  return item;
}

/** Every field that the table of fields counts to the summary; what an event has not is left out. */
function summarise(event: EventLine): EventSummary {
  const summary: EventSummary = {
    event_type: event.event_type,
    action: event.action,
    status: event.status,
    user_id: event.user_id,
  };
  for (const field of SUMMARY_FIELDS) if (event[field] !== undefined) summary[field] = event[field];
  return summary;
}

/** One link for each distinct related resource that is not the event's own. */
export function buildLinkItems(event: EventLine, stored: StoredForm, placement: EventPlacement): LinkItem[] {
  const resources = new Set(event.related?.map((related) => related.resource_id));
  if (event.resource_id !== undefined) resources.delete(event.resource_id);
  return [...resources].map((resourceId) => {
    const link: LinkItem = {
      pk: buildLinkPartition(placement.link(resourceId), resourceId),
      sk: stored.event_id,
      event_pk: buildTablePartition(placement.table),
      expires_at: stored.expires_at,
      ...summarise(event),
    };
    return link;
  });
}
