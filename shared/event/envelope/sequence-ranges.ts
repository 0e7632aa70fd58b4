import type { SequenceRange } from './envelope.js';

/** The ranges that hold exactly these numbers, in ascending order, none touching the next. */
export function collectRanges(numbers: Iterable<number>): SequenceRange[] {
  const sorted = [...numbers].sort((a, b) => a - b);
  const ranges: SequenceRange[] = [];
  for (const each of sorted) {
    const last = ranges.at(-1);
    if (last !== undefined && each <= last[1] + 1) last[1] = Math.max(last[1], each);
    else ranges.push([each, each]);
  }
  return ranges;
}

export function sameRanges(a: readonly SequenceRange[], b: readonly SequenceRange[]): boolean {
  return a.length === b.length && a.every(([from, to], at) => from === b[at]?.[0] && to === b[at]?.[1]);
}
