/** What reads hand on: one event of the trail, found, perhaps without its line yet. */
import type { NumberFactName, TextFactName } from '../../store/event-facts.js';

type Facts = Partial<Record<TextFactName, string>> & Partial<Record<NumberFactName, number>>;

export interface TrailRow extends Facts {
  event_id: string;
  /** Partition key of the event in the table; its sort key is the event id. */
  table_pk: string;
  /** When it leaves the table, seconds since 1970. */
  expires_at: number;
  /** What a damaged item lost is `UNREADABLE`. */
  event_type: string;
  action: string;
  status: string;
  /** Absent on a tombstone. */
  user_id?: string | undefined;
  resource_id?: string | undefined;
  /** When SQS took the message that carried it last, milliseconds since 1970. */
  arrived_at?: number | undefined;
  /** Number in the directory of senders. */
  sender?: number | undefined;
  /** As the directory has it; null when it does not, because its item was taken away. */
  sender_name?: string | null | undefined;
  /** Not in index rows and links, and never a line that was found out to be another than was stored. */
  line?: string | undefined;
  /** Id of the `audit/erase` event by which the line was taken away. */
  erased?: string | undefined;
  /** What is wrong with the item: an event was here and is not readable as it was stored. */
  damaged?: string | undefined;
}

/** Type, action or status of an item that has lost it. */
export const UNREADABLE = 'unreadable';

/** An event as the table tells it. */
export interface TrailEvent extends TrailRow {
  line: string;
}

export const hasLine = (row: TrailRow): row is TrailEvent => row.line !== undefined;

/** The table has told what became of the event: here it is, or it was erased, or it is damaged. */
export const isTold = (row: TrailRow): boolean =>
  row.line !== undefined || row.erased !== undefined || row.damaged !== undefined;

/** A read never returns an expired event, even while the service has not deleted it yet. */
export const isExpired = (row: Pick<TrailRow, 'expires_at'>, nowMs: number): boolean => row.expires_at * 1_000 <= nowMs;
