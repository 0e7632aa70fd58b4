import type { QuarantinePage } from '../../shared/api/answers/answers.js';
import { type Check, count } from './finding.js';

const DAYS = 7;
const DAY_MS = 86_400_000;
const PAGE_ITEMS = 100;
const MAX_PAGES = 10;

export interface QuarantinePages {
  quarantine(query: { from: Date; limit: number; cursor?: string | undefined }): Promise<QuarantinePage>;
}

/** Whether senders sent what can never be stored. */
export const checkQuarantine = (trail: QuarantinePages, clock: () => number, needs?: string): Check => ({
  name: 'quarantine',
  ...(needs === undefined ? {} : { needs }),
  async run() {
    const from = new Date(clock() - DAYS * DAY_MS);
    const reasons = new Map<string, number>();
    let total = 0;
    let cursor: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const { items, next_cursor } = await trail.quarantine({ from, limit: PAGE_ITEMS, cursor });
      for (const { reason } of items) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      total += items.length;
      cursor = next_cursor ?? undefined;
      if (cursor === undefined) break;
    }
    if (total === 0 && cursor === undefined) return { verdict: 'ok', found: `nothing in ${DAYS} days` };
    if (total === 0) {
      return {
        verdict: 'warn',
        found: `nothing on ${MAX_PAGES} pages, and there are more`,
        remedy: 'ask GET /v1/quarantine',
      };
    }
    const list = [...reasons].map(([reason, number]) => `${number} ${reason}`).join(', ');
    return {
      verdict: 'FAILED',
      found: `${cursor === undefined ? '' : 'at least '}${count(total, 'line')} in ${DAYS} days could not be stored (${list})`,
      remedy: 'GET /v1/quarantine names sender and fault; docs/runbook.md, Quarantine',
    };
  },
});
