/** Takes rows from a source: the one loop in which rows are read, matched and dropped when they are expired. */
import type { RowPredicate } from '../plan/event-filter.js';
import { isExpired, type TrailRow } from '../plan/trail-row.js';
import { needsFill, type RowSource } from './row-source.js';

export interface RowTaking {
  readonly source: RowSource;
  readonly matches: RowPredicate;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Rows that match; what comes behind them stays in the source. */
  readonly wanted: number;
  /** Asked before each row, and told whether it has to be read first: false ends the taking there. */
  readonly goesOn?: ((mustRead: boolean) => boolean) | undefined;
  /** Told of every row that is taken, also of one that does not match. */
  readonly look?: ((row: TrailRow) => void) | undefined;
}

export async function takeRows({ source, matches, clock, wanted, goesOn, look }: RowTaking): Promise<TrailRow[]> {
  const rows: TrailRow[] = [];
  while (rows.length < wanted && !source.isDone) {
    const mustRead = needsFill(source);
    if (goesOn?.(mustRead) === false) break;
    if (mustRead) await source.fill();
    const row = source.head;
    if (row === undefined) continue;
    source.advance();
    look?.(row);
    if (matches(row) && !isExpired(row, clock())) rows.push(row);
  }
  return rows;
}
