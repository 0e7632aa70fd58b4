import type { Hono } from 'hono';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  buildAddress,
  fetchAll,
  fetchPage,
  type QueryHarness,
  startQueryHarness,
} from '../../support/query-harness.js';
import { itemsOf, sampleEvent, sampleSeries } from '../../support/sample-events.js';

const START_MS = Date.UTC(2026, 0, 31, 9);
const NOW_MS = START_MS + 3_600_000;
let harness: QueryHarness;
let app: Hono;
const series = sampleSeries(20, (at) => ({ resource_id: `r${at % 2}`, status: at % 3 === 0 ? 'failure' : 'success' }));

beforeAll(async () => {
  harness = await startQueryHarness(NOW_MS);
  app = harness.createApp([]);
});
beforeEach(() => harness.store(itemsOf(series)));
afterAll(() => harness.stop());

const refusal = async (path: string, parameters: Record<string, string>) => {
  const response = await app.request(buildAddress(path, parameters));
  const { type }: { type: string } = JSON.parse(await response.text());
  return [response.status, type];
};
const REFUSED = [400, 'urn:trailkeeper:problem:invalid-cursor'];

async function firstCursor(parameters: Record<string, string>, path = '/v1/events'): Promise<string> {
  const { next_cursor: cursor } = await fetchPage(app, path, parameters);
  if (cursor === null) throw new Error('expected a cursor');
  return cursor;
}

describe('a cursor', () => {
  it('is refused after a change of any of its characters', async () => {
    const cursor = await firstCursor({ limit: '3' });
    for (let at = 0; at < cursor.length; at += 1) {
      const other = cursor[at] === 'A' ? 'B' : 'A';
      const tampered = cursor.slice(0, at) + other + cursor.slice(at + 1);
      expect(await refusal('/v1/events', { limit: '3', cursor: tampered })).toEqual(REFUSED);
    }
    for (const tampered of [`${cursor}A`, `${cursor}=`, ` ${cursor}`, cursor.slice(1), cursor.slice(0, -1)]) {
      expect(await refusal('/v1/events', { limit: '3', cursor: tampered })).toEqual(REFUSED);
    }
  });

  it('is refused with another filter, order or range, or on another route', async () => {
    const cursor = await firstCursor({ limit: '3', resource_id: 'r1' });
    expect(await refusal('/v1/events', { cursor })).toEqual(REFUSED);
    expect(await refusal('/v1/events', { cursor, resource_id: 'r0' })).toEqual(REFUSED);
    expect(await refusal('/v1/events', { cursor, resource_id: 'r1', order: 'asc' })).toEqual(REFUSED);
    expect(await refusal('/v1/events', { cursor, resource_id: 'r1', user_id: 'alice' })).toEqual(REFUSED);
    expect(await refusal('/v1/events', { cursor, resource_id: 'r1', from: '2026-01-01T00:00:00Z' })).toEqual(REFUSED);
    expect(await refusal('/v1/timeline', { cursor, resource_id: 'r1' })).toEqual(REFUSED);
    expect(await refusal('/v1/quarantine', { cursor })).toEqual(REFUSED);
  });

  it('of another trail is refused', async () => {
    const other = harness.createApp([], { getTrailKey: async () => Buffer.alloc(32, 8) });
    const { next_cursor: cursor } = await fetchPage(other, '/v1/events', { limit: '3' });
    expect(await refusal('/v1/events', { limit: '3', cursor: String(cursor) })).toEqual(REFUSED);
  });

  it('goes on with another limit, and with the same question asked in other words', async () => {
    const cursor = await firstCursor({
      limit: '3',
      event_type: 'vfs_operation,authorization',
      to: '2026-01-31T10:00:00Z',
    });
    const page = await fetchPage(app, '/v1/events', {
      cursor,
      limit: '1000',
      event_type: ['authorization', 'vfs_operation'],
      to: '2026-01-31T11:00:00+01:00',
    });
    expect(page.events).toHaveLength(17);
    expect(page.next_cursor).toBeNull();
  });
});

describe('everything visible before the first page comes exactly once', () => {
  it.each(['asc', 'desc'])('whatever arrives meanwhile: %s', async (order) => {
    const seen: string[] = [];
    let cursor: string | null = null;
    let seq = 1_000;
    const late: string[] = [];
    do {
      const page = await fetchPage(app, '/v1/events', { order, limit: '3', ...(cursor === null ? {} : { cursor }) });
      seen.push(...page.events.map(({ event_id }) => event_id));
      cursor = page.next_cursor;
      // Before, within and behind what was read, and after the first page.
      seq += 10;
      const arrivals = [-5_500, 4_500, 9_500, 15_500, 3_599_999, 3_719_999, 3_720_001, 7_200_000].map((ms, at) =>
        sampleEvent(seq + at, { timestamp: new Date(START_MS + ms).toISOString(), resource_id: 'r0' }),
      );
      late.push(...arrivals.map(({ event_id }) => event_id));
      await harness.add(itemsOf(arrivals));
    } while (cursor !== null && seq < 2_000);
    expect(cursor).toBeNull();
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.filter((id) => !late.includes(id))).toEqual(
      series.map(({ event_id }) => event_id).sort((a, b) => (a < b === (order === 'asc') ? -1 : 1)),
    );
    // Two minutes after the first page is the bound: nothing later comes.
    const nowId = seen.filter(
      (id) => id > sampleEvent(1, { timestamp: '2026-01-31T10:02:00.001Z' }).event_id.slice(0, 13),
    );
    expect(nowId).toEqual([]);
  });
});

describe('short pages', () => {
  it('go on behind what was looked at, although nothing of it matched', async () => {
    const tight = harness.createApp([], { pageBudget: { maxRows: 4, maxMs: 60_000 } });
    const pages: number[] = [];
    let cursor: string | null = null;
    const ids: string[] = [];
    do {
      const parameters = {
        action: 'write',
        correlation_id: 'none',
        limit: '3',
        ...(cursor === null ? {} : { cursor }),
      };
      const page = await fetchPage(tight, '/v1/events', parameters);
      pages.push(page.events.length);
      ids.push(...page.events.map(({ event_id }) => event_id));
      cursor = page.next_cursor;
    } while (cursor !== null && pages.length < 100);
    expect(cursor).toBeNull();
    expect(pages.length).toBeGreaterThan(1);
    expect(ids).toEqual([]);
    const found = await fetchAll(tight, '/v1/events', { status: 'failure', limit: '3' });
    expect(found).toHaveLength(7);
  });

  it('get on even when the time is up at once', async () => {
    const tight = harness.createApp([], { pageBudget: { maxRows: 1, maxMs: 0 } });
    expect(await fetchAll(tight, '/v1/events', { limit: '1000' })).toHaveLength(20);
    expect(await fetchAll(tight, '/v1/timeline', { resource_id: 'r1', limit: '1000' })).toHaveLength(10);
  });

  it('keep an answer below what a Lambda can hand over', async () => {
    const large = sampleSeries(60, () => ({ details: { text: 'x'.repeat(60_000) } }));
    await harness.store(itemsOf(large));
    const page = await fetchPage(app, '/v1/events', { limit: '1000' });
    expect(page.text.length).toBeLessThan(3_000_000);
    expect(page.next_cursor).not.toBeNull();
    expect(await fetchAll(app, '/v1/events', { limit: '1000' })).toHaveLength(60);
  });
});
