import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Problem } from '../../../shared/api/answers/problem.js';
import { fetchPageAt, type QueryHarness, startQueryHarness } from '../../support/query-harness.js';
import { itemsOf, sampleEvent } from '../../support/sample-events.js';

const NOW_MS = Date.UTC(2026, 0, 31, 12);
let harness: QueryHarness;
let app: Hono;

const commaId = sampleEvent(1, {
  user_id: 'a,b',
  resource_id: 'x,y',
  correlation_id: 'r,1',
  event_type: 'authorization',
});
const plain = sampleEvent(2, { user_id: 'bob', status: 'failure', timestamp: '2026-01-31T09:30:00.000001Z' });
const audit = sampleEvent(3, { event_type: 'audit', action: 'export', user_id: 'bob' });

beforeAll(async () => {
  harness = await startQueryHarness(NOW_MS);
  await harness.store(itemsOf([commaId, plain, audit]));
  app = harness.createApp([]);
});
afterAll(() => harness.stop());

async function fetchProblem(address: string, method = 'GET'): Promise<{ response: Response; problem: Problem }> {
  const response = await app.request(address, { method });
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem: Problem = JSON.parse(await response.text());
  expect(problem.status).toBe(response.status);
  return { response, problem };
}

describe('what is refused, with the parameter named', () => {
  it.each([
    ['/v1/events?limit=0', 'limit', 'a whole number from 1 to 1000', '"0"'],
    ['/v1/events?limit=1001', 'limit', '1 to 1000', '"1001"'],
    ['/v1/events?limit=1.5', 'limit', 'whole number', '"1.5"'],
    ['/v1/events?limit=5&limit=6', 'limit', 'given once', '2 values'],
    ['/v1/events?limit=', 'limit', 'whole number', '""'],
    ['/v1/events?order=up', 'order', 'one of desc, asc', '"up"'],
    ['/v1/events?status=broken', 'status', 'one of success, failure', '"broken"'],
    ['/v1/events?status=success,broken', 'status', 'one of success, failure', '"success,broken"'],
    ['/v1/events?status=', 'status', 'one of success', '""'],
    ['/v1/events?user_id=', 'user_id', 'an id of one or more characters', '""'],
    ['/v1/events?event_type=a,,b', 'event_type', 'a name', '"a,,b"'],
    ['/v1/events?from=yesterday', 'from', 'ISO 8601 time with zone', '"yesterday"'],
    ['/v1/events?from=2026-01-31', 'from', 'ISO 8601 time with zone', '"2026-01-31"'],
    ['/v1/events?from=2026-01-31T09:30:00', 'from', 'with zone', '"2026-01-31T09:30:00"'],
    ['/v1/events?to=2026-02-30T00:00:00Z', 'to', 'ISO 8601', '"2026-02-30T00:00:00Z"'],
    ['/v1/events?to=2026-01-31T00:00:00Z&to=2026-01-31T00:00:00Z', 'to', 'given once', '2 values'],
    ['/v1/events?from=2026-01-31T10:00:00Z&to=2026-01-31T09:00:00Z', 'from', 'not after `to`', '"2026-01-31T10'],
    ['/v1/events?users=alice', 'users', 'one of the parameters user_id', '"alice"'],
    ['/v1/events?__proto__=alice', '__proto__', 'one of the parameters user_id', '"alice"'],
    ['/v1/events?cursor=nonsense', 'cursor', 'next_cursor', 'another text'],
    ['/v1/events?cursor=', 'cursor', 'next_cursor', '""'],
    ['/v1/timeline', 'resource_id', 'an id', 'nothing'],
    ['/v1/timeline?resource_id=a&resource_id=b', 'resource_id', 'given once', '2 values'],
    ['/v1/timeline?resource_id=a&order=down', 'order', 'one of desc, asc', '"down"'],
    ['/v1/events?operation_id=abc', 'operation_id', '16 hexadecimal digits', '"abc"'],
    ['/v1/events?min_duration_ms=-1', 'min_duration_ms', 'a number of milliseconds', '"-1"'],
    ['/v1/events?text=', 'text', '1 to 256', '""'],
    ['/v1/events?actor_type=robot', 'actor_type', 'one of user', '"robot"'],
    [`/v1/events?resource_prefix=${'a'.repeat(600)}`, 'resource_prefix', '1 to 477 bytes', '"aaa'],
    ['/v1/activity', 'user_id', 'an id', 'nothing'],
    ['/v1/statistics?user_id=alice', 'user_id', 'one of the parameters from, to', '"alice"'],
    ['/v1/quarantine?order=asc', 'order', 'one of the parameters', '"asc"'],
    ['/v1/health?verbose=1', 'verbose', 'no parameters', '"1"'],
  ])('%s', async (address, field, expected, got) => {
    const { response, problem } = await fetchProblem(address);
    expect(response.status).toBe(400);
    const error = problem.errors.find((each) => each.field === field);
    expect(error?.expected).toContain(expected);
    expect(error?.got).toContain(got);
    expect(problem.detail).toContain(field);
  });

  it('every wrong parameter at once', async () => {
    const { problem } = await fetchProblem('/v1/events?limit=x&order=y&nope=1');
    expect(problem.errors.map(({ field }) => field).sort()).toEqual(['limit', 'nope', 'order']);
  });

  it('a wrong path, and a wrong method with the right ones named', async () => {
    expect((await fetchProblem('/v1/nothing')).response.status).toBe(404);
    expect((await fetchProblem('/v1/events/')).response.status).toBe(404);
    const { response } = await fetchProblem('/v1/events', 'DELETE');
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD, POST');
    expect((await fetchProblem('/v1/statistics', 'POST')).response.headers.get('allow')).toBe('GET, HEAD');
  });
});

describe('what is understood', () => {
  const ids = async (query: string) =>
    (await fetchPageAt(app, `/v1/events${query}`)).events.map(({ event_id }) => event_id);

  it('ids with commas, which are never split', async () => {
    expect(await ids('?user_id=a,b')).toEqual([commaId.event_id]);
    expect(await ids('?resource_id=x,y')).toEqual([commaId.event_id]);
    expect(await ids('?correlation_id=r,1')).toEqual([commaId.event_id]);
  });

  it('repeated parameters as alternatives, lists with commas as well', async () => {
    const both = [plain.event_id, commaId.event_id];
    expect(await ids('?user_id=bob&user_id=a%2Cb')).toEqual(both);
    expect(await ids('?status=failure&status=success')).toEqual(both);
    expect(await ids('?status=failure,success')).toEqual(both);
    expect(await ids('?event_type=vfs_operation,authorization&action=write')).toEqual(both);
    expect(await ids('?user_id=bob&status=success')).toEqual([]);
  });

  it('a + before the zone, escaped or not, as the same instant', async () => {
    expect(await ids('?to=2026-01-31T10:30:00%2B01:00')).toEqual([commaId.event_id]);
    expect(await ids('?to=2026-01-31T10:30:00+01:00')).toEqual([commaId.event_id]);
    expect(await ids('?from=2026-01-31T09:30Z&to=2026-01-31T09:30Z')).toEqual([commaId.event_id]);
  });

  it('bounds to the microsecond, both inclusive', async () => {
    expect(await ids('?from=2026-01-31T09:30:00.000001Z')).toEqual([plain.event_id]);
    expect(await ids('?from=2026-01-31T09:30:00.0000011Z')).toEqual([plain.event_id]);
    expect(await ids('?from=2026-01-31T09:30:00.000002Z')).toEqual([]);
    expect(await ids('?to=2026-01-31T09:30:00.0000009Z')).toEqual([commaId.event_id]);
  });

  it('what the trail records about itself only when it is asked for', async () => {
    expect(await ids('?user_id=bob')).toEqual([plain.event_id]);
    expect(await ids('?user_id=bob&event_type=audit')).toEqual([audit.event_id]);
    expect(await ids('?event_type=audit,vfs_operation')).toHaveLength(2);
  });

  it('one event by its id, whatever its type', async () => {
    const response = await app.request(`/v1/events/${audit.event_id}`);
    const text = await response.text();
    expect(text.startsWith(`{"event":{"event_id":"${audit.event_id}","arrived_at":"`)).toBe(true);
    expect(text.endsWith(`",${audit.line.slice(1)}}`)).toBe(true);
    expect((await app.request(`/v1/events/${audit.event_id.toUpperCase()}`)).status).toBe(200);
    expect((await fetchProblem('/v1/events/nope')).response.status).toBe(404);
    expect((await fetchProblem(`/v1/events/${audit.event_id.replace(/.$/, 'z')}`)).response.status).toBe(404);
    expect((await fetchProblem(`/v1/events/${audit.event_id}?event_id=x`)).response.status).toBe(400);
  });
});
