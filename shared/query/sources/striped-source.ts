/**
 * The rows of one epoch. Its stripes take turns, so neighbours in time share a partition: reading turn by turn finds a
 * page in one or two requests. Where the turns are sparse, it reads all stripes side by side instead.
 */
import { type Epoch, listStripes } from '../../store/epochs.js';
import { clipRange, isEmptyRange, rangeMilliseconds } from '../plan/id-range.js';
import type { IdRange, ReadOrder } from '../plan/table-reader.js';
import type { TrailRow } from '../plan/trail-row.js';
import { mergeSources } from './merge-source.js';
import { EMPTY_SOURCE, type RowSource } from './row-source.js';

export interface StripedTarget {
  readonly epoch: Epoch;
  readonly order: ReadOrder;
  /** Opens one stripe; `sharedBy` sources are merged to one, each of which holds a share of the rows. */
  readonly open: (stripe: number, range: IdRange, sharedBy: number) => RowSource;
}

/** A turn that has so many rows was worth its request, and pays for another one. */
const ROWS_OF_A_GOOD_TURN = 8;

export function openStripes(target: StripedTarget, wanted: IdRange): RowSource {
  const { epoch } = target;
  const range = clipRange(wanted, epoch.from_ms, epoch.to_ms - 1);
  if (isEmptyRange(range)) return EMPTY_SOURCE;
  return epoch.stripes === 1 ? openAll(target, range) : new TurnSource(target, range);
}

/** Every stripe that the range touches, merged. */
function openAll({ epoch, order, open }: StripedTarget, range: IdRange): RowSource {
  const { fromMs, toMs } = rangeMilliseconds(range);
  const stripes = listStripes(epoch, fromMs, toMs);
  return mergeSources(
    stripes.map((stripe) => open(stripe, range, stripes.length)),
    order,
  );
}

class TurnSource implements RowSource {
  readonly #target: StripedTarget;
  #rest: IdRange;
  /** Turns that may still be read one by one: as many as reading all stripes would cost. */
  #credit: number;
  #rowsOfTurn = 0;
  #turn: RowSource = EMPTY_SOURCE;

  constructor(target: StripedTarget, range: IdRange) {
    this.#target = target;
    this.#rest = range;
    this.#credit = target.epoch.stripes;
  }

  get head(): TrailRow | undefined {
    return this.#turn.head;
  }

  get isDone(): boolean {
    return this.#turn.isDone && isEmptyRange(this.#rest);
  }

  advance(): void {
    this.#rowsOfTurn += 1;
    this.#turn.advance();
  }

  /** Bounded: each turn without rows costs credit, and what follows the last credit reads all that is left. */
  async fill(): Promise<void> {
    while (this.head === undefined && !this.isDone) {
      if (this.#turn.isDone) this.#turn = this.#openNext();
      await this.#turn.fill();
    }
  }

  #openNext(): RowSource {
    this.#credit += this.#rowsOfTurn / ROWS_OF_A_GOOD_TURN - 1;
    this.#rowsOfTurn = 0;
    const { order, epoch } = this.#target;
    const rest = this.#rest;
    const { fromMs, toMs } = rangeMilliseconds(rest);
    const turn = Math.floor((order === 'asc' ? fromMs : toMs) / epoch.width_ms);
    const startMs = turn * epoch.width_ms;
    const endMs = startMs + epoch.width_ms - 1;
    const isLast = order === 'asc' ? endMs >= toMs : startMs <= fromMs;
    if (isLast || this.#credit < 0) {
      this.#rest = NOTHING;
      return openAll(this.#target, rest);
    }
    this.#rest = order === 'asc' ? clipRange(rest, endMs + 1, toMs) : clipRange(rest, fromMs, startMs - 1);
    return openAll(this.#target, clipRange(rest, startMs, endMs));
  }
}

const NOTHING: IdRange = { low: '~', high: '' };
