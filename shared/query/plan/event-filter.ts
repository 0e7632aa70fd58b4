/** What an event must be like to be in an answer. One predicate, whatever path of the table finds the events. */
import type { Status } from '../../event/event.js';
import { isReservedPair } from '../../event/reserved.js';
import type { TrailRow } from './trail-row.js';

/** Values of one filter are alternatives; all filters must match. An absent filter matches everything. */
export interface EventFilter {
  readonly user_id?: readonly string[] | undefined;
  readonly resource_id?: readonly string[] | undefined;
  readonly event_type?: readonly string[] | undefined;
  readonly action?: readonly string[] | undefined;
  readonly status?: readonly Status[] | undefined;
  readonly correlation_id?: readonly string[] | undefined;
}

export type RowPredicate = (row: TrailRow) => boolean;

/**
 * All of it can be told from an index row. Records of the trail and of producers about
 * themselves match only when their type is asked for; other actions under that type are events like all others.
 */
export function buildPredicate(filter: EventFilter): RowPredicate {
  const isType: RowPredicate =
    filter.event_type === undefined
      ? (row) => !isReservedPair(row.event_type, row.action)
      : matchOne(filter.event_type, (row) => row.event_type);
  return matchAll([
    isType,
    matchOne(filter.user_id, (row) => row.user_id),
    matchOne(filter.resource_id, (row) => row.resource_id),
    matchOne(filter.action, (row) => row.action),
    matchOne(filter.status, (row) => row.status),
    matchOne(filter.correlation_id, (row) => row.correlation_id),
  ]);
}

function matchOne(values: readonly string[] | undefined, read: (row: TrailRow) => string | undefined): RowPredicate {
  if (values === undefined) return () => true;
  const wanted = new Set<string | undefined>(values);
  return (row) => wanted.has(read(row));
}

function matchAll(predicates: readonly RowPredicate[]): RowPredicate {
  return (row) => predicates.every((matches) => matches(row));
}

/** The filters among the parameters of a request, in one order: equal filters read equal, whatever the address said. */
export function readFilter(parameters: EventFilter): EventFilter {
  const sorted = <T extends string>(values: readonly T[] | undefined) =>
    values === undefined ? undefined : [...values].sort();
  return {
    user_id: sorted(parameters.user_id),
    resource_id: sorted(parameters.resource_id),
    event_type: sorted(parameters.event_type),
    action: sorted(parameters.action),
    status: sorted(parameters.status),
    correlation_id: sorted(parameters.correlation_id),
  };
}
