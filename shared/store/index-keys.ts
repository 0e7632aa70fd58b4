/** How each index's keys are built of an event: the one pair that a new index needs beside its row in `table.ts`. */
import { type Family, resourceFamily, statusFamily, userFamily } from './epochs.js';
import {
  buildResourcePartition,
  buildStatusPartition,
  buildUserPartition,
  isIndexedStatus,
  parseResourcePartition,
  parseStatusPartition,
  parseUserPartition,
  type TimePartition,
} from './keys.js';
import type { IndexName } from './table.js';

export interface IndexKeys {
  /** Whether events with this value are in the index. */
  holds(value: string): boolean;
  /** How its keys are spread. */
  family(value: string): Family;
  build(partition: TimePartition, value: string): string;
  /** The value of a key that was built here. Throws KeyError for any other. */
  parse(key: string): string;
}

const buildStatus = (partition: TimePartition, value: string): string => {
  if (!isIndexedStatus(value)) throw new RangeError('status: expected one that the index holds');
  return buildStatusPartition(value, partition);
};

export const INDEX_KEYS: Readonly<Record<IndexName, IndexKeys>> = {
  'by-resource': {
    holds: () => true,
    family: resourceFamily,
    build: buildResourcePartition,
    parse: (key) => parseResourcePartition(key).resourceId,
  },
  'by-user': {
    holds: () => true,
    family: userFamily,
    build: buildUserPartition,
    parse: (key) => parseUserPartition(key).userId,
  },
  'by-status': {
    holds: isIndexedStatus,
    family: statusFamily,
    build: buildStatus,
    parse: (key) => parseStatusPartition(key).status,
  },
};
