/** The largest events and quarantine items that are allowed, through every route, as a function answers in AWS. */
import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createExportApp } from '../../../functions/export/export-app.js';
import { MAX_ANSWER_BYTES } from '../../../shared/api/answers/answer-size.js';
import { writeProxyResult } from '../../../shared/api/http/proxy-request.js';
import { MAX_LINE_BYTES, MAX_TEXT_LENGTH } from '../../../shared/event/values/limits.js';
import { Epochs } from '../../../shared/store/epochs.js';
import { buildQuarantineItems, MAX_RAW_BYTES } from '../../../shared/store/quarantine-item.js';
import { buildAddress, type Parameters, type QueryHarness, startQueryHarness } from '../../support/query-harness.js';
import { itemsOf, type Sample, sampleEvent } from '../../support/sample-events.js';

const NOW_MS = Date.UTC(2026, 0, 31, 12);
const LAMBDA_BYTES = 6_291_556;
const EVENTS = 42;
let harness: QueryHarness;
let query: Hono;
let exporting: Hono;

beforeAll(async () => {
  harness = await startQueryHarness(NOW_MS);
  query = harness.createApp([]);
  exporting = createExportApp({
    table: harness.table,
    senders: harness.senders,
    epochs: { getEpochs: async () => new Epochs([]) },
    clock: () => NOW_MS,
    maxBufferedBytes: MAX_ANSWER_BYTES,
    reportError: (error) => {
      throw error;
    },
  });
});
afterAll(() => harness.stop());

/** Units whose share of the answer differs from their share of the line. */
const UNITS = ['"', '\x01', '文'];

/** Just below the limit of a line. */
function largestEvent(at: number, unit: string): Sample {
  const fields = (count: number) => ({
    user_agent: unit.repeat(MAX_TEXT_LENGTH / unit.length),
    resource_id: 'bucket-1',
    details: { text: unit.repeat(Math.max(0, count)) },
  });
  const size = (count: number) => sampleEvent(at + 1, fields(count)).line.length;
  const each = size(1) - size(0);
  return sampleEvent(at + 1, fields(Math.floor((MAX_LINE_BYTES - size(0)) / each)));
}

interface Answer {
  readonly status: number;
  readonly bytes: number;
  readonly body: string;
}

async function ask(app: Hono, path: string, parameters: Parameters): Promise<Answer> {
  const result = await writeProxyResult(await app.request(buildAddress(path, parameters)));
  return { status: result.statusCode, bytes: Buffer.byteLength(JSON.stringify(result)), body: result.body };
}

async function followPages(path: string, parameters: Parameters): Promise<{ items: unknown[]; most: number }> {
  const items: unknown[] = [];
  let most = 0;
  let cursor: string | undefined;
  do {
    const { status, bytes, body } = await ask(query, path, { ...parameters, cursor });
    expect(status).toBe(200);
    most = Math.max(most, bytes);
    const page = JSON.parse(body);
    items.push(...(page.events ?? page.items));
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return { items, most };
}

describe.each(UNITS)('the largest events, full of %j', (unit) => {
  it('come whole, and no answer is larger than a function may give', async () => {
    const samples = Array.from({ length: EVENTS }, (_, at) => largestEvent(at, unit));
    await harness.store(itemsOf(samples));
    for (const [path, parameters] of [
      ['/v1/events', { limit: '1000' }],
      ['/v1/events', { limit: '1000', user_id: 'alice', order: 'asc' }],
      ['/v1/timeline', { limit: '1000', resource_id: 'bucket-1' }],
    ] as const) {
      const { items, most } = await followPages(path, parameters);
      expect([items.length, most < LAMBDA_BYTES]).toEqual([EVENTS, true]);
    }
    for (const path of [`/v1/events/${samples[0]?.event_id}`, '/v1/statistics', '/v1/activity?user_id=alice']) {
      const { status, bytes } = await ask(query, path, {});
      expect([status, bytes < LAMBDA_BYTES]).toEqual([200, true]);
    }
    for (const format of ['ndjson', 'json', 'csv'] as const) {
      const whole = await ask(exporting, '/v1/export', { format });
      // Whole or refused, by what it takes as it travels.
      expect([200, 413]).toContain(whole.status);
      expect([format, whole.bytes < LAMBDA_BYTES]).toEqual([format, true]);
    }
    await harness.store(itemsOf(samples.slice(0, 20)));
    for (const parameters of [
      { format: 'ndjson' },
      { format: 'json' },
      { format: 'csv' },
      { format: 'csv', for: 'excel' },
    ]) {
      const some = await ask(exporting, '/v1/export', parameters);
      expect([parameters, some.status, some.bytes < LAMBDA_BYTES]).toEqual([parameters, 200, true]);
    }
  });
});

describe.each(UNITS)('the largest items of the quarantine, full of %j', (unit) => {
  it('come whole, and no page is larger than a function may give', async () => {
    const problem = { field: unit.repeat(200), expected: unit.repeat(100), got: unit.repeat(100) };
    const items = Array.from({ length: 24 }, (_, at) =>
      buildQuarantineItems({
        sender: 7,
        saltKey: Buffer.alloc(32),
        origin: { messageId: `m-${at}`, senderId: 'AROA:s', sentAtMs: NOW_MS - at, receivedAtMs: NOW_MS - at },
        position: at,
        reason: 'not_json',
        problems: [problem],
        raw: unit.repeat(Math.floor(MAX_RAW_BYTES / Buffer.byteLength(unit))),
        expiresAt: 4_000_000_000,
      }),
    ).flat();
    await harness.store([]);
    // The emulator takes 16 MB at a time.
    for (let at = 0; at < items.length; at += 5) await harness.add(items.slice(at, at + 5));
    const { items: found, most } = await followPages('/v1/quarantine', { limit: '1000' });
    expect([found.length, most < LAMBDA_BYTES]).toEqual([24, true]);
  });
});
