/** The reading role of the table. */
import type { IndexName } from '../../store/table.js';
import type { TrailRow } from './trail-row.js';

export type ReadOrder = 'asc' | 'desc';

/** Sort keys, both inclusive. Bounds need not be ids: see `id-range.ts`. */
export interface IdRange {
  readonly low: string;
  readonly high: string;
}

export interface RangeRequest extends IdRange {
  readonly where: 'table' | IndexName;
  readonly partition: string;
  readonly order: ReadOrder;
  /** Rows to read at most; the table may give fewer. */
  readonly limit: number;
  /** Whether the lines come along. Index rows and links have none. */
  readonly withLines: boolean;
}

export interface RangeAnswer {
  readonly rows: readonly TrailRow[];
  /** Nothing lies beyond these rows; without it there may be more, even when there are no rows. */
  readonly isLast: boolean;
}

export interface RowKey {
  readonly pk: string;
  readonly sk: string;
}

export interface TableReader {
  /** One request; rows of the table may be some milliseconds behind, those of an index some more. */
  queryRange(request: RangeRequest): Promise<RangeAnswer>;
  /** Whole rows in no order; what is not there is left out. At most `MAX_BATCH_KEYS` different keys. */
  getRows(keys: readonly RowKey[], options: { readonly isConsistent: boolean }): Promise<TrailRow[]>;
  /** Rejects when the table does not answer. */
  checkHealth(): Promise<void>;
}

/** Source: BatchGetItem of DynamoDB. */
export const MAX_BATCH_KEYS = 100;
