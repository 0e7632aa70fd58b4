/** The rows of one partition within a range of ids, read in pages that grow. */
import { TableAnswerError } from '../../store/table-answer-error.js';
import { cutRangeAfter, isEmptyRange } from '../plan/id-range.js';
import type { IdRange, RangeRequest, TableReader } from '../plan/table-reader.js';
import type { TrailRow } from '../plan/trail-row.js';
import type { RowSource } from './row-source.js';

export interface PageSize {
  /** Rows of the first request; each further one doubles it. */
  readonly first: number;
  readonly largest: number;
}

/** A table that keeps saying "more" without rows is broken; a healthy one never does it twice. */
const MAX_EMPTY_PAGES = 1_000;

export class RangeSource implements RowSource {
  readonly #reader: TableReader;
  readonly #target: Omit<RangeRequest, 'low' | 'high' | 'limit'>;
  readonly #largest: number;
  #limit: number;
  #range: IdRange;
  #rows: readonly TrailRow[] = [];
  #at = 0;
  #isLast: boolean;

  constructor(
    reader: TableReader,
    target: Omit<RangeRequest, 'low' | 'high' | 'limit'>,
    range: IdRange,
    size: PageSize,
  ) {
    this.#reader = reader;
    this.#target = target;
    this.#range = range;
    this.#limit = Math.min(size.first, size.largest);
    this.#largest = size.largest;
    // The table refuses a range whose bounds are the wrong way round.
    this.#isLast = isEmptyRange(range);
  }

  get head(): TrailRow | undefined {
    return this.#rows[this.#at];
  }

  get isDone(): boolean {
    return this.#isLast && this.head === undefined;
  }

  advance(): void {
    this.#at += 1;
  }

  async fill(): Promise<void> {
    for (let tries = 0; this.head === undefined && !this.#isLast; tries += 1) {
      if (tries === MAX_EMPTY_PAGES) throw endless();
      const { rows, isLast } = await this.#reader.queryRange({ ...this.#target, ...this.#range, limit: this.#limit });
      this.#rows = dropCopies(rows);
      this.#at = 0;
      const last = rows.at(-1);
      if (last !== undefined) this.#range = cutRangeAfter(this.#range, last.event_id, this.#target.order);
      this.#isLast = isLast || isEmptyRange(this.#range);
      this.#limit = Math.min(this.#limit * 2, this.#largest);
    }
  }
}

/**
 * An index holds an event twice when a redelivery met a newer epoch of the table. Of two copies the one that is kept
 * longer still finds its event.
 */
function dropCopies(rows: readonly TrailRow[]): readonly TrailRow[] {
  const isCopy = (row: TrailRow, at: number) => row.event_id === rows[at - 1]?.event_id;
  if (!rows.some(isCopy)) return rows;
  const longest = new Map<string, TrailRow>();
  for (const row of rows) {
    const known = longest.get(row.event_id);
    if (known === undefined || row.expires_at > known.expires_at) longest.set(row.event_id, row);
  }
  return [...longest.values()];
}

const endless = (): TableAnswerError =>
  new TableAnswerError('pages_without_end', {
    subject: 'a range of the table',
    expected: 'rows, or its end',
    got: `${MAX_EMPTY_PAGES} empty pages`,
  });
