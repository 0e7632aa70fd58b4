/** What reads hand on: one event of the trail, found, perhaps without its line yet. */
import type { EventSummary } from '../../store/event-item.js';

export interface TrailRow extends EventSummary {
  event_id: string;
  /** Partition key of the event in the table; its sort key is the event id. */
  table_pk: string;
  /** When retention ends, seconds since 1970. */
  expires_at: number;
  /** Not in index rows and links. */
  line?: string | undefined;
  correlation_id?: string | undefined;
}

/** An event as the table tells it. */
export interface TrailEvent extends TrailRow {
  line: string;
}

export const hasLine = (row: TrailRow): row is TrailEvent => row.line !== undefined;

/** A read never returns an expired event, even while the service has not deleted it yet. */
export const isExpired = (row: Pick<TrailRow, 'expires_at'>, nowMs: number): boolean => row.expires_at * 1_000 <= nowMs;
