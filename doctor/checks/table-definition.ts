import type { IndexDefinition } from '../../shared/store/table.js';
import { INDEXES, PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE } from '../../shared/store/table.js';
import type { Check } from './finding.js';

export interface FoundIndex {
  readonly name: string;
  readonly keys: readonly string[];
  /** Undefined: everything. */
  readonly projected: readonly string[] | undefined;
  /** `ACTIVE`, or what DynamoDB is doing with it; undefined when it does not say. */
  readonly status: string | undefined;
}

export interface FoundTable {
  readonly keys: readonly string[];
  readonly status: string;
  readonly indexes: readonly FoundIndex[];
  /** The attribute by which items expire; undefined when they do not. */
  readonly ttlAttribute: string | undefined;
}

export interface TableDescriber {
  describe(): Promise<FoundTable>;
}

/** Whether the table is as `shared/store/table.ts` declares it. */
export const checkTableDefinition = (table: TableDescriber, needs?: string): Check => ({
  name: 'table',
  ...(needs === undefined ? {} : { needs }),
  async run() {
    const found = await table.describe();
    const wrong = [
      ...compareKeys('the table', found.keys, [PARTITION_KEY, SORT_KEY]),
      ...(found.status === 'ACTIVE' ? [] : [`the table is ${found.status}`]),
      ...INDEXES.flatMap((index) => compareIndex(index, found.indexes)),
      ...(found.ttlAttribute === TTL_ATTRIBUTE
        ? []
        : [`items expire by ${found.ttlAttribute ?? 'nothing'}, expected ${TTL_ATTRIBUTE}`]),
    ];
    if (wrong.length === 0) {
      const names = INDEXES.map(({ name }) => name).join(', ');
      return { verdict: 'ok', found: `${names} and expiry by ${TTL_ATTRIBUTE} are as declared` };
    }
    return {
      verdict: 'FAILED',
      found: wrong.join('; '),
      remedy: 'deploy again: `npx cdk diff`, then `npx cdk deploy`',
    };
  },
});

function compareIndex(declared: IndexDefinition, indexes: readonly FoundIndex[]): string[] {
  const found = indexes.find(({ name }) => name === declared.name);
  if (found === undefined) return [`the index ${declared.name} is missing`];
  const missing =
    found.projected === undefined ? [] : declared.projected.filter((name) => !found.projected?.includes(name));
  return [
    ...compareKeys(`the index ${declared.name}`, found.keys, [declared.partitionAttribute, declared.sortAttribute]),
    ...(missing.length === 0 ? [] : [`the index ${declared.name} does not hold ${missing.join(', ')}`]),
    ...(found.status === undefined || found.status === 'ACTIVE'
      ? []
      : [`the index ${declared.name} is ${found.status}`]),
  ];
}

function compareKeys(what: string, found: readonly string[], expected: readonly string[]): string[] {
  if (found.join() === expected.join()) return [];
  return [`${what} has the keys ${found.join(', ')}, expected ${expected.join(', ')}`];
}
