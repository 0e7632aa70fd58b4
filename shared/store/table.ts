/**
 * The one table: every question in words, and the keys that answer it. The indexes of the deployed and of the local
 * table are made from these rows; `keys.ts` builds the keys, and a test compares them with the patterns here.
 */

export type Order = 'by time' | 'by arrival';

export interface AccessPath {
  readonly question: string;
  /** `table` is the table itself; anything else is the name of a global secondary index. */
  readonly where: 'table' | IndexName;
  /** Holds the partition key. Absent from an item, the item is not in the index: sparse on purpose. */
  readonly partitionAttribute: string;
  /** How the partition key is put together; free text comes last. */
  readonly partition: string;
  readonly sort: string;
  readonly order: Order;
}

export type IndexName = 'by-resource' | 'by-user' | 'by-status';

export const ACCESS_PATHS = [
  {
    question: 'everything by time; one event by id',
    where: 'table',
    partitionAttribute: 'pk',
    partition: 'T#<epoch>#<stripe> | T#ahead',
    sort: '<event id>',
    order: 'by time',
  },
  {
    question: 'what happened to this resource',
    where: 'by-resource',
    partitionAttribute: 'by_resource',
    partition: '<epoch>#<stripe>#<resource>',
    sort: '<event id>',
    order: 'by time',
  },
  {
    question: 'what else touched it',
    where: 'table',
    partitionAttribute: 'pk',
    partition: 'L#<epoch>#<stripe>#<resource>',
    sort: '<event id>',
    order: 'by time',
  },
  {
    question: 'what did this person do',
    where: 'by-user',
    partitionAttribute: 'by_user',
    partition: '<epoch>#<stripe>#<user>',
    sort: '<event id>',
    order: 'by time',
  },
  {
    question: 'what went wrong',
    where: 'by-status',
    partitionAttribute: 'by_status',
    partition: '<status>#<epoch>#<stripe> | <status>#ahead',
    sort: '<event id>',
    order: 'by time',
  },
  {
    question: 'what arrived, in order of arrival',
    where: 'table',
    partitionAttribute: 'pk',
    partition: 'A#<minute>#<shard>',
    sort: '<batch id>',
    order: 'by arrival',
  },
  {
    question: 'what could not be stored',
    where: 'table',
    partitionAttribute: 'pk',
    partition: 'Q#<day>',
    sort: '<time>#<position>#<message id>',
    order: 'by arrival',
  },
  {
    question: 'how the families of keys are striped',
    where: 'table',
    partitionAttribute: 'pk',
    partition: 'E',
    sort: '<number>#<family>',
    order: 'by arrival',
  },
] as const satisfies readonly AccessPath[];

export const PARTITION_KEY = 'pk';
export const SORT_KEY = 'sk';

/** DynamoDB deletes an item some time after this second; reads leave it out from that second on. */
export const TTL_ATTRIBUTE = 'expires_at';

/** What an index row and a link item hold besides keys: enough to filter by, and no event. */
export const SUMMARY_ATTRIBUTES = ['event_type', 'action', 'status', 'user_id', 'resource_id'] as const;

export interface IndexDefinition {
  readonly name: IndexName;
  readonly partitionAttribute: string;
  readonly sortAttribute: string;
  readonly projected: readonly string[];
}

/** The global secondary indexes. All sort by the event id, which is the table's own sort key. */
export const INDEXES: readonly IndexDefinition[] = ACCESS_PATHS.flatMap((path) =>
  path.where === 'table'
    ? []
    : [
        {
          name: path.where,
          partitionAttribute: path.partitionAttribute,
          sortAttribute: SORT_KEY,
          // Expiry costs no write unit, and lets counting leave expired events out without reading the table.
          projected: [...SUMMARY_ATTRIBUTES, TTL_ATTRIBUTE],
        },
      ],
);
