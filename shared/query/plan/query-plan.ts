/** Which path of the table finds the events of a filter with the fewest rows read. */
import { linkFamily, resourceFamily, statusFamily, TABLE_FAMILY, userFamily } from '../../store/epochs.js';
import {
  buildLinkPartition,
  buildResourcePartition,
  buildStatusPartition,
  buildTablePartition,
  buildUserPartition,
  isIndexedStatus,
  type Stripe,
} from '../../store/keys.js';
import type { AccessPath } from '../../store/table.js';
import type { EventFilter } from './event-filter.js';

/** One family of keys that holds events of the answer, in order of their ids. */
export interface PlannedStream {
  readonly where: AccessPath['where'];
  /** Name in the epoch directory. */
  readonly family: string;
  readonly buildPartition: (stripe: Stripe) => string;
  /** The partition of events that were ahead of their arrival: read with every range, because their time comes. */
  readonly aheadPartition?: string | undefined;
  /** Whether its rows carry the lines, so that the table need not be asked again. */
  readonly hasLines: boolean;
}

/** Who `system` is: the actor when nobody is known, and so the user of most events. */
const SYSTEM_USER = 'system';

/** The streams whose merge holds every event of the filter, and others: rows are still to be matched. */
export function planQuery(filter: EventFilter): PlannedStream[] {
  // A resource has fewer events than a person, a person fewer than what goes wrong, and that is less than everything.
  if (filter.resource_id !== undefined) return filter.resource_id.map(streamOfResource);
  const users = filter.user_id;
  if (users !== undefined && !users.includes(SYSTEM_USER)) return users.map(streamOfUser);
  if (filter.status?.every(isIndexedStatus)) return filter.status.filter(isIndexedStatus).map(streamOfStatus);
  if (users !== undefined) return users.map(streamOfUser);
  return [STREAM_OF_TIME];
}

/** A resource's own events, and the links of those that name it. */
export function planTimeline(resourceId: string): PlannedStream[] {
  return [streamOfResource(resourceId), streamOfLinks(resourceId)];
}

export const STREAM_OF_TIME: PlannedStream = {
  where: 'table',
  family: TABLE_FAMILY,
  buildPartition: buildTablePartition,
  aheadPartition: buildTablePartition('ahead'),
  hasLines: true,
};

export const streamOfUser = (userId: string): PlannedStream => ({
  where: 'by-user',
  family: userFamily(userId),
  buildPartition: (stripe) => buildUserPartition(stripe, userId),
  hasLines: false,
});

const streamOfResource = (resourceId: string): PlannedStream => ({
  where: 'by-resource',
  family: resourceFamily(resourceId),
  buildPartition: (stripe) => buildResourcePartition(stripe, resourceId),
  hasLines: false,
});

const streamOfLinks = (resourceId: string): PlannedStream => ({
  where: 'table',
  family: linkFamily(resourceId),
  buildPartition: (stripe) => buildLinkPartition(stripe, resourceId),
  hasLines: false,
});

const streamOfStatus = (status: Parameters<typeof buildStatusPartition>[0]): PlannedStream => ({
  where: 'by-status',
  family: statusFamily(status),
  buildPartition: (stripe) => buildStatusPartition(status, stripe),
  aheadPartition: buildStatusPartition(status, 'ahead'),
  hasLines: false,
});
