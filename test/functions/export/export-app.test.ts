import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createExportApp, type ExportDependencies } from '../../../functions/export/export-app.js';
import { unguardCell } from '../../../shared/api/answers/csv-cell.js';
import { EXPORT_FORMATS, type ExportFormat } from '../../../shared/api/answers/export-formats.js';
import type { EventInput } from '../../../shared/client/event/event-logger.js';
import type { AuditEvent } from '../../../shared/event/event.js';
import { namesOf } from '../../../shared/event/values/names-of.js';
import { CSV_COLUMNS } from '../../../shared/export/csv-record.js';
import type { RangeRequest } from '../../../shared/query/plan/table-reader.js';
import { Epochs } from '../../../shared/store/epochs.js';
import { parseCsv } from '../../support/parse-csv.js';
import { fetchAll, type QueryHarness, startQueryHarness } from '../../support/query-harness.js';
import { itemsOf, sampleEvent, sampleSeries } from '../../support/sample-events.js';

const NOW_MS = Date.UTC(2026, 0, 31, 12);
let harness: QueryHarness;

const series = [
  ...sampleSeries(2_300, (at) => ({
    user_id: at % 2 === 0 ? 'alice' : 'bob',
    status: at % 5 === 0 ? 'failure' : 'success',
  })),
  sampleEvent(9_001, { event_type: 'audit', action: 'export' }),
];
const FORMULAS = [
  ...['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '=cmd|"/c calc"!A0', "'=1", "''"],
  ...[
    '\n=1',
    '\r\n+1',
    ' =1',
    '\u00A0@A1',
    '\u200B=1',
    '\uFEFF-1',
    '\0=1',
    '\u2028=1',
    '＝1',
    '＋1',
    '－1',
    '＠A1',
    '\u3000＝1',
  ],
];

beforeAll(async () => {
  harness = await startQueryHarness(NOW_MS);
  await harness.store(itemsOf(series));
});
afterAll(() => harness.stop());

const createApp = (overrides: Partial<ExportDependencies> = {}): Hono =>
  createExportApp({
    table: harness.table,
    epochs: { getEpochs: async () => new Epochs([]) },
    senders: harness.senders,
    clock: () => NOW_MS,
    reportError: (error) => {
      throw error;
    },
    ...overrides,
  });

/** A table that fails after some requests. */
const failAfter = (requests: number): ExportDependencies['table'] => {
  let made = 0;
  return {
    queryRange: (request: RangeRequest) => {
      made += 1;
      return made > requests ? Promise.reject(new Error('table is gone')) : harness.table.queryRange(request);
    },
    getRows: (keys, options) => harness.table.getRows(keys, options),
    checkHealth: () => harness.table.checkHealth(),
  };
};

const readAll = async (query: string): Promise<string> => (await createApp().request(`/v1/export${query}`)).text();

describe('an export', () => {
  it.each(['', '?status=failure', '?user_id=bob&user_id=alice&status=success', '?event_type=audit', '?user_id=nobody'])(
    'holds in every format what the query finds, oldest first: %s',
    async (query) => {
      const expected = await fetchAll(harness.createApp([]), '/v1/events', {
        ...Object.fromEntries(new URLSearchParams(query)),
        user_id: new URLSearchParams(query).getAll('user_id'),
        order: 'asc',
        limit: '1000',
      });
      const separator = query === '' ? '?' : '&';
      const lines = (await readAll(`${query}${separator}format=ndjson`)).split('\n');
      expect(lines.pop()).toBe('');
      expect(lines.map((line): AuditEvent => JSON.parse(line))).toEqual(expected);
      expect(JSON.parse(await readAll(`${query}${separator}format=json`))).toEqual(expected);
      const [head, ...records] = parseCsv(await readAll(`${query}${separator}format=csv`));
      expect(head).toEqual(CSV_COLUMNS);
      expect(records.map(([id]) => id)).toEqual(expected.map(({ event_id }) => event_id));
    },
  );

  it('is an attachment with a name and a type', async () => {
    for (const [format, type] of [
      ['ndjson', 'application/x-ndjson'],
      ['json', 'application/json'],
      ['csv', 'text/csv; charset=utf-8; header=present'],
    ]) {
      const { headers } = await createApp().request(`/v1/export?format=${format}&user_id=nobody`);
      expect(headers.get('content-type')).toBe(type);
      expect(headers.get('content-disposition')).toBe(`attachment; filename="trailkeeper-20260131T120000Z.${format}"`);
    }
  });

  it.each(['for=excel', 'for=excel&format=ndjson', 'format=json&for=excel'])(
    'is for Excel in CSV alone: %s',
    async (query) => {
      const response = await createApp().request(`/v1/export?${query}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({
        errors: [{ field: 'for', expected: expect.stringContaining('format=csv'), got: '"excel"' }],
      });
    },
  );

  it('refuses what it does not know', async () => {
    for (const query of ['format=none', 'limit=5', 'cursor=x', 'order=asc', 'from=now', 'format=csv&for=calc']) {
      expect([query, (await createApp().request(`/v1/export?${query}`)).status]).toEqual([query, 400]);
    }
  });
});

describe('CSV', () => {
  it('never begins a cell like a formula, and keeps every text whole', async () => {
    const hostile = FORMULAS.map((text, at) =>
      sampleEvent(at + 1, {
        user_id: text,
        resource_id: `line\nbreak, "quote"\r${at}`,
        user_agent: text,
        details: { text: `${text}"\n` },
        error: { code: text, message: text },
        duration_ms: 0.5,
      }),
    );
    await harness.store(itemsOf(hostile));
    const [head = [], ...records] = parseCsv(await readAll('?format=csv'));
    await harness.store(itemsOf(series));
    expect(records).toHaveLength(FORMULAS.length);
    const column = (name: string) => records.map((record) => record[head.indexOf(name)]);
    expect(records.flat().filter((cell) => /^[\s\p{C}]*[=+\-@＝＋－＠]/u.test(cell))).toEqual([]);
    expect(column('user_id').sort()).toEqual(FORMULAS.map((text) => `'${text}`).sort());
    expect(column('error_message').sort()).toEqual(FORMULAS.map((text) => `'${text}`).sort());
    expect(column('resource_id').sort()).toEqual(FORMULAS.map((_, at) => `line\nbreak, "quote"\r${at}`).sort());
    expect(
      column('details')
        .map((cell) => JSON.parse(String(cell)).text)
        .sort(),
    ).toEqual(FORMULAS.map((text) => `${text}"\n`).sort());
    expect(new Set(column('duration_ms'))).toEqual(new Set(['0.5']));
  });

  it('for Excel has a byte order mark, ids that stay text, and cells that fit, and gives everything back', async () => {
    const large = { text: '=1'.repeat(20_000), list: ['007'] };
    const ids = ['007', '1e5', '12345678901234567890', 'TRUE', '3-4', '=1+1', "'x", 'alice'];
    const events = ids.map((id, at) =>
      sampleEvent(at + 1, { user_id: id, resource_id: id, details: at === 0 ? large : {}, duration_ms: 1.5 }),
    );
    await harness.store(itemsOf(events));
    const response = await createApp().request('/v1/export?format=csv&for=excel');
    const bytes = Buffer.from(await response.arrayBuffer());
    await harness.store(itemsOf(series));
    expect(response.headers.get('content-disposition')).toMatch(/\.csv"$/);
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const [head = [], ...records] = parseCsv(bytes.subarray(3).toString('utf8'));
    expect(head.slice(0, CSV_COLUMNS.length)).toEqual(CSV_COLUMNS);
    expect(Math.max(...records.flat().map((cell) => cell.length))).toBeLessThan(32_767);
    const column = (name: string) => records.map((record) => record[head.indexOf(name)] ?? '');
    const guarded = ids.map((id) => (id === 'alice' ? id : `'${id}`)).sort();
    expect(column('user_id').sort()).toEqual(guarded);
    expect(column('resource_id').sort()).toEqual(guarded);
    expect(column('user_id').map(unguardCell).sort()).toEqual([...ids].sort());
    const rests = column('details_2').map(unguardCell);
    const details = column('details').map((cell, at) => JSON.parse(unguardCell(cell) + rests[at]));
    expect(details.filter(({ text }) => text !== undefined)).toEqual([large]);
    expect(new Set(column('duration_ms'))).toEqual(new Set(['1.5']));
  });
});

describe('an export that fails on its way', () => {
  /** What a reader of the format sees. */
  const seesMark: Record<ExportFormat, (text: string) => void> = {
    ndjson: (text) => expect(text.endsWith('\n')).toBe(false),
    json: (text) => expect(() => JSON.parse(text)).toThrow(),
    csv: (text) => expect(() => parseCsv(text)).toThrow('another width'),
  };

  it.each(namesOf(EXPORT_FORMATS))(
    'breaks the stream, behind a mark that no reader takes for data: %s',
    async (format) => {
      const errors: unknown[] = [];
      const app = createApp({ table: failAfter(3), reportError: (error) => errors.push(error) });
      const response = await app.request(`/v1/export?format=${format}`);
      expect(response.status).toBe(200);
      const pieces: Uint8Array[] = [];
      const reading = async () => {
        for await (const piece of response.body ?? []) pieces.push(piece);
      };
      await expect(reading()).rejects.toThrow('table is gone');
      expect(errors).toHaveLength(1);
      const text = Buffer.concat(pieces).toString('utf8');
      expect(text).toContain('the export broke off and is not complete');
      seesMark[format](text);
    },
  );

  it('before its first byte is a plain error where answers are not streamed', async () => {
    const errors: unknown[] = [];
    const app = createApp({ table: failAfter(0), maxBufferedBytes: 1_000_000, reportError: (e) => errors.push(e) });
    expect((await app.request('/v1/export')).status).toBe(500);
    expect(errors.length).toBeGreaterThan(0);
  });
});

describe('an export that is not streamed', () => {
  it('is whole, or refused as too large', async () => {
    const whole = await createApp({ maxBufferedBytes: 10_000_000 }).request('/v1/export');
    expect((await whole.text()).split('\n')).toHaveLength(2_301);
    const refused = await createApp({ maxBufferedBytes: 100_000 }).request('/v1/export');
    expect(refused.status).toBe(413);
    expect(await refused.text()).toContain('narrow from and to');
  });
});

describe('a slow reader', () => {
  it('is not read ahead of', async () => {
    const requests: RangeRequest[] = [];
    const table: ExportDependencies['table'] = {
      queryRange: (request) => {
        requests.push(request);
        return harness.table.queryRange(request);
      },
      getRows: (keys, options) => harness.table.getRows(keys, options),
      checkHealth: () => harness.table.checkHealth(),
    };
    const response = await createApp({ table }).request('/v1/export');
    const reader = response.body?.getReader();
    await reader?.read();
    const before = requests.length;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(requests.length).toBe(before);
    expect(before).toBeLessThan(4);
    await reader?.cancel();
  });
});

describe('the trail tells of exports', () => {
  const recorded: EventInput[] = [];
  const record = (overrides: Partial<ExportDependencies> = {}) => {
    recorded.length = 0;
    return createApp({
      recorder: { logEvent: (event) => void recorded.push(event) },
      findCaller: () => ({ user_id: 'carol', source_ip: '10.0.0.1' }),
      ...overrides,
    });
  };

  it('before they begin and when they end', async () => {
    const response = await record().request('/v1/export?format=csv&user_id=bob&from=2026-01-31T09:00:00Z');
    expect(recorded).toMatchObject([{ event_type: 'audit', action: 'export', status: 'attempted', user_id: 'carol' }]);
    await response.text();
    expect(recorded).toMatchObject([
      { status: 'attempted' },
      {
        status: 'success',
        source_ip: '10.0.0.1',
        details: {
          format: 'csv',
          count: 1_150,
          filter: { user_id: ['bob'], from: '2026-01-31T09:00:00.000Z', to: null },
        },
      },
    ]);
    expect(recorded[0]?.operation_id).toMatch(/^[0-9a-f]{16}$/);
    expect(recorded[1]?.operation_id).toBe(recorded[0]?.operation_id);
  });

  it('but not of a look at the headers alone', async () => {
    const response = await record().request('/v1/export', { method: 'HEAD' });
    expect([response.status, await response.text(), recorded]).toEqual([200, '', []]);
    expect(response.headers.get('content-disposition')).toContain('attachment');
  });

  it('that failed, and that were left before their end', async () => {
    const failing = await record({ table: failAfter(3), reportError: () => {} }).request('/v1/export');
    await expect(failing.text()).rejects.toThrow();
    expect(recorded.map(({ status }) => status)).toEqual(['attempted', 'failure']);

    const left = await record().request('/v1/export');
    const reader = left.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(recorded.map(({ status }) => status)).toEqual(['attempted', 'partial']);
    expect(recorded[1]?.details).toMatchObject({ count: 400 });
  });

  it('and does not begin one that it could not record', async () => {
    const errors: unknown[] = [];
    const app = record({
      recorder: { logEvent: () => Promise.reject(new Error('no receipt')) },
      reportError: (error) => errors.push(error),
    });
    const response = await app.request('/v1/export');
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(errors).toEqual([new Error('no receipt')]);
  });
});
