import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QuarantinePage } from '../../../shared/api/answers/answers.js';
import { buildQuarantineItems } from '../../../shared/store/quarantine-item.js';
import {
  buildAddress,
  HARNESS_SENDER,
  type Parameters,
  type QueryHarness,
  startQueryHarness,
} from '../../support/query-harness.js';

const NOW_MS = Date.UTC(2026, 0, 31, 12);
const DAY_MS = 86_400_000;
let harness: QueryHarness;
let app: Hono;

/** Days before now, and where in the message. */
const record = (days: number, position: number, expiresAt = 4_000_000_000) =>
  buildQuarantineItems({
    sender: 7,
    saltKey: Buffer.alloc(32),
    origin: {
      messageId: `message-${position}`,
      senderId: 'AROA:sender',
      sentAtMs: NOW_MS - days * DAY_MS,
      receivedAtMs: NOW_MS - days * DAY_MS + 40,
    },
    position,
    reason: 'not_json',
    problems: [{ field: '$', expected: 'JSON', got: '3 bytes of text' }],
    raw: `raw ${days} ${position}`,
    expiresAt,
  });

const items = [
  record(0, 1),
  record(0, 2),
  record(0, 3),
  record(1, 1),
  record(40, 1),
  record(40, 2, Math.floor(NOW_MS / 1_000)),
  record(89, 1),
  record(95, 1),
];

beforeAll(async () => {
  harness = await startQueryHarness(NOW_MS);
  await harness.store(items.flat());
  app = harness.createApp([]);
});
afterAll(() => harness.stop());

async function fetchPages(parameters: Parameters): Promise<{ raw: string[]; pages: QuarantinePage[] }> {
  const pages: QuarantinePage[] = [];
  let cursor: string | null | undefined;
  do {
    const response = await app.request(buildAddress('/v1/quarantine', { ...parameters, cursor: cursor ?? undefined }));
    expect(response.status).toBe(200);
    const page: QuarantinePage = JSON.parse(await response.text());
    pages.push(page);
    cursor = page.next_cursor;
  } while (cursor !== null && pages.length < 50);
  return { pages, raw: pages.flatMap((page) => page.items.map(({ raw }) => raw)) };
}

const WITHIN_RETENTION = ['raw 0 3', 'raw 0 2', 'raw 0 1', 'raw 1 1', 'raw 40 1', 'raw 89 1'];

describe('the quarantine', () => {
  it.each(['1', '2', '3', '4', '1000'])(
    'comes newest first, each once, without what is expired: limit %s',
    async (limit) => {
      expect((await fetchPages({ limit })).raw).toEqual(WITHIN_RETENTION);
    },
  );

  it('says why and where it came from', async () => {
    const { pages } = await fetchPages({ limit: '1' });
    expect(pages[0]?.items).toEqual([
      {
        sent_at: '2026-01-31T12:00:00.000Z',
        received_at: '2026-01-31T12:00:00.040Z',
        message_id: 'message-3',
        sender: HARNESS_SENDER,
        position: 3,
        reason: 'not_json',
        problems: [{ field: '$', expected: 'JSON', got: '3 bytes of text' }],
        raw: 'raw 0 3',
        raw_bytes: 7,
        raw_sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        part: 1,
        parts: 1,
        truncated: false,
      },
    ]);
  });

  it('reaches as far back as it is asked to', async () => {
    expect((await fetchPages({ from: '2025-01-01T00:00:00Z', limit: '2' })).raw).toEqual([
      ...WITHIN_RETENTION,
      'raw 95 1',
    ]);
  });

  it('keeps to its range, both ends inclusive', async () => {
    expect((await fetchPages({ from: '2026-01-30T12:00:00Z', to: '2026-01-30T12:00:00Z' })).raw).toEqual(['raw 1 1']);
    expect((await fetchPages({ from: '2026-01-30T12:00:00.000001Z' })).raw).toEqual(WITHIN_RETENTION.slice(0, 3));
    expect((await fetchPages({ to: '2026-01-31T11:59:59.999Z', limit: '1' })).raw).toEqual(WITHIN_RETENTION.slice(3));
  });

  it('of a long range without anything in it ends', async () => {
    const { pages, raw } = await fetchPages({ from: '1970-01-01T00:00:00Z', to: '1980-01-01T00:00:00Z' });
    expect(raw).toEqual([]);
    // A page ends by its time too: how many there are is the machine's business.
    expect(pages.at(-1)?.next_cursor).toBeNull();
  });
});
