/** How each index's keys are built of an event: the one pair that a new index needs beside its row in `table.ts`. */
import { resourceFamily, statusFamily, userFamily } from './epochs.js';
import {
  buildResourcePartition,
  buildStatusPartition,
  buildUserPartition,
  isIndexedStatus,
  type Stripe,
  type TimePartition,
} from './keys.js';
import type { IndexName } from './table.js';

export interface IndexKeys {
  /** Whether events with this value are in the index. */
  holds(value: string): boolean;
  /** Name in the epoch directory. */
  family(value: string): string;
  build(stripe: Stripe, value: string): string;
  /** The partition of events that were ahead of their arrival; undefined where they lie among the others. */
  buildAhead?(value: string): string;
}

const buildStatus = (partition: TimePartition, value: string): string => {
  if (!isIndexedStatus(value)) throw new RangeError('status: expected one that the index holds');
  return buildStatusPartition(value, partition);
};

export const INDEX_KEYS: Readonly<Record<IndexName, IndexKeys>> = {
  'by-resource': { holds: () => true, family: resourceFamily, build: buildResourcePartition },
  'by-user': { holds: () => true, family: userFamily, build: buildUserPartition },
  'by-status': {
    holds: isIndexedStatus,
    family: statusFamily,
    build: buildStatus,
    buildAhead: (value) => buildStatus('ahead', value),
  },
};
