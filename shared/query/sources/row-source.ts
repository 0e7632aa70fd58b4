/**
 * Rows in the order of their ids, one by one, with the reading in between. A source has a head, or needs a fill, or is
 * done; taking rows is synchronous, so that merging a million of them does not wait a million times.
 */
import type { TrailRow } from '../plan/trail-row.js';

export interface RowSource {
  /** The next row; undefined when the source needs a fill or is done. */
  readonly head: TrailRow | undefined;
  /** No row comes any more. */
  readonly isDone: boolean;
  /** Drops the head. */
  advance(): void;
  /** Reads on; afterwards there is a head, or the source is done. Does nothing when there is a head. */
  fill(): Promise<void>;
}

export const needsFill = (source: RowSource): boolean => source.head === undefined && !source.isDone;

/** Nothing. */
export const EMPTY_SOURCE: RowSource = { head: undefined, isDone: true, advance() {}, async fill() {} };
