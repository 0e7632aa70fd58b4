/** Writes what a plan yields, in its order, several requests at a time, until all is stored or time is up. */
import { type EventWriter, MAX_BATCH_ITEMS, RefusedItemsError } from '../../shared/store/event-writer.js';
import type { QuarantineWriter } from '../../shared/store/quarantine-writer.js';
import { attemptWithin, backOff } from './attempt-within.js';
import { settle, type Write } from './landings.js';

export interface WritePoolOptions {
  readonly events: EventWriter;
  readonly quarantine: QuarantineWriter;
  /** Zero or less: no attempt begins, and none goes on. */
  readonly leftMs: () => number;
  readonly random: () => number;
}

export interface WriteCounts {
  /** Items that the table did not take at once and that were tried again. */
  retried: number;
  /** The last failure, for the log. */
  lastError: unknown;
}

const PARALLEL_REQUESTS = 8;
/** One request is far below the 16 MB of BatchWriteItem, even when its text needs escaping. */
const MAX_REQUEST_BYTES = 2_000_000;
/** A request that takes longer is taken for lost; writing its items again is harmless. */
const REQUEST_TIMEOUT_MS = 5_000;

/** Never rejects. What could not be stored is still open in its landing. */
export async function runWritePool(plan: Iterator<Write>, options: WritePoolOptions): Promise<WriteCounts> {
  const counts: WriteCounts = { retried: 0, lastError: undefined };
  await Promise.all(Array.from({ length: PARALLEL_REQUESTS }, () => runWorker(plan, options, counts)));
  return counts;
}

async function runWorker(plan: Iterator<Write>, options: WritePoolOptions, counts: WriteCounts): Promise<void> {
  let pending: Write[] = [];
  let failures = 0;
  while (options.leftMs() > 0) {
    pending = fill(pending, plan);
    if (pending.length === 0) return;
    pending = await writeOnce(pending, options, counts);
    if (pending.length === 0) {
      failures = 0;
      continue;
    }
    failures += 1;
    counts.retried += pending.length;
    await backOff(failures, options.leftMs(), options.random);
  }
}

/** Tops up with new writes, so that a few that are throttled do not make for small requests. */
function fill(pending: Write[], plan: Iterator<Write>): Write[] {
  const batch = [...pending];
  let bytes = batch.reduce((sum, write) => sum + estimateBytes(write), 0);
  while (batch.length < MAX_BATCH_ITEMS && bytes < MAX_REQUEST_BYTES) {
    const next = plan.next();
    if (next.done === true) break;
    batch.push(next.value);
    bytes += estimateBytes(next.value);
  }
  return batch;
}

function estimateBytes(write: Write): number {
  if (write.kind === 'quarantine') return write.item.raw.length;
  return 'li' in write.item ? write.item.li.length : 0;
}

/** One attempt; resolves with what is still to be written. */
async function writeOnce(batch: readonly Write[], options: WritePoolOptions, counts: WriteCounts): Promise<Write[]> {
  const timeoutMs = Math.min(REQUEST_TIMEOUT_MS, options.leftMs());
  const events = batch.filter((write) => write.kind === 'event');
  const quarantine = batch.filter((write) => write.kind === 'quarantine');
  const left = await Promise.all([
    writeGroup(events, (items, signal) => options.events.writeEvents(items, signal), timeoutMs, counts),
    writeGroup(quarantine, (items, signal) => options.quarantine.writeQuarantine(items, signal), timeoutMs, counts),
  ]);
  return left.flat();
}

async function writeGroup<W extends Write>(
  group: readonly W[],
  write: (items: readonly W['item'][], signal: AbortSignal) => Promise<readonly W['item'][]>,
  timeoutMs: number,
  counts: WriteCounts,
): Promise<W[]> {
  if (group.length === 0) return [];
  try {
    const items = group.map((each) => each.item);
    const unprocessed = new Set(await attemptWithin(timeoutMs, (signal) => write(items, signal)));
    const left = group.filter((each) => unprocessed.has(each.item));
    for (const each of group) if (!unprocessed.has(each.item)) settle(each.landing);
    return left;
  } catch (error) {
    counts.lastError = error;
    if (!(error instanceof RefusedItemsError)) return [...group];
    const [only] = group;
    if (only !== undefined && group.length === 1) {
      settle(only.landing, only.item);
      return [];
    }
    // One item spoils the request for all others: each on its own shows which.
    const left: W[] = [];
    for (const each of group) left.push(...(await writeGroup([each], write, timeoutMs, counts)));
    return left;
  }
}
