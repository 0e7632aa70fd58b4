/** The sequence numbers that sampling used up, until an envelope lists them. */
import type { SequenceRange } from '../../event/envelope/envelope.js';

export type SampledOutRanges = Record<string, SequenceRange[]>;

/** Ranges that wait for an envelope at most. Only a queue that is away for long lets so many wait. */
const MAX_RANGES = 20_000;
/** Ranges in one header at most: about 16 bytes each, so that they cannot outgrow the events. */
const MAX_RANGES_IN_HEADER = 1_000;

interface TypedRange {
  readonly type: string;
  readonly from: number;
  to: number;
}

export class SampledOut {
  private ranges: TypedRange[] = [];

  /** False: too many ranges wait to note another, and the number must not be used up. */
  note(type: string, seq: number): boolean {
    const last = this.ranges.at(-1);
    if (last !== undefined && last.type === type && last.to === seq - 1) {
      last.to = seq;
      return true;
    }
    if (this.ranges.length >= MAX_RANGES) return false;
    this.ranges.push({ type, from: seq, to: seq });
    return true;
  }

  get isEmpty(): boolean {
    return this.ranges.length === 0;
  }

  /** Takes out what belongs in the envelope whose last event is `seq`. */
  takeUpTo(seq: number): SampledOutRanges {
    let count = 0;
    while (count < MAX_RANGES_IN_HEADER && (this.ranges[count]?.from ?? Number.POSITIVE_INFINITY) <= seq) count++;
    const byType = new Map<string, SequenceRange[]>();
    for (const { type, from, to } of this.ranges.splice(0, count)) {
      const list = byType.get(type);
      if (list === undefined) byType.set(type, [[from, to]]);
      else list.push([from, to]);
    }
    return Object.fromEntries(byType);
  }

  /** Back again, because the envelope was refused: a later one lists them. */
  putBack(ranges: SampledOutRanges): void {
    const back = Object.entries(ranges).flatMap(([type, list]) => list.map(([from, to]) => ({ type, from, to })));
    this.ranges = [...back, ...this.ranges].sort((a, b) => a.from - b.from);
  }
}
