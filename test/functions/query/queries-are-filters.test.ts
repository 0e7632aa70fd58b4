import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STATUSES } from '../../../shared/event/event.js';
import { hashSessionId } from '../../../shared/event/values/session-id.js';
import { parseTimestamp } from '../../../shared/event/values/timestamp.js';
import {
  ARRIVED_MS,
  buildTrail,
  directoryArbitrary,
  NOW_MS,
  OPERATIONS,
  STEP_MS,
  type StoredEvent,
  trailArbitrary,
} from '../../shared/query/arbitrary-trail.js';
import { countRuns } from '../../support/property-runs.js';
import {
  fetchAll,
  fetchPage,
  HARNESS_SENDER,
  type Parameters,
  type QueryHarness,
  startQueryHarness,
} from '../../support/query-harness.js';

let harness: QueryHarness;
beforeAll(async () => {
  harness = await startQueryHarness(NOW_MS);
});
afterAll(() => harness.stop());

/** Most filters are absent, so that every path of the table is taken. */
/** What the trail records about itself; the type alone hides nothing. */
const isHidden = ({ event_type, action }: { event_type: string; action: string }) =>
  event_type === 'audit' && action === 'export';

const some = <T>(...values: T[]) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }) },
  );
/** Filters that few questions have: each alone is tried often enough. */
const rare = <T>(arbitrary: fc.Arbitrary<T | undefined>) =>
  fc.oneof({ weight: 11, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const time = fc.integer({ min: 0, max: 45 }).map((n) => NOW_MS - Math.floor(n / 2) * STEP_MS - (n % 2));

const queryArbitrary = fc.record({
  user_id: some('alice', 'bob', 'system', 'carol,with,commas', 'x#y', 'nobody'),
  resource_id: some('bucket-123', '0#0#tricky', 'ü/日本', 'nothing'),
  event_type: some('vfs_operation', 'backend_operation', 'audit', 'my own type'),
  action: some('create', 'write'),
  status: some(...STATUSES),
  correlation_id: some('req-1', 'req,2'),
  operation_id: rare(some(...OPERATIONS)),
  caused_by: rare(some(...OPERATIONS)),
  error_code: rare(some('ENOENT', 'EACCES')),
  session_id: rare(some('session-1', hashSessionId('session-2'))),
  actor_type: rare(some('user', 'service')),
  tags: rare(some('pci', 'gxp')),
  not_user_id: rare(some('alice', 'system')),
  not_resource_id: rare(some('bucket-123', 'nothing')),
  not_event_type: rare(some('vfs_operation', 'my own type')),
  not_action: rare(some('create', 'write')),
  not_status: rare(some(...STATUSES)),
  resource_prefix: rare(some('bucket-123', 'bucket-123:/', 'ü')),
  sender: rare(some(HARNESS_SENDER, 'AROASAMPLESENDER', 'AROA')),
  min_duration_ms: rare(fc.option(fc.constantFrom('0', '7', '8.5'), { nil: undefined })),
  external_id: rare(some('evt-1')),
  source_ip: rare(some('192.0.2.7')),
  resource_type: rare(some('bucket')),
  on_behalf_of: rare(some('bob')),
  user_role: rare(some('admin')),
  producer_id: rare(some('producer', 'other')),
  related: rare(some('bucket-123', 'backend-s3')),
  text: rare(fc.option(fc.constantFrom('BUCKET', 'É', 'enoent', 'Denied', 'É'), { nil: undefined })),
  from: fc.option(time, { nil: undefined }),
  to: fc.option(time, { nil: undefined }),
});
type Query = typeof queryArbitrary extends fc.Arbitrary<infer T> ? T : never;

const microsOf = (timestamp: string) => {
  const { ms, us } = parseTimestamp(timestamp) ?? { ms: Number.NaN, us: 0 };
  return ms * 1_000 + us;
};

const fold = (text: string) => text.normalize('NFC').toLowerCase();
const textsOf = (event: StoredEvent['event']): string[] =>
  [
    event.user_id,
    event.on_behalf_of,
    event.resource_id,
    event.correlation_id,
    event.operation_id,
    event.caused_by,
    event.external_id,
    event.session_id,
    event.producer_id,
    event.action,
    event.error?.code,
    event.error?.message,
    ...(event.related ?? []).map((it) => it.resource_id),
    String(event.details?.text),
  ].filter((text) => text !== undefined);

/** Where a list without `to` ends. */
const SOON_MICROS = (NOW_MS + 120_000) * 1_000 + 999;
type Reach = 'list' | 'ahead';

/** What a query means, said as plainly as possible. */
function filterPlainly(events: readonly StoredEvent[], query: Query, reach?: Reach): string[] {
  const oneOf = (values: readonly string[] | undefined, value: string | undefined) =>
    values === undefined || (value !== undefined && values.includes(value));
  const noneOf = (values: readonly string[] | undefined, value: string | undefined) =>
    values === undefined || value === undefined || !values.includes(value);
  const ids = events
    .filter(({ event, expired }) => {
      const micros = microsOf(event.timestamp);
      return (
        !expired &&
        oneOf(query.user_id, event.user_id) &&
        oneOf(query.resource_id, event.resource_id) &&
        (query.event_type === undefined ? !isHidden(event) : oneOf(query.event_type, event.event_type)) &&
        oneOf(query.action, event.action) &&
        oneOf(query.status, event.status) &&
        oneOf(query.correlation_id, event.correlation_id) &&
        oneOf(query.operation_id, event.operation_id) &&
        oneOf(query.caused_by, event.caused_by) &&
        oneOf(query.error_code, event.error?.code) &&
        oneOf(query.session_id?.map(hashSessionId), event.session_id) &&
        oneOf(query.actor_type, event.actor_type) &&
        (query.tags === undefined || query.tags.some((tag) => event.tags?.includes(tag))) &&
        noneOf(query.not_user_id, event.user_id) &&
        noneOf(query.not_resource_id, event.resource_id) &&
        noneOf(query.not_event_type, event.event_type) &&
        noneOf(query.not_action, event.action) &&
        noneOf(query.not_status, event.status) &&
        (query.resource_prefix?.some((prefix) => event.resource_id?.startsWith(prefix)) ?? true) &&
        (query.sender?.some((sender) => sender !== 'AROA') ?? true) &&
        (query.min_duration_ms === undefined || (event.duration_ms ?? -1) >= Number(query.min_duration_ms)) &&
        oneOf(query.external_id, event.external_id) &&
        oneOf(query.source_ip, event.source_ip) &&
        oneOf(query.resource_type, event.resource_type) &&
        oneOf(query.on_behalf_of, event.on_behalf_of) &&
        oneOf(query.user_role, event.user_role) &&
        oneOf(query.producer_id, event.producer_id) &&
        (query.related === undefined ||
          query.related.some((id) => event.related?.some((it) => it.resource_id === id))) &&
        (query.text === undefined || textsOf(event).some((text) => fold(text).includes(fold(query.text ?? '')))) &&
        (query.from === undefined || micros >= query.from * 1_000) &&
        (query.to === undefined || micros <= query.to * 1_000) &&
        (reach === undefined || micros > SOON_MICROS === (reach === 'ahead'))
      );
    })
    .map(({ event_id }) => event_id);
  return [...new Set(ids)].sort();
}

const toParameters = ({ from, to, ...filters }: Query): Parameters => ({
  ...filters,
  from: from === undefined ? undefined : new Date(from).toISOString(),
  to: to === undefined ? undefined : new Date(to).toISOString(),
});

describe('every query equals a plain filter', () => {
  it('page by page in both orders, over any directory of epochs', async () => {
    await fc.assert(
      fc.asyncProperty(
        trailArbitrary,
        directoryArbitrary,
        fc.array(queryArbitrary, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        async (drawn, directory, queries, limit) => {
          const { events, items } = buildTrail(drawn, directory);
          await harness.store(items);
          const app = harness.createApp(directory);
          for (const query of queries.filter(({ from, to }) => from === undefined || to === undefined || from <= to)) {
            const hasEnd = query.to !== undefined;
            const expected = filterPlainly(events, query, hasEnd ? undefined : 'list');
            const parameters = toParameters(query);
            const newest = await fetchPage(app, '/v1/events', { ...parameters, limit: '1000' });
            expect(newest.events.map(({ event_id }) => event_id)).toEqual([...expected].reverse());
            expect(newest.next_cursor).toBeNull();
            const ahead = hasEnd ? undefined : filterPlainly(events, query, 'ahead');
            expect(newest.ahead?.count).toBe(ahead?.length);
            if (ahead !== undefined) {
              const later = { ...parameters, from: newest.ahead?.from, limit: '1000' };
              expect(newest.ahead?.exact).toBe(true);
              expect((await fetchPage(app, '/v1/events', later)).events.map((it) => it.event_id).sort()).toEqual(ahead);
            }
            for (const order of ['asc', 'desc']) {
              const paged = await fetchAll(app, '/v1/events', { ...parameters, order, limit: String(limit) });
              const ids = paged.map(({ event_id }) => event_id);
              expect(ids).toEqual(order === 'asc' ? expected : [...expected].reverse());
            }
          }
        },
      ),
      { numRuns: countRuns(40) },
    );
  });

  it('the answer holds the stored bytes behind what arrival says of them', async () => {
    await fc.assert(
      fc.asyncProperty(trailArbitrary, async (drawn) => {
        const { events, items } = buildTrail(drawn, []);
        await harness.store(items);
        const app = harness.createApp([]);
        // With an end, so that what is dated ahead is in the list.
        const { text } = await fetchPage(app, '/v1/events', { limit: '1000', to: '9999-12-31T00:00:00Z' });
        for (const { event_id, line, event, expired } of events) {
          if (expired || isHidden(event)) expect(text).not.toContain(event_id);
          else {
            const arrival = `"arrived_at":"${new Date(ARRIVED_MS).toISOString()}","sender":"${HARNESS_SENDER}"`;
            expect(text).toContain(`{"event_id":"${event_id}",${arrival},${line.slice(1)}`);
          }
        }
      }),
      { numRuns: countRuns(5) },
    );
  });
});

describe('the timeline equals a plain filter', () => {
  it("holds a resource's own events and those that name it, oldest first, nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(
        trailArbitrary,
        directoryArbitrary,
        fc.integer({ min: 1, max: 9 }),
        async (drawn, directory, limit) => {
          const { events, items } = buildTrail(drawn, directory);
          await harness.store(items);
          const app = harness.createApp(directory);
          for (const resource of ['bucket-123', '0#0#tricky', 'nothing']) {
            const expected = events.filter(
              ({ event, expired }) =>
                !expired &&
                !isHidden(event) &&
                (event.resource_id === resource || event.related?.some(({ resource_id }) => resource_id === resource)),
            );
            const ids = [...new Set(expected.map(({ event_id }) => event_id))].sort();
            const paged = await fetchAll(app, '/v1/timeline', { resource_id: resource, limit: String(limit) });
            expect(paged.map(({ event_id }) => event_id)).toEqual(ids);
          }
        },
      ),
      { numRuns: countRuns(30) },
    );
  });
});

const count = (values: readonly string[]) => {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};

describe('counting equals a plain filter', () => {
  it('activity and statistics', async () => {
    await fc.assert(
      fc.asyncProperty(trailArbitrary, directoryArbitrary, async (drawn, directory) => {
        const { events, items } = buildTrail(drawn, directory);
        await harness.store(items);
        const app = harness.createApp(directory);
        const distinct = [...new Map(events.map((each) => [each.event_id, each])).values()]
          .filter(({ event, expired }) => !expired && !isHidden(event))
          .sort((a, b) => (a.event_id < b.event_id ? -1 : 1))
          .map(({ event }) => event);

        const statistics: unknown = await (await app.request('/v1/statistics')).json();
        expect(statistics).toEqual({
          total: distinct.length,
          by_event_type: count(distinct.map((event) => event.event_type)),
          by_action: count(distinct.map((event) => event.action)),
          by_status: count(distinct.map((event) => event.status)),
          by_user: count(distinct.map((event) => event.user_id)),
          users: new Set(distinct.map((event) => event.user_id)).size,
          by_hour: count(distinct.map((event) => `${event.timestamp.slice(0, 13)}:00:00Z`)),
        });

        const own = distinct.filter((event) => event.user_id === 'alice');
        const activity: unknown = await (await app.request('/v1/activity?user_id=alice')).json();
        expect(activity).toEqual({
          user_id: 'alice',
          total: own.length,
          by_event_type: count(own.map((event) => event.event_type)),
          by_action: count(own.map((event) => event.action)),
          by_status: count(own.map((event) => event.status)),
          by_day: count(own.map((event) => event.timestamp.slice(0, 10))),
          first_seen: own[0]?.timestamp ?? null,
          last_seen: own.at(-1)?.timestamp ?? null,
        });
      }),
      { numRuns: countRuns(25) },
    );
  });
});
