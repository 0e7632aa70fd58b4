/** Several sources as one, in order, every id once. */

import type { ReadOrder } from '../plan/table-reader.js';
import type { TrailRow } from '../plan/trail-row.js';
import { EMPTY_SOURCE, needsFill, type RowSource } from './row-source.js';

export class MergeSource implements RowSource {
  readonly #isAscending: boolean;
  #sources: RowSource[];
  #head: TrailRow | undefined;

  constructor(sources: readonly RowSource[], order: ReadOrder) {
    this.#isAscending = order === 'asc';
    this.#sources = [...sources];
    this.#choose();
  }

  get head(): TrailRow | undefined {
    return this.#head;
  }

  get isDone(): boolean {
    return this.#sources.length === 0;
  }

  advance(): void {
    const id = this.#head?.event_id;
    for (const source of this.#sources) {
      // The same event twice: a redelivery that met a newer epoch, or a link beside an event of its own resource.
      if (source.head?.event_id === id) source.advance();
    }
    this.#choose();
  }

  async fill(): Promise<void> {
    if (this.#head !== undefined) return;
    await Promise.all(this.#sources.filter(needsFill).map((source) => source.fill()));
    this.#choose();
  }

  #choose(): void {
    this.#head = undefined;
    if (this.#sources.some((source) => source.isDone)) {
      this.#sources = this.#sources.filter((source) => !source.isDone);
    }
    let best: TrailRow | undefined;
    for (const { head } of this.#sources) {
      // Until every source shows its next row, nobody knows which comes first.
      if (head === undefined) return;
      if (best === undefined || this.#isBefore(head, best)) best = head;
    }
    this.#head = best;
  }

  #isBefore(row: TrailRow, best: TrailRow): boolean {
    // Of two copies the one that is kept longer still finds its event.
    if (row.event_id === best.event_id) return row.expires_at > best.expires_at;
    return row.event_id < best.event_id === this.#isAscending;
  }
}

/** Without the merging where there is nothing to merge. */
export function mergeSources(sources: readonly RowSource[], order: ReadOrder): RowSource {
  const [only, ...others] = sources;
  if (only === undefined) return EMPTY_SOURCE;
  // A source of one partition has each id once, in order: it is its own merge.
  return others.length === 0 ? only : new MergeSource(sources, order);
}
