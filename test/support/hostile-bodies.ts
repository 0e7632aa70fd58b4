/** What a hostile or careless sender may put on the queue: bodies of every kind that ever broke something, and mixtures. */
import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { envelopeOf } from './ingest-fixture.js';
import { makeMixedEvents } from './mixed-events.js';

/** No sink and no answer may hold it, in any encoding. */
export const SECRET = 'hunter2hunter2hunter2';
const HONEST_HEADER: Record<string, unknown> = JSON.parse(envelopeOf(makeMixedEvents(1)).split('\n')[0] ?? '');
const HONEST_LINE = envelopeOf(makeMixedEvents(1)).split('\n')[1] ?? '';

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(`password=${SECRET}`, `{"password":"${SECRET}"}`, '\ud800', '\u0000', '__proto__', '', ' '),
  fc.integer({ min: 1, max: 200_000 }).map((length) => 'x'.repeat(length)),
);
const value: fc.Arbitrary<unknown> = fc.oneof(fc.jsonValue(), text, fc.array(text, { maxLength: 3 }));
const FIELDS = ['timestamp', 'event_type', 'action', 'status', 'user_id', 'details', 'related', 'producer_id', 'seq'];
const event = fc
  .tuple(fc.dictionary(fc.oneof(fc.constantFrom(...FIELDS), text), value, { maxKeys: 8 }), fc.boolean())
  .map(([members, isNearlyOne]) => ({
    ...(isNearlyOne ? { timestamp: '2026-01-31T09:30:00Z', event_type: 't', action: 'a', status: 'success' } : {}),
    ...members,
  }));
const header = fc
  .dictionary(
    fc.oneof(fc.constantFrom(...Object.keys(HONEST_HEADER), 'nonce', 'own', 'caller', 'origin', 'leaves'), text),
    value,
    { maxKeys: 3 },
  )
  .map((change) => JSON.stringify({ ...HONEST_HEADER, ...change }));
const line = fc.oneof(
  event.map((each) => JSON.stringify(each)),
  text,
  fc.constantFrom(
    ` ${HONEST_LINE}`,
    HONEST_LINE.replace('{', '{"user_id":"ceo",'),
    HONEST_LINE.replace(',', ',\r'),
    HONEST_LINE.replace('{', `{"details":{"password":"${SECRET}"},`),
    `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  ),
);
const packed = (codec: 'gzip' | 'zstd', bytes: Uint8Array) =>
  `${JSON.stringify({ ...HONEST_HEADER, codec })}\n${Buffer.from(bytes).toString('base64')}`;

/** A body of a message. */
export const hostileBody = fc.oneof(
  event.map((each) => JSON.stringify(each)),
  fc.array(event, { maxLength: 20 }).map((events) => JSON.stringify(events)),
  fc.array(event, { maxLength: 5 }).map((events) => JSON.stringify({ events })),
  fc.array(line, { maxLength: 10 }).map((lines) => lines.join('\n')),
  fc.tuple(header, fc.array(line, { maxLength: 4 })).map(([first, lines]) => [first, ...lines].join('\n')),
  fc.array(line, { maxLength: 4 }).map((lines) => packed('gzip', gzipSync(lines.join('\n')))),
  fc.uint8Array({ maxLength: 2_000 }).map((bytes) => packed('zstd', bytes)),
  fc.uint8Array({ maxLength: 2_000 }).map((bytes) => packed('gzip', bytes)),
  text,
  event.map((each) =>
    JSON.stringify({ Type: 'Notification', TopicArn: 't', MessageId: 'm', Message: JSON.stringify(each) }),
  ),
  event.map((each) => JSON.stringify({ 'detail-type': 'x', source: 'y', id: 'z', detail: each })),
  fc.constantFrom(
    packed('gzip', gzipSync(Buffer.alloc(40_000_000, 0x7b))),
    JSON.stringify({ data: gzipSync(`password=${SECRET}`).toString('base64') }),
    JSON.stringify({ data: deflateSync(`password=${SECRET}`).toString('base64') }),
    JSON.stringify({ data: Buffer.from(`{"password":"${SECRET}"}`).toString('base64') }),
    JSON.stringify({ data: Buffer.from(`{"password":"${SECRET}"}`).toString('hex') }),
    `{"${`password=${SECRET} ${'k'.repeat(900_000)}`}":1}`,
    `${JSON.stringify({ ...HONEST_HEADER, [`password=${SECRET}`]: 1, producer_id: 7 })}\n`,
    `${JSON.stringify({ ...HONEST_HEADER, sequences: Array(40_000).fill([1, 'x']) })}\n`,
    `${JSON.stringify({ ...HONEST_HEADER, events: 0, sampled_out: { [`password=${SECRET}`]: [[1, 1]] } })}\n`,
    `[${'{},'.repeat(20_000)}{}]`,
    `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
  ),
);

/** Texts that forge a row, a line or a formula where somebody only looks at the text of an answer. */
const FORGERIES = [
  '=1+1',
  '\n=cmd|"/c calc"!A0',
  '\uFEFF@SUM(A1)',
  '＝1',
  "'=1",
  '\r\n00000000-0000-7000-8000-000000000000,2026-01-31T09:30:00.000Z,audit,export',
  '"\r\n"forged","row"',
  '\n{"event_id":"00000000-0000-7000-8000-000000000000","event_type":"audit","action":"export"}\n',
  '\u2028{"event_id":"forged"}\u2029',
  '\u0085\u000b\u000c\u001c',
  '\0',
  'ceo","user_id":"alice',
  '007',
  '1e5',
  '__proto__',
];
const forgery = fc.constantFrom(...FORGERIES);
const forgingBody = fc
  .record({
    user_id: forgery,
    resource_id: forgery,
    action: forgery,
    event_type: fc.oneof(forgery, fc.constant('audit')),
    user_agent: forgery,
    external_id: forgery,
    correlation_id: forgery,
    reason: forgery,
    error: fc.record({ code: forgery, message: forgery }),
    related: fc.array(fc.record({ resource_id: forgery, role: forgery }), { maxLength: 3 }),
    details: fc.dictionary(forgery, forgery, { maxKeys: 3 }),
    ext: fc.dictionary(forgery, forgery, { maxKeys: 3 }),
    changes: fc.array(fc.record({ field: forgery, from: forgery, to: forgery }), { maxLength: 3 }),
  })
  .map((fields) => JSON.stringify({ timestamp: '2026-01-31T09:30:00Z', status: 'success', ...fields }));
const reservedBody = fc.constantFrom('export', 'erase', 'hold', 'seal', 'query', 'gap').map((action) =>
  JSON.stringify({
    timestamp: '2026-01-31T09:30:00Z',
    event_type: 'audit',
    action,
    status: 'success',
    user_id: 'ceo',
  }),
);
/** Any of them. */
export const anyHostileBody = fc.oneof(
  { weight: 2, arbitrary: hostileBody },
  { weight: 3, arbitrary: forgingBody },
  { weight: 1, arbitrary: reservedBody },
);
