/**
 * The one table: every question in words, and the keys that answer it. Indexes of the deployed and of the local table,
 * the items' own keys and the plan of a query are made from these rows; `keys.ts` builds the keys, and a test compares
 * them with the patterns here.
 */
import type { SummaryField } from '../event/fields/fields.js';
import { namesOf } from '../event/values/names-of.js';
import { FACT_ATTRIBUTES, FACTS, isFact, SPARE_ATTRIBUTES } from './event-facts.js';

export type Order = 'by time' | 'by arrival';

export interface AccessPath {
  readonly question: string;
  /** Holds the partition key. Absent from an item, the item is not in the index: sparse on purpose. */
  readonly partitionAttribute: string;
  /** How the partition key is put together; free text comes last. */
  readonly partition: string;
  readonly sort: string;
  readonly order: Order;
}

/** A global secondary index. It sorts by the event id, which is the table's own sort key. */
export interface IndexPath extends AccessPath {
  /** The field of an event that its key is made of, and the filter that it answers. */
  readonly reads: SummaryField;
  /** Of several indexes that could answer, the one with the lowest rank has the fewest rows to read. */
  readonly rank: number;
  /** Values of so many events that every other index is better. */
  readonly busy?: readonly string[];
}

export const INDEX_PATHS = {
  'by-resource': {
    question: 'what happened to this resource',
    reads: 'resource_id',
    rank: 1,
    partitionAttribute: 'r',
    partition: '<epoch>#<stripe>#<resource> | ahead#<resource>',
    sort: '<event id>',
    order: 'by time',
  },
  'by-user': {
    question: 'what did this person do',
    reads: 'user_id',
    rank: 2,
    // The actor when nobody is known.
    busy: ['system'],
    partitionAttribute: 'u',
    partition: '<epoch>#<stripe>#<user> | ahead#<user>',
    sort: '<event id>',
    order: 'by time',
  },
  'by-status': {
    question: 'what went wrong',
    reads: 'status',
    rank: 3,
    partitionAttribute: 's',
    partition: '<status>#<epoch>#<stripe> | <status>#ahead',
    sort: '<event id>',
    order: 'by time',
  },
} as const satisfies Record<string, IndexPath>;

export type IndexName = keyof typeof INDEX_PATHS;
/** Attributes that hold the keys of the indexes. */
export type IndexAttribute = (typeof INDEX_PATHS)[IndexName]['partitionAttribute'];

export const TABLE_PATHS = [
  {
    question: 'everything by time; one event by id',
    partitionAttribute: 'pk',
    partition: 'T#<epoch>#<stripe> | T#ahead',
    sort: '<event id>',
    order: 'by time',
  },
  {
    question: 'what else touched it',
    partitionAttribute: 'pk',
    partition: 'L#<epoch>#<stripe>#<resource> | L#ahead#<resource>',
    sort: '<event id>',
    order: 'by time',
  },
  {
    question: 'what arrived, in order of arrival',
    partitionAttribute: 'pk',
    partition: 'A#<minute>#<shard>',
    sort: '<batch id>',
    order: 'by arrival',
  },
  {
    question: 'what could not be stored',
    partitionAttribute: 'pk',
    partition: 'Q#<day>',
    sort: '<time>#<position>#<part>#<message id>',
    order: 'by arrival',
  },
  {
    question: 'who sent it',
    partitionAttribute: 'pk',
    partition: 'N',
    sort: '<sender>',
    order: 'by arrival',
  },
  {
    question: 'how the families of keys are striped',
    partitionAttribute: 'pk',
    partition: 'E',
    sort: '<number>#<family>',
    order: 'by arrival',
  },
] as const satisfies readonly AccessPath[];

export const PARTITION_KEY = 'pk';
export const SORT_KEY = 'sk';

/** DynamoDB deletes an item some time after this second; reads leave it out from that second on. */
export const TTL_ATTRIBUTE = 'ex';
/** When retention ends, where that is not when the item leaves the table. */
export const RETENTION_ATTRIBUTE = 're';
/** When SQS took the message, milliseconds since 1970. */
export const ARRIVAL_ATTRIBUTE = 'ar';
/** Number of the sender in the directory of senders. */
export const SENDER_ATTRIBUTE = 'sn';

export interface IndexDefinition {
  readonly name: IndexName;
  readonly path: IndexPath;
  readonly partitionAttribute: IndexAttribute;
  readonly sortAttribute: string;
  readonly projected: readonly string[];
}

/** The global secondary indexes. */
export const INDEXES: readonly IndexDefinition[] = namesOf(INDEX_PATHS).map((name) => {
  const path: IndexPath = INDEX_PATHS[name];
  const { partitionAttribute } = INDEX_PATHS[name];
  const projected = listProjected(path, Object.values(INDEX_PATHS));
  return { name, path, partitionAttribute, sortAttribute: SORT_KEY, projected };
});

/** DynamoDB takes at most so many for one index. Source: Projection of its API reference. */
export const MAX_PROJECTED = 20;

/**
 * Costs no write unit while a row stays below 1 KiB, and lets counting, filters and expiry do without the table. Of
 * resource and user an index holds the keys of the other indexes, whose key is the fact; the status of by-status is its
 * own key.
 */
function listProjected(own: IndexPath, all: readonly IndexPath[]): string[] {
  const factOf = ({ reads }: IndexPath): string | undefined => (isFact(reads) ? FACTS[reads].attribute : undefined);
  return [
    ...FACT_ATTRIBUTES.filter((attribute) => attribute !== factOf(own)),
    ...all.filter((path) => path !== own && factOf(path) === undefined).map((path) => path.partitionAttribute),
    TTL_ATTRIBUTE,
    RETENTION_ATTRIBUTE,
    ARRIVAL_ATTRIBUTE,
    SENDER_ATTRIBUTE,
    ...SPARE_ATTRIBUTES,
  ];
}
