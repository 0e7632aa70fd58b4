/**
 * How each family of keys is spread over partitions, and since when. A row is never changed or removed: writers take
 * the highest number that covers an event's time, readers read all numbers that cover their range.
 */

/** Partitions of one family of keys, for events of a stretch of time. */
export interface Epoch {
  /** 0 is built in; a family's own rows count from 1. */
  readonly number: number;
  /** First millisecond of event time that it covers. */
  readonly from_ms: number;
  /** First millisecond that it no longer covers. */
  readonly to_ms: number;
  /** How many partitions take turns. */
  readonly stripes: number;
  /** How long one partition's turn lasts. */
  readonly width_ms: number;
  /** Partitions that share a turn: 1 until senders with whole-second times crowd one moment. */
  readonly fan: number;
}

/** One row of the epoch directory. */
export interface EpochRow extends Epoch {
  readonly family: string;
  /** From when on writers may use it, milliseconds since 1970 on their own clock. */
  readonly effective_at_ms: number;
}

/** One stripe for all time, in every family: what is true before anybody adds a row. */
export const EPOCH_ZERO: Epoch = {
  number: 0,
  from_ms: 0,
  to_ms: Number.MAX_SAFE_INTEGER,
  stripes: 1,
  width_ms: 1_000,
  fan: 1,
};

/** The names of the families. Only what is hot gets rows; everything else stays in epoch 0. */
export const TABLE_FAMILY = 'table';
export const MANIFEST_FAMILY = 'manifest';
export const statusFamily = (status: string): string => `status#${status}`;
export const userFamily = (userId: string): string => `user#${userId}`;
export const resourceFamily = (resourceId: string): string => `resource#${resourceId}`;
export const linkFamily = (resourceId: string): string => `link#${resourceId}`;

/**
 * (floor(time / width) + (leaf bits mod fan)) mod stripes. Time and leaf bits are both in the event id
 * (`parseEventId`), so whoever knows an id and an epoch knows the partition.
 */
export function computeStripe(epoch: Epoch, eventMs: number, leafBits: number): number {
  return (Math.floor(eventMs / epoch.width_ms) + (leafBits % epoch.fan)) % epoch.stripes;
}

/**
 * The stripes that can hold events of `fromMs` to `toMs`, both inclusive, in the order in which time reaches them;
 * each at most once. Times outside the epoch are left out; empty when nothing is left.
 */
export function listStripes(epoch: Epoch, fromMs: number, toMs: number): number[] {
  const first = Math.floor(Math.max(fromMs, epoch.from_ms) / epoch.width_ms);
  const last = Math.floor(Math.min(toMs, epoch.to_ms - 1) / epoch.width_ms);
  if (last < first) return [];
  const turns = Math.min(last - first + epoch.fan, epoch.stripes);
  return Array.from({ length: turns }, (_, at) => (first + at) % epoch.stripes);
}

/** The rows of the directory, as one reading of it found them. */
export class Epochs {
  /** Highest number first. */
  readonly #families = new Map<string, EpochRow[]>();

  constructor(rows: readonly EpochRow[]) {
    for (const row of rows) {
      const family = this.#families.get(row.family);
      if (family === undefined) this.#families.set(row.family, [row]);
      else family.push(row);
    }
    for (const family of this.#families.values()) family.sort((a, b) => b.number - a.number);
  }

  /** Whether any family has rows of its own; while none has, everything is in epoch 0. */
  get isEmpty(): boolean {
    return this.#families.size === 0;
  }

  /** For writers: where an event of this time goes, at `nowMs` on the writer's clock. */
  getForWriting(family: string, eventMs: number, nowMs: number): Epoch {
    const rows = this.#families.get(family);
    const row = rows?.find((each) => each.from_ms <= eventMs && eventMs < each.to_ms && each.effective_at_ms <= nowMs);
    return row ?? EPOCH_ZERO;
  }

  /**
   * For readers: every epoch that may hold events of `fromMs` to `toMs`, both inclusive, effective or not: highest
   * number first, epoch 0 last and always.
   */
  listForReading(family: string, fromMs: number, toMs: number): Epoch[] {
    const rows = this.#families.get(family) ?? [];
    return [...rows.filter((row) => row.from_ms <= toMs && fromMs < row.to_ms), EPOCH_ZERO];
  }
}
