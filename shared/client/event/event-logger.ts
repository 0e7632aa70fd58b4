/** What tracking needs from whatever records events: the role, and the event as its caller writes it. */
import type { ActorType, Change, EventError, RelatedResource, Status } from '../../event/event.js';
import type { InputField } from '../../event/fields/fields.js';

/** An event to record. What is left out is filled in: time and ids by the logger, who and why from the context. */
export interface EventInput {
  readonly event_type: string;
  readonly action: string;
  readonly status: Status;
  /** Start of the operation, ISO 8601 with zone, not before 1970. Default: now. */
  readonly timestamp?: string | undefined;
  readonly duration_ms?: number | undefined;
  /** 16 hex digits; the same on every event of one operation. Default: a new one. */
  readonly operation_id?: string | undefined;
  /** Default: the context's, and `system` when nobody is known. */
  readonly user_id?: string | undefined;
  readonly actor_type?: ActorType | undefined;
  /** The role or privilege that is used for it. */
  readonly user_role?: string | undefined;
  readonly on_behalf_of?: string | undefined;
  /** Of the log-on; only its hash leaves the process. */
  readonly session_id?: string | undefined;
  readonly source_ip?: string | undefined;
  readonly user_agent?: string | undefined;
  readonly resource_id?: string | undefined;
  readonly resource_type?: string | undefined;
  /** The context's are added to it. */
  readonly related?: readonly RelatedResource[] | undefined;
  readonly correlation_id?: string | undefined;
  /** The `operation_id` that led to this one. Default: the operation that runs. */
  readonly caused_by?: string | undefined;
  /** Why it is done. */
  readonly reason?: string | undefined;
  /** The context's are added to it. What no tag holds becomes `-`. */
  readonly tags?: readonly string[] | undefined;
  /** What changed; values of sensitive names are taken out. */
  readonly changes?: readonly Change[] | undefined;
  readonly error?: EventError | undefined;
  /** An object; any value in it is turned into plain JSON, and copied before `logEvent` returns. */
  readonly details?: unknown;
  /** An object, kept free for what standards add; at most 4 KiB of it are kept. */
  readonly ext?: unknown;
  /** The caller's own id: equal content with an equal one is one event however often it is logged. */
  readonly external_id?: string | undefined;
}

export interface EventLogger {
  /**
   * Returns at once and never throws. What it gives back settles when the event is safe, or never will be; an
   * implementation says when that is.
   */
  logEvent(event: EventInput): PromiseLike<unknown> | unknown;
  /**
   * True (`async: false`): tracked operations wait for that before they settle, on success and on failure, for at most
   * 10 s, and settle as they would have without it. Those that return a promise or an asynchronous generator can wait;
   * synchronous ones, streams, and thenables that are no plain promises cannot.
   */
  readonly awaitReceipts?: boolean | undefined;
}

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
/** Compiles only while whoever records an event may give just what the table of fields says. */
export const INPUT_AGREES: Same<keyof EventInput, InputField> = true;
