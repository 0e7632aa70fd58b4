import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createExportApp } from '../../../functions/export/export-app.js';
import { type HttpServer, startHttpServer } from '../../../local/http-server.js';
import { isWhole, type TrailEntry } from '../../../shared/api/answers/answers.js';
import { findServer } from '../../../shared/api/http/match-route.js';
import { createRequestSigner, type UnsignedRequest } from '../../../shared/client/senders/request-signer.js';
import type { AuditEvent } from '../../../shared/event/event.js';
import { Epochs } from '../../../shared/store/epochs.js';
import { AuditTrail } from '../../../shared/trail/audit-trail.js';
import { AuditTrailError } from '../../../shared/trail/audit-trail-error.js';
import { TrailQueryError } from '../../../shared/trail/trail-query.js';
import { HARNESS_SENDER, type QueryHarness, startQueryHarness } from '../../support/query-harness.js';
import { itemsOf, sampleEvent, sampleSeries } from '../../support/sample-events.js';

const NOW_MS = Date.UTC(2026, 0, 31, 12);
let harness: QueryHarness;
let server: HttpServer;
let trail: AuditTrail;
/** Requests of the table that succeed before it fails; endless unless a test says otherwise. */
let healthyRequests = Number.POSITIVE_INFINITY;

const series = sampleSeries(1_200, (at) => ({
  user_id: ['alice', 'bob', 'a,b & c+d/ü'][at % 3] ?? '',
  status: at % 10 === 0 ? 'failure' : 'success',
  event_type: at % 2 === 0 ? 'vfs_operation' : 'backend_operation',
  resource_id: `bucket-${at % 4}`,
}));
const linked = sampleEvent(5_000, {
  timestamp: '2026-01-31T08:59:59.000Z',
  resource_id: 'backend-s3',
  event_type: 'backend_operation',
  related: [{ resource_id: 'bucket-1', role: 'bucket' }],
});

beforeAll(async () => {
  harness = await startQueryHarness(NOW_MS);
  await harness.store(itemsOf([...series, linked]));
  const query = harness.createApp([], { reportError: () => {} });
  const exporting = createExportApp({
    table: {
      queryRange: (request) => {
        healthyRequests -= 1;
        return healthyRequests < 0 ? Promise.reject(new Error('gone')) : harness.table.queryRange(request);
      },
      getRows: (keys, options) => harness.table.getRows(keys, options),
      checkHealth: () => harness.table.checkHealth(),
    },
    epochs: { getEpochs: async () => new Epochs([]) },
    senders: harness.senders,
    clock: () => NOW_MS,
    reportError: () => {},
  });
  server = await startHttpServer(
    (request) =>
      (findServer(request.method, new URL(request.url).pathname) === 'export' ? exporting : query).fetch(request),
    { port: 0, whenTaken: 'fail' },
  );
  trail = new AuditTrail({ url: server.url });
});
afterAll(async () => {
  await server.stop(100);
  await harness.stop();
});

const collect = async (events: AsyncIterable<TrailEntry>): Promise<string[]> => {
  const ids: string[] = [];
  for await (const { event_id } of events) ids.push(event_id);
  return ids;
};
const idsOf = (matches: (event: AuditEvent) => boolean): string[] =>
  [...series, linked]
    .filter(({ event, event_id }) => matches({ event_id, ...event }))
    .map(({ event_id }) => event_id)
    .sort();

describe('queries', () => {
  it('give one page, with lists, dates and the names of the source document', async () => {
    const page = await trail.queryEvents({
      user_id: 'alice',
      event_types: ['backend_operation', 'vfs_operation'],
      time_range: [new Date(Date.UTC(2026, 0, 31, 9, 0, 3)), '2026-01-31T10:00:09+01:00'],
      order: 'asc',
    });
    expect(page.events.filter(isWhole).map(({ timestamp }) => timestamp.slice(17, 19))).toEqual(['03', '06', '09']);
    expect(page.next_cursor).toBeNull();
  });

  it('give all pages and all events, each once', async () => {
    const sizes: number[] = [];
    for await (const { events } of trail.pages({ user_id: ['bob', 'a,b & c+d/ü'], limit: 300 }))
      sizes.push(events.length);
    expect(sizes).toEqual([300, 300, 200]);
    const ids = await collect(trail.events({ status: ['failure', 'denied'], order: 'asc', limit: 50 }));
    expect(ids).toEqual(idsOf(({ status }) => status === 'failure'));
  });

  it('give one event by id, or an error with the status', async () => {
    expect(await trail.getEvent(linked.event_id)).toEqual({
      event_id: linked.event_id,
      arrived_at: expect.stringMatching(/^\d{4}-.*Z$/),
      sender: HARNESS_SENDER,
      ...linked.event,
    });
    const error = await trail.getEvent('nope').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AuditTrailError);
    expect(error).toMatchObject({ status: 404, problem: { type: 'urn:trailkeeper:problem:not-found' } });
  });

  it('give timelines, counts, quarantine and health', async () => {
    const expected = idsOf((event) => event.resource_id === 'bucket-1' || event.event_id === linked.event_id);
    expect(await collect(trail.timelineEvents({ resource_id: 'bucket-1', limit: 100 }))).toEqual(expected);
    expect((await trail.timeline({ resource_id: 'bucket-1' })).events[0]?.event_id).toBe(linked.event_id);
    expect(await trail.activity({ user_id: 'a,b & c+d/ü' })).toMatchObject({ total: 400 });
    expect(await trail.statistics()).toMatchObject({ total: 1_201, by_status: { failure: 120 } });
    expect(await trail.quarantine()).toEqual({ items: [], next_cursor: null });
    expect(await trail.health()).toEqual({ status: 'ok' });
  });

  it('that are wrong say what was expected', async () => {
    await expect(trail.queryEvents({ limit: 0 })).rejects.toThrow('limit: expected a whole number from 1 to 1000');
    await expect(trail.queryEvents({ limit: 0 })).rejects.toMatchObject({ status: 400 });
    await expect(trail.queryEvents({ user_id: [] })).rejects.toThrow(TrailQueryError);
    await expect(trail.queryEvents({ from: 'x', time_range: ['a', 'b'] })).rejects.toThrow(TrailQueryError);
  });
});

describe('exports', () => {
  it('give all events in one stream, or the bytes of a file', async () => {
    expect(await collect(trail.exportEvents({ user_id: 'bob' }))).toEqual(idsOf(({ user_id }) => user_id === 'bob'));
    const pieces: Uint8Array[] = [];
    for await (const piece of trail.exportBytes('csv', { user_id: 'bob' })) pieces.push(piece);
    expect(Buffer.concat(pieces).toString('utf8').split('\r\n')).toHaveLength(402);
  });

  it('come in the form for Excel when asked for, and only as CSV', async () => {
    const pieces: Uint8Array[] = [];
    for await (const piece of trail.exportBytes('csv', { user_id: 'bob' }, { for: 'excel' })) pieces.push(piece);
    expect(Buffer.concat(pieces).toString('utf8')).toMatch(/^\uFEFFevent_id,/);
    await expect(trail.exportBytes('json', {}, { for: 'excel' }).next()).rejects.toThrow('for: expected excel');
  });

  it('that break off on the wire are an error', async () => {
    healthyRequests = 2;
    const ids: string[] = [];
    const reading = async () => {
      for await (const { event_id } of trail.exportEvents()) ids.push(event_id);
    };
    await expect(reading()).rejects.toThrow(AuditTrailError);
    healthyRequests = 2;
    const bytes = async () => {
      for await (const _ of trail.exportBytes('csv')) {
        // Only the end matters.
      }
    };
    await expect(bytes()).rejects.toThrow('broke off');
    healthyRequests = Number.POSITIVE_INFINITY;
    expect(ids.length).toBeGreaterThan(0);
  });

  it('can be left early', async () => {
    for await (const event of trail.exportEvents()) {
      expect(event.event_id).toBe(idsOf(() => true)[0]);
      break;
    }
    expect(await trail.health()).toEqual({ status: 'ok' });
  });
});

describe('the connection', () => {
  it('refuses addresses over which answers could be forged', () => {
    expect(() => new AuditTrail({ url: 'http://trail.example.com' })).toThrow(TypeError);
    expect(() => new AuditTrail({ url: 'nonsense' })).toThrow('expected an HTTPS URL');
  });

  it('keeps the path of the stage and signs the whole address', async () => {
    const signed: UnsignedRequest[] = [];
    const signer = {
      sign: async (request: UnsignedRequest) => {
        signed.push(request);
        return { ...request.headers, authorization: 'signed' };
      },
    };
    const staged = new AuditTrail({ url: `${server.url}/trail/`, signer, maxAttempts: 1 });
    await expect(staged.queryEvents({ user_id: ['a b', "c'(d)"] })).rejects.toMatchObject({ status: 404 });
    expect(signed[0]?.url.href).toBe(`${server.url}/trail/v1/events?user_id=a%20b&user_id=c%27%28d%29`);
  });

  it('signs every value of a repeated parameter', async () => {
    const before = { ...process.env };
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'eu-west-1',
    });
    try {
      const signer = await createRequestSigner({ service: 'execute-api' });
      const sign = async (query: string) => {
        const url = new URL(`https://x.execute-api.eu-west-1.amazonaws.com/trail/v1/events?${query}`);
        const { authorization = '' } = await signer.sign({ method: 'GET', url, headers: {}, body: '' });
        return authorization.split('Signature=')[1];
      };
      const [one, two, both] = [await sign('user_id=a'), await sign('user_id=b'), await sign('user_id=a&user_id=b')];
      expect(new Set([one, two, both]).size).toBe(3);
    } finally {
      for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION']) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
    }
  });

  it('tries again while that can help, and says why in the end', async () => {
    let requests = 0;
    const busy = await startHttpServer(
      () => {
        requests += 1;
        return requests < 3 ? new Response('', { status: 503 }) : Response.json({ status: 'ok' });
      },
      { port: 0, whenTaken: 'fail' },
    );
    expect(await new AuditTrail({ url: busy.url }).health()).toEqual({ status: 'ok' });
    await busy.stop(100);
    await expect(new AuditTrail({ url: busy.url, maxAttempts: 2 }).health()).rejects.toThrow('does not answer');
  });

  it('does not wait for ever', async () => {
    const silent = await startHttpServer(() => new Promise<Response>(() => {}), { port: 0, whenTaken: 'fail' });
    const impatient = new AuditTrail({ url: silent.url, timeoutMs: 50, maxAttempts: 1 });
    await expect(impatient.health()).rejects.toThrow(AuditTrailError);
    await expect(collect(impatient.exportEvents())).rejects.toThrow('nothing came for 50 ms');
    await silent.stop(0);
  });
});
