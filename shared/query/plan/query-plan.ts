/** Which path of the table finds the events of a filter with the fewest rows read. */
import { type Family, linkFamily, TABLE_FAMILY } from '../../store/epochs.js';
import { INDEX_KEYS } from '../../store/index-keys.js';
import { buildLinkPartition, buildTablePartition, type TimePartition } from '../../store/keys.js';
import { INDEXES, type IndexName } from '../../store/table.js';
import type { EventFilter } from './event-filter.js';

/** One family of keys that holds events of the answer, in order of their ids. */
export interface PlannedStream {
  readonly where: 'table' | IndexName;
  readonly family: Family;
  readonly buildPartition: (partition: TimePartition) => string;
  /** Whether its rows carry the lines, so that the table need not be asked again. */
  readonly hasLines: boolean;
}

/** The streams whose merge holds every event of the filter, and others: rows are still to be matched. */
export function planQuery(filter: EventFilter): PlannedStream[] {
  const usable = INDEXES.flatMap(({ name, path }) => {
    const values: readonly string[] | undefined = filter[path.reads];
    if (values === undefined || !values.every(INDEX_KEYS[name].holds)) return [];
    const isBusy = values.some((value) => path.busy?.includes(value));
    return [{ name, values, rank: isBusy ? Number.POSITIVE_INFINITY : path.rank }];
  });
  const [best] = usable.sort((a, b) => a.rank - b.rank);
  if (best !== undefined && Number.isFinite(best.rank)) return best.values.map((value) => streamOf(best.name, value));
  // An event that names itself in `related` has no link: it is among the resource's own.
  if (filter.related !== undefined) return filter.related.flatMap(planTimeline);
  return best === undefined ? [STREAM_OF_TIME] : best.values.map((value) => streamOf(best.name, value));
}

/** A resource's own events, and the links of those that name it. */
export function planTimeline(resourceId: string): PlannedStream[] {
  return [streamOf('by-resource', resourceId), streamOfLinks(resourceId)];
}

export const STREAM_OF_TIME: PlannedStream = {
  where: 'table',
  family: TABLE_FAMILY,
  buildPartition: buildTablePartition,
  hasLines: true,
};

/** The rows of an index that have this value. */
export function streamOf(where: IndexName, value: string): PlannedStream {
  const { family, build } = INDEX_KEYS[where];
  return {
    where,
    family: family(value),
    buildPartition: (partition) => build(partition, value),
    hasLines: false,
  };
}

const streamOfLinks = (resourceId: string): PlannedStream => ({
  where: 'table',
  family: linkFamily(resourceId),
  buildPartition: (partition) => buildLinkPartition(partition, resourceId),
  hasLines: false,
});
