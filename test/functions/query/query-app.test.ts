import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTE_LIST } from '../../../shared/api/routes.js';
import { fetchAll, fetchPage, type QueryHarness, startQueryHarness } from '../../support/query-harness.js';
import { itemsOf, sampleEvent, sampleSeries } from '../../support/sample-events.js';

const NOW_MS = Date.UTC(2026, 0, 31, 12);
let harness: QueryHarness;
beforeAll(async () => {
  harness = await startQueryHarness(NOW_MS);
});
afterAll(() => harness.stop());

describe('the query function', () => {
  it('answers to every route of the table that it serves', async () => {
    const app = harness.createApp([]);
    for (const { method, path } of ROUTE_LIST.filter(({ servedBy }) => servedBy === 'query')) {
      const response = await app.request(`${path}?no_such_parameter=1`, { method });
      expect([path, response.status]).toEqual([path, 400]);
    }
  });

  it('forbids to keep or to guess at any answer, of errors too', async () => {
    const app = harness.createApp([]);
    for (const path of [
      '/v1/health',
      '/v1/events',
      '/v1/events?x=1',
      '/v1/nothing',
      '/v1/export',
      '/v1/openapi.json',
    ]) {
      const { headers } = await app.request(path);
      expect([path, headers.get('cache-control'), headers.get('x-content-type-options')]).toEqual([
        path,
        'no-store',
        'nosniff',
      ]);
    }
  });

  it('keeps a problem small, and no secret in it, whatever the parameters are called', async () => {
    const names = Array.from({ length: 3_000 }, (_, index) => `${'x'.repeat(400)}${index}=1`);
    const response = await harness.createApp([]).request(`/v1/events?AKIAIOSFODNN7EXAMPLE=1&${names.join('&')}`);
    const text = await response.text();
    const problem: { detail: string; errors: object[] } = JSON.parse(text);
    expect(response.status).toBe(400);
    expect(problem.errors).toHaveLength(100);
    expect(problem.detail).toContain('3001 in all');
    expect(text.length).toBeLessThan(100_000);
    expect(text).not.toContain('AKIAIOSFODNN7EXAMPLE');
  });

  it('is healthy while the table answers, and 503 when it does not', async () => {
    const errors: unknown[] = [];
    const response = await harness.createApp([]).request('/v1/health');
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
    const broken = harness.createApp([], {
      table: Object.assign(Object.create(harness.table), {
        checkHealth: () => Promise.reject(new Error('down')),
      }),
      reportError: (error) => errors.push(error),
    });
    const answer = await broken.request('/v1/health');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
    expect(errors).toEqual([new Error('down')]);
  });

  it('hides the cause of an error from the caller, and reports it', async () => {
    const errors: unknown[] = [];
    const failing = (error: Error) =>
      harness.createApp([], {
        epochs: { getEpochs: () => Promise.reject(error) },
        reportError: (reported, request) => errors.push([reported, request]),
      });
    const secret = new Error('password=hunter2');
    const response = await failing(secret).request('/v1/events');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('hunter2');
    expect(errors).toEqual([[secret, { method: 'GET', path: '/v1/events' }]]);

    const throttled = Object.assign(new Error('slow down'), { name: 'ProvisionedThroughputExceededException' });
    const busy = await failing(throttled).request('/v1/events');
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '2']);
  });

  it('serves the OpenAPI document', async () => {
    const document: { openapi: string; paths: object } = JSON.parse(
      await (await harness.createApp([]).request('/v1/openapi.json')).text(),
    );
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual([...new Set(ROUTE_LIST.map(({ path }) => path))]);
  });
});

describe('what is expired', () => {
  it('is never returned, counted, or found by id, although it is still stored', async () => {
    const gone = sampleEvent(
      1,
      { resource_id: 'r', related: [{ resource_id: 'q', role: 'bucket' }], status: 'failure' },
      NOW_MS / 1_000,
    );
    const kept = sampleEvent(
      2,
      { resource_id: 'r', related: [{ resource_id: 'q', role: 'bucket' }], status: 'failure' },
      NOW_MS / 1_000 + 1,
    );
    await harness.store(itemsOf([gone, kept]));
    const app = harness.createApp([]);
    const idsOf = async (path: string, parameters = {}) =>
      (await fetchAll(app, path, parameters)).map(({ event_id }) => event_id);
    expect(await idsOf('/v1/events')).toEqual([kept.event_id]);
    expect(await idsOf('/v1/events', { user_id: 'alice' })).toEqual([kept.event_id]);
    expect(await idsOf('/v1/events', { status: 'failure' })).toEqual([kept.event_id]);
    expect(await idsOf('/v1/timeline', { resource_id: 'r' })).toEqual([kept.event_id]);
    expect(await idsOf('/v1/timeline', { resource_id: 'q' })).toEqual([kept.event_id]);
    expect((await app.request(`/v1/events/${gone.event_id}`)).status).toBe(404);
    for (const address of ['/v1/statistics', '/v1/activity?user_id=alice']) {
      const { total }: { total: number } = JSON.parse(await (await app.request(address)).text());
      expect([address, total]).toEqual([address, 1]);
    }
  });
});

describe('counting', () => {
  it('refuses a range that it cannot count whole, instead of a number that looks complete', async () => {
    await harness.store(itemsOf(sampleSeries(2_500)));
    const app = harness.createApp([], { countBudget: { maxRows: 1_500, maxMs: 60_000 } });
    for (const address of ['/v1/statistics', '/v1/activity?user_id=alice']) {
      const response = await app.request(address);
      expect([address, response.status]).toEqual([address, 422]);
      expect(await response.text()).toContain('narrow from and to');
    }
    const part = await app.request('/v1/statistics?to=2026-01-31T09:00:09Z');
    expect(JSON.parse(await part.text())).toMatchObject({ total: 10, by_hour: { '2026-01-31T09:00:00Z': 10 } });
  });

  it('names 1,000 users and sums up the others', async () => {
    await harness.store(
      itemsOf(sampleSeries(1_205, (at) => ({ user_id: at < 3 ? 'other' : at < 103 ? '__proto__' : `u${at}` }))),
    );
    const answer: { total: number; users: number; by_user: Record<string, number> } = JSON.parse(
      await (await harness.createApp([]).request('/v1/statistics')).text(),
    );
    expect([answer.total, answer.users]).toEqual([1_205, 1_104]);
    expect(Object.keys(answer.by_user)).toHaveLength(1_001);
    expect(Object.entries(answer.by_user)[0]).toEqual(['__proto__', 100]);
    expect(answer.by_user.other).toBe(1_205 - 100 - 999);
  });

  it('of nothing is nothing', async () => {
    await harness.store([]);
    const app = harness.createApp([]);
    expect(JSON.parse(await (await app.request('/v1/activity?user_id=nobody')).text())).toEqual({
      user_id: 'nobody',
      total: 0,
      by_event_type: {},
      by_action: {},
      by_status: {},
      by_day: {},
      first_seen: null,
      last_seen: null,
    });
    expect(await fetchPage(app, '/v1/events', {})).toMatchObject({ events: [], next_cursor: null });
  });
});
