/** Questions to the trail as code asks them: the parameters of the HTTP interface, with lists and dates as such. */
import { TrailkeeperError } from '../errors/trailkeeper-error.js';
import type { ActorType, Status } from '../event/event.js';

/** One value, or several of which any may match. */
export type Values<T extends string = string> = T | readonly T[];

/** An ISO 8601 time with zone, or a date. */
export type Time = string | Date;

export interface TimeRange {
  /** Inclusive. */
  from?: Time | undefined;
  /** Inclusive; without it everything, but a list of events ends two minutes after now and says what is `ahead`. */
  to?: Time | undefined;
  /** `[from, to]`, instead of both. */
  time_range?: readonly [from: Time, to: Time] | undefined;
}

/** Values of one filter are alternatives; different filters must all match. */
export interface EventFilters extends TimeRange {
  user_id?: Values | undefined;
  resource_id?: Values | undefined;
  /** Events of type `audit` come only when asked for here. */
  event_type?: Values | undefined;
  /** More of `event_type`, under the name that lists often have. */
  event_types?: readonly string[] | undefined;
  action?: Values | undefined;
  status?: Values<Status> | undefined;
  correlation_id?: Values | undefined;
  operation_id?: Values | undefined;
  caused_by?: Values | undefined;
  error_code?: Values | undefined;
  /** As it was given to the events, or its hash. */
  session_id?: Values | undefined;
  actor_type?: Values<ActorType> | undefined;
  /** Tags of which the event has one. */
  tags?: Values | undefined;
  not_user_id?: Values | undefined;
  not_resource_id?: Values | undefined;
  not_event_type?: Values | undefined;
  not_action?: Values | undefined;
  not_status?: Values<Status> | undefined;
  /** Beginning of the resource's id, byte by byte. */
  resource_prefix?: Values | undefined;
  /** Attested sender; a role stands for all of its sessions. */
  sender?: Values | undefined;
  min_duration_ms?: number | undefined;
  external_id?: Values | undefined;
  source_ip?: Values | undefined;
  resource_type?: Values | undefined;
  on_behalf_of?: Values | undefined;
  user_role?: Values | undefined;
  producer_id?: Values | undefined;
  /** An entry of `related` has this resource_id; the own resource_id does not count. */
  related?: Values | undefined;
  /** Anywhere in an id, the action, the error or a text of details, without regard to case. */
  text?: string | undefined;
}

/** What an export can be asked for. */
export interface ExportQuery extends EventFilters {
  /** A resource: only its own events and those that name it in `related`. */
  timeline?: string | undefined;
}

export interface Paging {
  /** Events of a page, 1 to 1,000; 50 without it. */
  limit?: number | undefined;
  /** `next_cursor` of the page before; everything but `limit` must be the same again. */
  cursor?: string | undefined;
}

export interface EventQuery extends EventFilters, Paging {
  /** `desc`, newest first, without it. */
  order?: 'asc' | 'desc' | undefined;
}

export interface TimelineQuery extends Omit<EventFilters, 'resource_id'>, Paging {
  resource_id: string;
  /** `asc`, oldest first, without it. */
  order?: 'asc' | 'desc' | undefined;
}

export interface ActivityQuery extends TimeRange {
  user_id: string;
}

export interface QuarantineQuery extends TimeRange, Paging {}

export interface ExportOptions {
  /** CSV that Excel opens without changing a text; only with the format `csv`. */
  for?: 'excel' | undefined;
}

/** A filter without a value would mean every event: it is refused here as well as by the server. */
export class TrailQueryError extends TrailkeeperError<'TrailQueryError'> {
  override readonly name = 'TrailQueryError';

  constructor(parameter: string, expected: string, got: string) {
    super('bad_query', { subject: parameter, expected, got });
  }
}

/** The query string of an address, without `?`. Blanks become `%20`, which every signer and server reads alike. */
export function buildQueryString(query: object): string {
  const pairs = Object.entries(expandAliases(query)).flatMap(([name, value]) =>
    listTexts(name, value).map((text) => [name, text]),
  );
  return pairs.map((pair) => pair.map(encode).join('=')).join('&');
}

/** RFC 3986, to the letter: signatures are made over it. */
const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

function expandAliases(query: object): Record<string, unknown> {
  const { time_range, event_types, ...rest }: Record<string, unknown> = { ...query };
  const expanded: Record<string, unknown> = rest;
  if (Array.isArray(time_range)) {
    if (rest.from !== undefined || rest.to !== undefined) {
      throw new TrailQueryError('time_range', 'it alone', 'from or to beside it');
    }
    [expanded.from, expanded.to] = time_range;
  }
  if (event_types !== undefined) {
    expanded.event_type = [...listOf(rest.event_type), ...listOf(event_types)];
  }
  return expanded;
}

const listOf = (value: unknown): unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

function listTexts(name: string, value: unknown): string[] {
  if (Array.isArray(value) && value.length === 0) {
    throw new TrailQueryError(name, 'one value or more', 'an empty list');
  }
  return listOf(value).map((each) => {
    if (each instanceof Date) return each.toISOString();
    if (typeof each === 'string' || typeof each === 'number') return String(each);
    throw new TrailQueryError(name, 'text', typeof each);
  });
}
