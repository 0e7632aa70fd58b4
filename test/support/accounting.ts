/** The equation that holds for every logger at every quiet point. */
import type { Counters } from '../../shared/client/fates/counters.js';

export function sumCounts(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

/** What all fates add up to; has to equal `attempted`. */
export function sumFates(counters: Counters): number {
  const { filtered, sampled_out, rejected, dropped, sent, buffered, in_flight } = counters;
  return (
    [filtered, sampled_out, rejected, dropped].reduce((total, counts) => total + sumCounts(counts), 0) +
    sent +
    buffered +
    in_flight
  );
}
