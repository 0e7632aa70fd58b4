/** Under which id a line is stored, and what of it: the id is of what was sent, the bytes are safe to keep. */
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createAcceptApp } from '../../../functions/accept/accept-app.js';
import { stampSentAt, writeEnvelope } from '../../../shared/event/envelope/envelope.js';
import type { EventLine } from '../../../shared/event/event.js';
import { deriveEventId, deriveLeaf, deriveSalt } from '../../../shared/event/line/identity.js';
import { serialiseLine } from '../../../shared/event/line/line.js';
import { readLine } from '../../../shared/event/line/line-reader.js';
import { rewriteLine } from '../../../shared/event/line/rewrite-line.js';
import { parseTimestamp } from '../../../shared/event/values/timestamp.js';
import { parseManifestItem } from '../../../shared/store/manifest.js';
import { runIngest, TRAIL_KEY } from '../../support/ingest-fixture.js';
import { MemoryRequestKeys } from '../../support/memory-request-keys.js';
import { MemoryStore } from '../../support/memory-store.js';
import { SENT_AT_MS } from '../../support/sqs-event.js';

const NONCE = 'ab'.repeat(16);
const event: EventLine = {
  schema_version: 1,
  timestamp: '2026-01-31T09:30:00.000Z',
  event_type: 'vfs_operation',
  action: 'write',
  status: 'success',
  user_id: 'alice',
  producer_id: 'p-1',
  seq: 1,
};
const leaking: EventLine = { ...event, details: { password: 'hunter2-hunter2' } };
const write = (line: string, more: { nonce?: string; producer_id?: string } = {}) =>
  writeEnvelope({ producer_id: 'p-1', lines: [line], sequences: [[1, 1]], sampled_out: {}, ...more });

async function ingest(...bodies: string[]) {
  const store = new MemoryStore();
  const messages = bodies.map((body, at) => ({ id: `m${at}`, body }));
  expect((await runIngest(store.roles, messages)).returned).toEqual([]);
  expect(store.quarantined).toEqual([]);
  return store;
}
const idOf = (line: string, nonce: string | null) => {
  const instant = parseTimestamp(event.timestamp) ?? { ms: 0, us: 0 };
  return deriveEventId(instant, deriveLeaf(deriveSalt(TRAIL_KEY, nonce, event), line));
};

describe('a line of ours', () => {
  test('has an id by its producer’s run, and without one the id it always had', async () => {
    const line = serialiseLine(event);
    const store = await ingest(write(line), write(line, { nonce: NONCE }), write(line, { nonce: 'cd'.repeat(16) }));
    expect(new Set(store.events.map(({ sk }) => sk)).size).toBe(3);
    expect(store.events.map(({ sk }) => sk)).toEqual(expect.arrayContaining([idOf(line, null), idOf(line, NONCE)]));
    expect(store.events.every(({ le }) => le === undefined)).toBe(true);
  });

  test('has none by the run of somebody else', async () => {
    const line = serialiseLine(event);
    const store = await ingest(write(line), write(line, { nonce: NONCE, producer_id: 'p-2' }));
    expect(store.events.map(({ sk }) => sk)).toEqual([idOf(line, null)]);
  });

  test('in which today’s rules find something keeps its id and loses what they found', async () => {
    const line = serialiseLine(leaking);
    const store = await ingest(write(line, { nonce: NONCE }), write(line, { nonce: NONCE }));
    const [item, ...others] = store.events;
    if (item === undefined) throw new Error('no event');
    expect(others).toEqual([]);
    expect(item.sk).toBe(idOf(line, NONCE));
    expect(JSON.stringify([...store.items.values()])).not.toContain('hunter2');
    expect(item.rw).toMatch(/^\d+ \d+$/);
    // Stored as it is answered: its leaf is of these bytes under a salt of their own.
    expect(Buffer.from(item.le ?? [])).toEqual(deriveLeaf(item.sa, item.li));
    expect(Buffer.from(item.sa)).not.toEqual(deriveSalt(TRAIL_KEY, NONCE, leaking));
    const again = readLine(item.li);
    expect('event' in again && rewriteLine(again.event, item.li)).toBeUndefined();
    for (const manifest of store.items.values()) {
      if (!('manifest' in manifest)) continue;
      for (const entry of parseManifestItem(manifest).entries) {
        expect(entry.event_id).toBe(item.sk);
        expect(Buffer.from(entry.leaf)).toEqual(Buffer.from(item.le ?? []));
      }
    }
  });
});

describe('an event of a foreign sender', () => {
  const plain = { ...event, external_id: 'x-1', details: { password: 'hunter2-hunter2', n: 1 } };
  const { producer_id: _producer, seq: _seq, schema_version: _version, ...foreign } = plain;

  test('has an id by what was received, however its JSON is written', async () => {
    const turned = Object.fromEntries(Object.entries(foreign).toReversed());
    const store = await ingest(JSON.stringify(foreign), JSON.stringify(turned, undefined, 2));
    expect(store.events).toHaveLength(1);
    const [item] = store.events;
    expect(Buffer.from(item?.le ?? [])).toEqual(deriveLeaf(item?.sa ?? Buffer.alloc(0), item?.li ?? ''));
    expect(item?.li).not.toContain('hunter2');
  });

  test('is one event, whether it came by queue or by HTTP', async () => {
    const sent: string[] = [];
    const app = createAcceptApp({
      requestKeys: new MemoryRequestKeys(),
      queue: { send: async (message) => void sent.push(message) },
      getTrailKey: async () => TRAIL_KEY,
      reportError: () => {},
    });
    const bindings = { requestContext: { identity: { user: 'AROAEXAMPLE:web' } } };
    const headers = { 'Content-Type': 'application/json' };
    const body = JSON.stringify([foreign, { ...foreign, external_id: 'x-2' }]);
    expect((await app.request('/v1/events', { method: 'POST', headers, body }, bindings)).status).toBe(202);
    const store = await ingest(sent[0] ?? '', JSON.stringify(foreign));
    expect(store.events).toHaveLength(2);
  });
});

describe('a manifest', () => {
  test('names sender and kinds by number, and holds what the header says of chain and clock', async () => {
    const prev = { from: 1, to: 9, mac: 'ef'.repeat(32) };
    const line = serialiseLine(event);
    const body = writeEnvelope({
      producer_id: 'p-1',
      lines: [line],
      sequences: [[1, 1]],
      sampled_out: {},
      nonce: NONCE,
      prev,
      end: true,
    });
    const store = await ingest(stampSentAt(body, SENT_AT_MS - 40));
    const [manifest] = [...store.items.values()].filter((item) => 'manifest' in item);
    if (manifest === undefined) throw new Error('no manifest');
    const { messages, entries } = parseManifestItem(manifest);
    const lines_mac = createHmac('sha256', Buffer.from(NONCE, 'hex')).update(line).digest('hex');
    expect(messages).toMatchObject([{ skew_ms: 40, prev, end: true, lines_mac }]);
    expect(messages[0]?.sender).toBe(store.events[0]?.sn);
    expect(entries.map(({ kind }) => kind)).toEqual([['vfs_operation', 'write', 'success', 'standard']]);
    expect(JSON.stringify(manifest)).not.toContain('AROA');
    expect(JSON.stringify([...store.items.values()])).not.toContain(NONCE);
  });
});
