/**
 * The event, as written interfaces: they are part of the types that a user's manager compiles against, and stay free of
 * zod. The end of this file checks at compile time that they say what the table of fields says.
 */

import type { FIELDS, FieldName, RequiredField } from './fields/fields.js';
import type { JsonObject } from './values/json-value.js';

export type { JsonObject, JsonValue } from './values/json-value.js';

/** `attempted` is an intent record; `unknown` is an operation that started and never finished. */
export const STATUSES = ['success', 'failure', 'denied', 'partial', 'attempted', 'unknown'] as const;
export type Status = (typeof STATUSES)[number];

/** Another resource that an event belongs to, and as what: the backend of a bucket, the bucket of a file. */
export interface RelatedResource {
  resource_id: string;
  /** What the resource is to the event, for instance `bucket` or `backend`. */
  role: string;
}

/** One field that changed. Without `from` it is new, without `to` it was removed; null is a value. */
export interface Change {
  /** Its path, 1 to 256 bytes, for instance `config.region`. */
  field: string;
  from?: ChangeValue | undefined;
  to?: ChangeValue | undefined;
}
export type ChangeValue = string | number | boolean | null;

export const ACTOR_TYPES = ['user', 'service', 'system'] as const;
/** An agent of AI is `user` when a person started the act, `service` when it acts by itself. */
export type ActorType = (typeof ACTOR_TYPES)[number];

/** A part of an event that was beyond its limit, or that the line has no room for. */
export interface Cut {
  /** For instance `resource_id`, `related[2].role` or `details`. */
  path: string;
  /** Its length before, without secrets, in bytes of UTF-8; of lists and objects as ASCII-escaped JSON. */
  bytes: number;
  /** An id as it was before, while the line has room. */
  whole?: string | undefined;
}

export interface EventError {
  /** Stable and short, for instance `ENOENT` or the class of the error. */
  code: string;
  /** Redacted text for a person. */
  message: string;
}

/** What was taken out of an event before it left the process, and by which rule. */
export interface Redaction {
  /** Path of the value, for instance `details.config.password` or `error.message`. */
  path: string;
  /** Name of the rule, for instance `sensitive-key`. */
  rule: string;
}

/** One event as one line of an envelope: everything but `event_id`, which follows from the line's bytes. */
export interface EventLine {
  schema_version: 1;
  /** Start of the operation, ISO 8601 in UTC with 3 to 6 fraction digits, not before 1970. */
  timestamp: string;
  duration_ms?: number | undefined;
  /** 64 random bits as 16 hex digits, the same on every event of one operation. */
  operation_id?: string | undefined;
  event_type: string;
  action: string;
  status: Status;
  /** `system` only when nobody is known. */
  user_id: string;
  actor_type?: ActorType | undefined;
  /** The role or privilege that was used for it. */
  user_role?: string | undefined;
  on_behalf_of?: string | undefined;
  /** `s1:` and 32 hexadecimal digits: the hash of the log-on session. */
  session_id?: string | undefined;
  source_ip?: string | undefined;
  user_agent?: string | undefined;
  resource_id?: string | undefined;
  resource_type?: string | undefined;
  related?: RelatedResource[] | undefined;
  /** The request that the event belongs to. */
  correlation_id?: string | undefined;
  /** The `operation_id` that led to this one. */
  caused_by?: string | undefined;
  /** Why it was done. */
  reason?: string | undefined;
  tags?: string[] | undefined;
  changes?: Change[] | undefined;
  error?: EventError | undefined;
  details?: JsonObject | undefined;
  /** Kept free for what standards add. */
  ext?: JsonObject | undefined;
  redactions?: Redaction[] | undefined;
  /** True when something is not in the line as a whole. */
  truncated?: true | undefined;
  /** What was beyond its limit. */
  cut?: Cut[] | undefined;
  /** SHA-256 of the line, without secrets, as it was before anything was cut. */
  whole_sha256?: string | undefined;
  /** Emitting process, new at every start; foreign events get theirs where they arrive. */
  producer_id: string;
  /** Contiguous within a producer, from 1; absent on foreign events that carry an `external_id`. */
  seq?: number | undefined;
  /** A foreign sender's own id: equal content with an equal one is one event however often it is sent. */
  external_id?: string | undefined;
}

/** One stored event as every answer gives it. */
export interface AuditEvent extends EventLine {
  /** UUIDv7 from the time and the leaf of the line: equal lines have equal ids. */
  event_id: string;
}

/** What a foreign sender writes: the line, with what arrival fills in left out. */
export type ForeignEvent = Omit<EventLine, 'schema_version' | 'user_id' | 'producer_id'> & {
  schema_version?: 1 | undefined;
  user_id?: string | undefined;
  /** Given together with `seq`, or not at all. */
  producer_id?: string | undefined;
};

/** The value of a field by its form. */
interface FormValues {
  version: 1;
  time: string;
  duration: number;
  operation: string;
  name: string;
  id: string;
  text: string;
  status: Status;
  related: RelatedResource[];
  error: EventError;
  object: JsonObject;
  redactions: Redaction[];
  flag: true;
  hash: string;
  counter: number;
  actor: ActorType;
  session: string;
  tags: string[];
  changes: Change[];
  cuts: Cut[];
}

export type FieldValue<Name extends FieldName> = FormValues[(typeof FIELDS)[Name]['form']];

/** The line as the table of fields has it. */
type TabledLine = { [Name in RequiredField]: FieldValue<Name> } & {
  [Name in Exclude<FieldName, RequiredField>]?: FieldValue<Name> | undefined;
};

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
/** Compiles only while the interface and the table of fields have the same fields, of the same form. */
export const FIELDS_AGREE: [
  Same<Required<EventLine>, Required<TabledLine>>,
  Same<keyof EventLine, FieldName>,
  Same<EventLine, TabledLine>,
] = [true, true, true];
