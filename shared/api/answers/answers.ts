/** What the routes answer with, as written interfaces: part of the types that a reader's own code compiles against. */
import type { AuditEvent } from '../../event/event.js';

/** A stored event with what its arrival says of it, which its sender has no part in. */
export interface AnsweredEvent extends AuditEvent {
  /** When the queue took the message that carried it last, ISO 8601 UTC. */
  arrived_at: string;
  /**
   * Who sent it, as the queue or the gateway says. Null when the directory of senders does not know it any more: its
   * item was taken away.
   */
  sender: string | null;
}

/** In the place of an event that was erased: its `audit/erase` event tells by whom and why. */
export interface ErasedEvent {
  event_id: string;
  /** Id of the `audit/erase` event. */
  erased: string;
}

/** In the place of an event whose stored form is not as it was written: never answered as if it were absent. */
export interface DamagedEvent {
  event_id: string;
  /** What is wrong with it. */
  damaged: string;
}

/** What answers hold of one event of the trail. */
export type TrailEntry = AnsweredEvent | ErasedEvent | DamagedEvent;

/** Whether the event itself is there. */
export const isWhole = (entry: TrailEntry): entry is AnsweredEvent => !('erased' in entry) && !('damaged' in entry);

/** `GET /v1/events`, `GET /v1/timeline`. */
export interface EventPage {
  /** Ordered by `event_id`; a page may be short, even empty, and still not be the last. */
  events: TrailEntry[];
  /** Null only when the range is exhausted. */
  next_cursor: string | null;
  /** What is dated later than the page's range, which ended by itself; null where the question says where it ends. */
  ahead: EventsAhead | null;
}

/** Events of the same filter that are dated later than two minutes from now: a list leaves them out and says so. */
export interface EventsAhead {
  count: number;
  /** Whether `count` is all; false: there are more than so many. */
  exact: boolean;
  /** As `from` of the same question it lists them. */
  from: string;
}

/** `GET /v1/events/{event_id}`. */
export interface EventAnswer {
  event: TrailEntry;
}

/**
 * How many events there are of each value. Of types, actions and users the 1,000 with the most events are named; when
 * there are more, `other` counts the events of all others, of a value that is called `other` as well.
 */
export interface Counts {
  [value: string]: number;
}

/** `GET /v1/activity`: what one person did. */
export interface Activity {
  user_id: string;
  total: number;
  by_event_type: Counts;
  by_action: Counts;
  by_status: Counts;
  /** Keys are UTC days, `2026-01-31`; days without events are left out. */
  by_day: Counts;
  /** Timestamp of the first event in the range; null when there is none. */
  first_seen: string | null;
  last_seen: string | null;
}

/** `GET /v1/statistics`. */
export interface Statistics {
  total: number;
  by_event_type: Counts;
  by_action: Counts;
  by_status: Counts;
  by_user: Counts;
  /** How many users there are; more than 1,000 says that `by_user.other` is a sum. */
  users: number;
  /** Keys are the starts of UTC hours, `2026-01-31T09:00:00Z`; hours without events are left out. */
  by_hour: Counts;
}

/** One line, or one whole message, that could not be stored. */
export interface QuarantineEntry {
  /** When the queue took the message, ISO 8601 UTC. */
  sent_at: string;
  /** When it was first received from the queue. */
  received_at: string;
  message_id: string;
  /** Who sent it, as the queue or the gateway says; null when the directory of senders does not know it any more. */
  sender: string | null;
  /** Of the line in its message, from 1; 0 is the whole message. */
  position: number;
  /** Stable code, for instance `not_json`. */
  reason: string;
  /** Which field was wrong, and how; never its value. */
  problems: { field: string; expected: string; got: string }[];
  /** The line or the whole message, redacted. */
  raw: string;
  /** Size of the whole redacted text in bytes of UTF-8. */
  raw_bytes: number;
  /** Of the whole redacted text. */
  raw_sha256: string;
  /** A long text is divided: which part `raw` is, from 1, and of how many. */
  part: number;
  parts: number;
  /** Whether all parts together are only the beginning. */
  truncated: boolean;
}

/** `GET /v1/quarantine`: newest first. */
export interface QuarantinePage {
  items: QuarantineEntry[];
  next_cursor: string | null;
}

/** `GET /v1/health`. */
export interface Health {
  status: 'ok';
}

/** `POST /v1/events`. */
export interface Accepted {
  accepted: number;
}
