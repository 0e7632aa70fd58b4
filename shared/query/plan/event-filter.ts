/**
 * What an event must be like to be in an answer: one table of filters, for pages, counts and exports alike, whatever path
 * of the table finds the events. Values of one filter are alternatives; all filters must match, and an absent one
 * matches everything.
 */
import type { ActorType, EventLine, Status } from '../../event/event.js';
import { isReservedPair } from '../../event/reserved.js';
import { namesOf } from '../../event/values/names-of.js';
import { matchText } from './match-text.js';
import { hasLine, type TrailRow } from './trail-row.js';

type Texts = readonly string[];

/** Values of every filter that there is. */
interface FilterValues {
  user_id: Texts;
  resource_id: Texts;
  event_type: Texts;
  action: Texts;
  status: readonly Status[];
  correlation_id: Texts;
  operation_id: Texts;
  caused_by: Texts;
  error_code: Texts;
  session_id: Texts;
  actor_type: readonly ActorType[];
  tags: Texts;
  not_user_id: Texts;
  not_resource_id: Texts;
  not_event_type: Texts;
  not_action: Texts;
  not_status: readonly Status[];
  /** A resource's id begins with one of them, byte by byte. */
  resource_prefix: Texts;
  /** Of attested senders, each alone or with all its sessions; resolved to numbers before rows are matched. */
  sender: Texts;
  /** Only events that say how long they took. */
  min_duration_ms: number;
  external_id: Texts;
  source_ip: Texts;
  resource_type: Texts;
  on_behalf_of: Texts;
  user_role: Texts;
  producer_id: Texts;
  /** An entry of `related` has this resource_id; the own resource_id does not count. */
  related: Texts;
  /** Anywhere in an id, the action, the error or a text of details, in NFC and without case. */
  text: string;
}
export type FilterName = keyof FilterValues;
export type EventFilter = { readonly [Name in FilterName]?: FilterValues[Name] | undefined };

export type RowPredicate = (row: TrailRow) => boolean;
export type LinePredicate = (event: EventLine) => boolean;

/** `row`: what an index row holds is enough. `line`: the event has to be loaded. */
type FilterRow<Value> =
  | { readonly reads: 'row'; readonly build: (value: Value) => RowPredicate }
  | { readonly reads: 'line'; readonly build: (value: Value) => LinePredicate };

type Read<Source> = (source: Source) => string | undefined;

const anyOf =
  <Source>(read: Read<Source>) =>
  (values: Texts) => {
    const wanted = new Set<string | undefined>(values);
    return (source: Source): boolean => wanted.has(read(source));
  };
const noneOf =
  <Source>(read: Read<Source>) =>
  (values: Texts) => {
    const isUnwanted = anyOf(read)(values);
    return (source: Source): boolean => !isUnwanted(source);
  };
const row = <Value>(build: (value: Value) => RowPredicate) => ({ reads: 'row', build }) as const;
const line = <Value>(build: (value: Value) => LinePredicate) => ({ reads: 'line', build }) as const;

const FILTERS: { readonly [Name in FilterName]: FilterRow<FilterValues[Name]> } = {
  user_id: row(anyOf((it) => it.user_id)),
  resource_id: row(anyOf((it) => it.resource_id)),
  event_type: row(anyOf((it) => it.event_type)),
  action: row(anyOf((it) => it.action)),
  status: row(anyOf((it) => it.status)),
  correlation_id: row(anyOf((it) => it.correlation_id)),
  operation_id: row(anyOf((it) => it.operation_id)),
  caused_by: row(anyOf((it) => it.caused_by)),
  error_code: row(anyOf((it) => it.error_code)),
  session_id: row(anyOf((it) => it.session_id)),
  actor_type: row(anyOf((it) => it.actor_type)),
  tags: row((values) => {
    const wanted = new Set(values);
    // A row holds all of its tags as one text.
    return (it) => it.tags?.split(' ').some((tag) => wanted.has(tag)) === true;
  }),
  not_user_id: row(noneOf((it) => it.user_id)),
  not_resource_id: row(noneOf((it) => it.resource_id)),
  not_event_type: row(noneOf((it) => it.event_type)),
  not_action: row(noneOf((it) => it.action)),
  not_status: row(noneOf((it) => it.status)),
  resource_prefix: row((prefixes) => (it) => prefixes.some((prefix) => it.resource_id?.startsWith(prefix) === true)),
  // What is not resolved matches nothing.
  sender: row((values) => (it) => it.sender !== undefined && values.includes(String(it.sender))),
  min_duration_ms: row((least) => (it) => it.duration_ms !== undefined && it.duration_ms >= least),
  external_id: line(anyOf((it) => it.external_id)),
  source_ip: line(anyOf((it) => it.source_ip)),
  resource_type: line(anyOf((it) => it.resource_type)),
  on_behalf_of: line(anyOf((it) => it.on_behalf_of)),
  user_role: line(anyOf((it) => it.user_role)),
  producer_id: line(anyOf((it) => it.producer_id)),
  related: line((values) => {
    const wanted = new Set(values);
    return (it) => it.related?.some(({ resource_id }) => wanted.has(resource_id)) === true;
  }),
  text: line(matchText),
};

export const FILTER_NAMES: readonly FilterName[] = namesOf(FILTERS);

export interface EventPredicate {
  /** Of the index row, the link or the event: false is final. */
  readonly matchesRow: RowPredicate;
  /** Of the event itself, once its row has matched; undefined where the row has told all. */
  readonly matchesLine: LinePredicate | undefined;
}

/**
 * Records of the trail and of producers about themselves match only when their type is asked for; other actions under
 * that type are events like all others.
 */
export function buildPredicate(filter: EventFilter): EventPredicate {
  const rows: RowPredicate[] = [];
  const lines: LinePredicate[] = [];
  if (filter.event_type === undefined) rows.push(({ event_type, action }) => !isReservedPair(event_type, action));
  for (const name of FILTER_NAMES) addFilter(name, filter, rows, lines);
  return {
    matchesRow: (it) => rows.every((matches) => matches(it)),
    matchesLine: lines.length === 0 ? undefined : (it) => lines.every((matches) => matches(it)),
  };
}

function addFilter<Name extends FilterName>(
  name: Name,
  filter: EventFilter,
  rows: RowPredicate[],
  lines: LinePredicate[],
): void {
  const value: FilterValues[Name] | undefined = filter[name];
  if (value === undefined) return;
  const entry: FilterRow<FilterValues[Name]> = FILTERS[name];
  if (entry.reads === 'row') rows.push(entry.build(value));
  else lines.push(entry.build(value));
}

/**
 * Of a loaded event. One that is damaged cannot be asked for what its line said, and is named wherever its row matches;
 * of an erased one nobody may learn what its line said, so a question about it leaves it out.
 */
export function matchesEvent({ matchesLine }: EventPredicate, row: TrailRow): boolean {
  if (matchesLine === undefined) return true;
  if (hasLine(row)) return matchesLine(JSON.parse(row.line));
  return row.erased === undefined || row.damaged !== undefined;
}

/** The filters among the parameters of a request, in one order: equal filters read equal, whatever the address said. */
export function readFilter(parameters: EventFilter): EventFilter {
  const entries = FILTER_NAMES.flatMap((name) => {
    const value = parameters[name];
    if (value === undefined) return [];
    return [[name, typeof value === 'object' ? [...value].sort() : value]];
  });
  return Object.fromEntries(entries);
}
