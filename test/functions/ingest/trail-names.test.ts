/** Nobody but the trail itself may speak in its name, whichever way a message takes. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createAcceptApp } from '../../../functions/accept/accept-app.js';
import { deriveKey } from '../../../shared/config/trail-key.js';
import { ENVELOPE_CONTENT_TYPE, writeEnvelope } from '../../../shared/event/envelope/envelope.js';
import { readEnvelope } from '../../../shared/event/envelope/envelope-reader.js';
import { signEnvelope } from '../../../shared/event/envelope/sign-envelope.js';
import { composeLine } from '../../../shared/event/line/line.js';
import { envelopeOf, runIngest, TRAIL_KEY } from '../../support/ingest-fixture.js';
import { MemoryRequestKeys } from '../../support/memory-request-keys.js';
import { MemoryStore } from '../../support/memory-store.js';
import { makeMixedEvents } from '../../support/mixed-events.js';

const OWN_KEY = deriveKey(TRAIL_KEY, 'own');
const PREFIXES = ['sqs:', 'http:', 'ext:', 'sns:', 'eb:', 'dest:'];
const TRAIL_ACTIONS = ['query', 'export', 'review', 'hold', 'erase', 'verify', 'seal', 'conflict', 'deny'];
const OWN_ACTIONS = ['gap', 'start', 'stop', 'pause', 'resume', 'configure', 'clock'];

const plain = (extra: object = {}) => ({
  timestamp: '2026-01-31T09:30:00Z',
  event_type: 'vfs_operation',
  action: 'write',
  status: 'success',
  ...extra,
});
const audit = (action: string, producer_id = 'p-1') => ({
  ...makeMixedEvents(1, producer_id)[0],
  schema_version: 1 as const,
  timestamp: '2026-01-31T09:30:00.000Z',
  event_type: 'audit',
  action,
  status: 'success' as const,
  user_id: 'alice',
  producer_id,
  seq: 1,
});
const write = (events: ReturnType<typeof audit>[], producer_id = 'p-1') =>
  writeEnvelope({ producer_id, lines: events.map(composeLine), sequences: [[1, 1]], sampled_out: {} });

async function ingest(...bodies: string[]) {
  const store = new MemoryStore();
  const run = await runIngest(
    store.roles,
    bodies.map((body, at) => ({ id: `m${at}`, body })),
  );
  expect(run.returned).toEqual([]);
  return store;
}

async function post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>) {
  const sent: string[] = [];
  const app = createAcceptApp({
    requestKeys: new MemoryRequestKeys(),
    queue: { send: async (message) => void sent.push(message) },
    getTrailKey: async () => TRAIL_KEY,
    reportError: () => {},
  });
  const bindings = { requestContext: { identity: { user: 'AROAEXAMPLE:worker-7' } } };
  const response = await app.request('/v1/events', { method: 'POST', body, headers }, bindings);
  return { status: response.status, text: await response.text(), sent };
}

describe('a sender without proof', () => {
  test.each(PREFIXES)('cannot name its producer %s…, in plain JSON or in an envelope', async (prefix) => {
    const store = await ingest(
      JSON.stringify([plain({ producer_id: `${prefix}1`, seq: 1 }), plain()]),
      write([audit('rotate', `${prefix}1`)]),
      write([audit('rotate', `${prefix}1`)], `${prefix}1`),
    );
    expect(store.events).toHaveLength(1);
    expect(store.quarantined.map(({ reason }) => reason).sort()).toEqual(['not_own', 'reserved', 'reserved']);
  });

  test.each(TRAIL_ACTIONS)('cannot record audit/%s', async (action) => {
    const store = await ingest(JSON.stringify(plain({ event_type: 'audit', action })), write([audit(action)]));
    expect(store.events).toEqual([]);
    expect(store.quarantined).toMatchObject([{ reason: 'reserved' }, { reason: 'reserved' }]);
  });

  test.each(OWN_ACTIONS)('records audit/%s about itself, and about nobody else', async (action) => {
    const store = await ingest(write([audit(action)]), write([audit(action, 'p-2')]));
    expect(store.events).toHaveLength(1);
    expect(store.quarantined).toMatchObject([{ reason: 'reserved', field: 'action' }]);
  });

  test.each([{ caller: 'alice' }, { origin: { message_id: 'm', sender: 's', sent_at: 1 } }, { own: '00'.repeat(32) }])(
    'cannot claim %j: the whole message goes to quarantine',
    async (claim) => {
      const [header = '', ...lines] = envelopeOf(makeMixedEvents(3)).split('\n');
      const store = await ingest([JSON.stringify({ ...JSON.parse(header), ...claim }), ...lines].join('\n'));
      expect(store.events).toEqual([]);
      expect(store.quarantined).toMatchObject([{ reason: 'not_own', position: 0 }]);
    },
  );
});

describe('a function of the trail', () => {
  test('may use all names, and says who the sender is', async () => {
    const signed = signEnvelope(write([audit('export', 'http:1')], 'http:1'), OWN_KEY, 'AROAOTHER:someone');
    const store = await ingest(signed);
    expect(store.events).toHaveLength(1);
    expect(store.manifests[0]?.messages[0]?.sender).toBe(store.senders.get('AROAOTHER:someone'));
  });

  test('proves nothing for other lines', async () => {
    const [header = ''] = signEnvelope(write([audit('export')]), OWN_KEY, 'trail:export').split('\n');
    const store = await ingest(`${header}\n${composeLine(audit('erase'))}`);
    expect(store.events).toEqual([]);
    expect(store.quarantined).toMatchObject([{ reason: 'not_own' }]);
  });
});

describe('POST /v1/events', () => {
  test('vouches for its caller, and its events are stored with it as their sender', async () => {
    const { status, sent } = await post(JSON.stringify(plain()), { 'Content-Type': 'application/json' });
    expect(status).toBe(202);
    const store = await ingest(sent[0] ?? '');
    expect(store.events).toHaveLength(1);
    expect(store.manifests[0]?.messages[0]?.sender).toBe(store.senders.get('AROAEXAMPLE:worker-7'));
  });

  test.each([plain({ producer_id: 'sns:1', seq: 1 }), plain({ event_type: 'audit', action: 'export' })])(
    'refuses names of the trail: %j',
    async (event) => {
      expect(await post(JSON.stringify(event), { 'Content-Type': 'application/json' })).toMatchObject({
        status: 400,
        sent: [],
      });
    },
  );

  test('passes an envelope on, its lines byte for byte', async () => {
    const body = envelopeOf(makeMixedEvents(200));
    const { status, text, sent } = await post(body, { 'Content-Type': ENVELOPE_CONTENT_TYPE });
    expect({ status, text }).toEqual({ status: 202, text: '{"accepted":200}' });
    expect(sent[0]?.split('\n').slice(1)).toEqual(body.split('\n').slice(1));
    expect(readEnvelope(sent[0] ?? '').header.caller).toBe('AROAEXAMPLE:worker-7');
    const [byPost, byQueue] = [await ingest(sent[0] ?? ''), await ingest(body)];
    expect(byPost.events.map(({ sk }) => sk)).toEqual(byQueue.events.map(({ sk }) => sk));
    expect(byPost.events).toHaveLength(200);
  });

  test.each([
    ['a claim in the header', signEnvelope(envelopeOf(makeMixedEvents(1)), OWN_KEY, 'x')],
    ['a reserved producer', write([audit('rotate', 'http:1')], 'http:1')],
    ['a reserved action', write([audit('export')])],
    ['a line that is none', writeEnvelope({ producer_id: 'p', lines: ['{}'], sequences: [], sampled_out: {} })],
    ['no envelope', '{}'],
  ])('refuses an envelope with %s', async (_name, body) => {
    expect(await post(body, { 'Content-Type': ENVELOPE_CONTENT_TYPE })).toMatchObject({ status: 400, sent: [] });
  });

  test('opens a gzip body as far as it may be opened, and no other encoding', async () => {
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
    const packed = (text: string) => new Uint8Array(gzipSync(text));
    expect((await post(packed(JSON.stringify(plain())), headers)).status).toBe(202);
    expect((await post(packed(' '.repeat(10 * 1_024 * 1_024 + 1)), headers)).status).toBe(413);
    expect((await post('{}', headers)).status).toBe(400);
    expect((await post('{}', { ...headers, 'Content-Encoding': 'br' })).status).toBe(415);
  });

  test('answers in few bytes, and never with a secret that stands in a name', async () => {
    const bad = Object.fromEntries(
      Array.from({ length: 100 }, (_, at) => [`password=hunter2 ${at} ${'x'.repeat(10)}`, at]),
    );
    const { status, text } = await post(JSON.stringify(Array(2_000).fill(plain(bad))), {
      'Content-Type': 'application/json',
    });
    expect(status).toBe(400);
    expect(text.length).toBeLessThan(200_000);
    expect(text).not.toContain('hunter2');
  });
});
