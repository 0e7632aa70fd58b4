/** How often each value occurs. */
import type { Counts } from '../../api/answers/answers.js';

/** Names of one count in an answer: senders make names up, and an answer is bounded. */
export const MAX_COUNTS = 1_000;
const OTHER = 'other';

export class Tally {
  readonly #counts = new Map<string, number>();

  add(value: string): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
  }

  /** Number of different values. */
  get size(): number {
    return this.#counts.size;
  }

  /** By name; values may be called anything, `__proto__` as well. */
  toCounts(): Counts {
    return toObject([...this.#counts].sort(([a], [b]) => compare(a, b)));
  }

  /** By name while there are at most `limit`, else as `toTopCounts`. */
  toBoundedCounts(limit: number): Counts {
    return this.size <= limit ? this.toCounts() : this.toTopCounts(limit);
  }

  /** The `limit` values that occur most, names deciding between equals; all others are summed up under `other`. */
  toTopCounts(limit: number): Counts {
    const ranked = [...this.#counts].sort(([a, x], [b, y]) => y - x || compare(a, b));
    if (ranked.length <= limit) return toObject(ranked);
    // A value that is itself called `other` belongs to the sum, or one key would mean two things.
    const named = ranked.filter(([value]) => value !== OTHER).slice(0, limit);
    const total = ranked.reduce((sum, [, count]) => sum + count, 0);
    const inNamed = named.reduce((sum, [, count]) => sum + count, 0);
    return toObject([...named, [OTHER, total - inNamed]]);
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const toObject = (entries: readonly (readonly [string, number])[]): Counts => Object.fromEntries(entries);
