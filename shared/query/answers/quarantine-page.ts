/** Pages of the quarantine: day by day of arrival, newest first. */
import { measureAnswer } from '../../api/answers/answer-size.js';
import { buildQuarantinePartition, buildQuarantineSort, parseQuarantineSort } from '../../store/keys.js';
import { type BudgetLimits, ReadBudget } from '../plan/read-budget.js';
import { isExpired } from '../plan/trail-row.js';
import type { QuarantineReader } from '../sources/quarantine-reader.js';
import { MAX_PAGE_BYTES } from './collect-page.js';
import { readQuarantineItem, type StoredQuarantine } from './quarantine-entry.js';

export interface QuarantineQuery {
  /** Of arrival, both inclusive, milliseconds since 1970. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Position of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
  /** Rows are requests here: each reads one day at most. */
  readonly budget: BudgetLimits;
}

export interface CollectedQuarantine {
  readonly items: readonly StoredQuarantine[];
  /** Sort key behind which the next page goes on; undefined when the range is exhausted. */
  readonly position: string | undefined;
}

export const QUARANTINE_BUDGET: BudgetLimits = { maxRows: 1_000, maxMs: 4_000 };

const DAY_MS = 86_400_000;
const startOfDay = (ms: number): number => Math.floor(ms / DAY_MS) * DAY_MS;
/** Raw texts may have 350 KB each. */
const MAX_REQUEST_ITEMS = 20;

export async function collectQuarantine(
  reader: QuarantineReader,
  { fromMs, toMs, after, limit, budget: limits }: QuarantineQuery,
  clock: () => number,
): Promise<CollectedQuarantine> {
  const budget = new ReadBudget(limits);
  const items: StoredQuarantine[] = [];
  let bytes = 0;
  let position = after;
  let dayMs = startOfDay(after === undefined ? toMs : parseQuarantineSort(after).arrivalMs);
  while (dayMs >= startOfDay(fromMs)) {
    const bounds = boundsOfDay(dayMs, fromMs, toMs);
    const isInDay = position !== undefined && bounds.low <= position && position <= bounds.high;
    const wanted = Math.min(MAX_REQUEST_ITEMS, limit - items.length);
    const partition = buildQuarantinePartition(dayMs);
    const page = await reader.queryQuarantine({
      partition,
      ...bounds,
      limit: wanted,
      ...(isInDay ? { after: position } : {}),
    });
    budget.countRow();
    for (const item of page.items.map(readQuarantineItem)) {
      bytes += measureAnswer(JSON.stringify(item.entry));
      if (bytes > MAX_PAGE_BYTES && items.length > 0) return { items, position };
      position = item.sort;
      if (!isExpired(item, clock())) items.push(item);
    }
    if (page.isLast) {
      position = endOfDay(dayMs);
      dayMs -= DAY_MS;
    }
    if (items.length >= limit || budget.isSpent) break;
  }
  return { items, position: dayMs < startOfDay(fromMs) ? undefined : position };
}

/** Sort keys begin with the time; `~` sorts behind everything that follows it. */
function boundsOfDay(dayMs: number, fromMs: number, toMs: number): { low: string; high: string } {
  return {
    low: new Date(Math.max(dayMs, fromMs)).toISOString(),
    high: `${new Date(Math.min(dayMs + DAY_MS - 1, toMs)).toISOString()}~`,
  };
}

/** A place behind everything of the day: nothing in it has such an id. */
const endOfDay = (dayMs: number): string =>
  buildQuarantineSort({ arrivalMs: dayMs, position: 0, part: 0, messageId: '!' });
