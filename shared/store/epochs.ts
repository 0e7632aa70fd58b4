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

/** One family of keys. Only what is hot gets rows; everything else stays in epoch 0. */
export interface Family {
  /** In the directory. */
  readonly name: string;
  /**
   * Where events lie that were ahead of their arrival. `always`: in a partition `ahead`, whatever the directory says.
   * `own rows`: among the others until the family has a row in effect. `never`: nothing in it is ahead.
   */
  readonly ahead: 'always' | 'own rows' | 'never';
}

export const TABLE_FAMILY: Family = { name: 'table', ahead: 'always' };
/** By time of arrival. */
export const MANIFEST_FAMILY: Family = { name: 'manifest', ahead: 'never' };
export const statusFamily = (status: string): Family => ({ name: `status#${status}`, ahead: 'always' });
export const userFamily = (userId: string): Family => ({ name: `user#${userId}`, ahead: 'own rows' });
export const resourceFamily = (resourceId: string): Family => ({ name: `resource#${resourceId}`, ahead: 'own rows' });
export const linkFamily = (resourceId: string): Family => ({ name: `link#${resourceId}`, ahead: 'own rows' });

/**
 * Further ahead of its arrival than this, an event goes to the partitions `ahead`, which readers add to every range: a
 * sender's wrong clock must not fill stripes that honest events will use later.
 */
export const MAX_AHEAD_MS = 60_000;

/**
 * So long after a row came into effect, no writer uses an older row for the events of its time any more: a writer's copy
 * of the directory is at most 5 minutes old, an event at most 1 minute ahead of its arrival, and clocks differ.
 */
export const SUPERSEDED_AFTER_MS = 420_000;

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

  /** Whether the family has a row that writers may use at `nowMs`. */
  hasRowsInEffect(family: Family, nowMs: number): boolean {
    return this.#families.get(family.name)?.some((row) => row.effective_at_ms <= nowMs) === true;
  }

  /** For readers: whether events of the family may lie in its partition `ahead`. */
  mayBeAhead(family: Family): boolean {
    return family.ahead === 'always' || (family.ahead === 'own rows' && this.#families.has(family.name));
  }

  /** For writers: where an event of this time goes, at `nowMs` on the writer's clock. */
  getForWriting(family: Family, eventMs: number, nowMs: number): Epoch {
    const rows = this.#families.get(family.name);
    const row = rows?.find((each) => each.from_ms <= eventMs && eventMs < each.to_ms && each.effective_at_ms <= nowMs);
    return row ?? EPOCH_ZERO;
  }

  /**
   * For readers: every epoch that may hold events of `fromMs` to `toMs`, both inclusive, in effect or not, highest number
   * first. Each ends where no writer can use it any more, because a higher one has been in effect for long enough: a
   * spike of stripes costs later readers nothing. Not so epoch 0 of a family whose events ahead of their arrival lay in it
   * before it had rows of its own.
   */
  listForReading(family: Family, fromMs: number, toMs: number): Epoch[] {
    const rows = this.#families.get(family.name) ?? [];
    const isKept = family.ahead === 'own rows';
    const epochs: Epoch[] = rows.map((row, at) => endWhereSuperseded(row, rows.slice(0, at)));
    epochs.push(isKept ? EPOCH_ZERO : endWhereSuperseded(EPOCH_ZERO, rows));
    return epochs.filter((epoch) => epoch.from_ms <= toMs && fromMs < epoch.to_ms);
  }
}

/** `higher`: rows of higher numbers. One that ends before the epoch does gives the later times back to it. */
function endWhereSuperseded(epoch: Epoch, higher: readonly EpochRow[]): Epoch {
  const ends = higher
    .filter((row) => row.to_ms >= epoch.to_ms)
    .map((row) => Math.max(row.from_ms, row.effective_at_ms + SUPERSEDED_AFTER_MS));
  const end = Math.min(...ends);
  return end < epoch.to_ms ? { ...epoch, to_ms: end } : epoch;
}
