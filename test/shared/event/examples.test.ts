/** Version 1 of the format by its bytes: what was written once is read for ever, and its ids never change. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EnvelopeError, readEnvelope } from '../../../shared/event/envelope/envelope-reader.js';
import type { EventLine } from '../../../shared/event/event.js';
import { fillForeign } from '../../../shared/event/line/fill.js';
import {
  chooseNonce,
  deriveContentLeaf,
  deriveEventId,
  deriveLeaf,
  deriveSalt,
  deriveStoredSalt,
} from '../../../shared/event/line/identity.js';
import { composeLine, serialiseLine } from '../../../shared/event/line/line.js';
import { readForeignEvent, readLine } from '../../../shared/event/line/line-reader.js';
import { parseTimestamp } from '../../../shared/event/values/timestamp.js';

const folder = join(import.meta.dirname, '..', '..', 'examples', 'v1');
const read = (kind: string) =>
  readdirSync(join(folder, kind)).map((file) => {
    const name = file.replace(/\.\w+$/, '');
    return [name, readFileSync(join(folder, kind, file), 'utf8')] as const;
  });

interface Golden {
  readonly salt: string;
  readonly leaf: string;
  readonly event_id: string;
  /** Of a foreign event, whose id follows from what was received: `salt` and `leaf` are those of its id. */
  readonly stored?: { readonly line: string; readonly salt: string; readonly leaf: string };
}
const goldenFile = join(folder, 'golden.json');
/** `WRITE_GOLDEN=1` with the file removed writes it anew: only before a format is final. */
const isWritten = process.env.WRITE_GOLDEN === '1' && !existsSync(goldenFile);
const golden: Record<string, Golden> = isWritten ? {} : JSON.parse(readFileSync(goldenFile, 'utf8'));
afterAll(() => {
  if (isWritten) writeFileSync(goldenFile, `${JSON.stringify(golden, undefined, 2)}\n`);
});
const expectGolden = (name: string, found: Golden) => {
  if (isWritten) golden[name] = found;
  expect(found).toEqual(golden[name]);
};
const trailKey = Buffer.from('00112233445566778899aabbccddeeff'.repeat(2), 'hex');

const nonce = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const instantOf = (event: EventLine) => parseTimestamp(event.timestamp) ?? { ms: -1, us: 0 };

function identify(line: string): Golden {
  const outcome = readLine(line);
  if ('refusal' in outcome) throw new Error(JSON.stringify(outcome.refusal));
  const { event } = outcome;
  const salt = deriveSalt(trailKey, chooseNonce({ producer_id: event.producer_id, nonce }, event), event);
  const leaf = deriveLeaf(salt, line);
  return { salt: hex(salt), leaf: hex(leaf), event_id: deriveEventId(instantOf(event), leaf) };
}

function identifyForeign(event: EventLine, received: unknown): Golden {
  const salt = deriveSalt(trailKey, null, event);
  const leaf = deriveContentLeaf(salt, event, received);
  const storedSalt = deriveStoredSalt(trailKey, salt);
  const event_id = deriveEventId(instantOf(event), leaf);
  const line = composeLine(event);
  const stored = { line, salt: hex(storedSalt), leaf: hex(deriveLeaf(storedSalt, line)) };
  return { salt: hex(salt), leaf: hex(leaf), event_id, stored };
}

describe('example lines', () => {
  it.each(read('lines'))('%s keeps its id, and is written again byte by byte', (name, line) => {
    expectGolden(`lines/${name}`, identify(line));
    const outcome = readLine(line);
    expect('event' in outcome && serialiseLine(outcome.event)).toBe(line);
  });

  it.each(read('broken-lines'))('%s is refused, and the reason names the field', (name, line) => {
    const outcome = readLine(line);
    expect(outcome).toHaveProperty('refusal');
    expect('refusal' in outcome && outcome.refusal).toMatchSnapshot(name);
  });
});

describe('example foreign events', () => {
  it.each(read('foreign'))('%s becomes this line, with this id', (name, text) => {
    const outcome = readForeignEvent(JSON.parse(text));
    if ('refusal' in outcome) throw new Error(JSON.stringify(outcome.refusal));
    const arrival = {
      senderRole: 'AROAEXAMPLE',
      producerId: 'sqs:11111111-2222-3333-4444-555555555555',
      position: 1,
    };
    expectGolden(`foreign/${name}`, identifyForeign(fillForeign(outcome.event, arrival), JSON.parse(text)));
  });

  it.each(read('broken-foreign'))('%s is refused, and the reason names the field', (name, text) => {
    const outcome = readForeignEvent(JSON.parse(text));
    expect('refusal' in outcome && outcome.refusal).toMatchSnapshot(name);
    expect(outcome).toHaveProperty('refusal');
  });
});

describe('example envelopes', () => {
  it.each(read('envelopes'))('%s is opened, and every line of it is an event', (_codec, body) => {
    const { header, lines } = readEnvelope(body);
    expect(lines).toHaveLength(header.events);
    expect(header.sampled_out).toEqual({ wal_operation: [[9, 11]] });
    for (const line of lines) expect(readLine(line)).toHaveProperty('event');
  });

  it('holds the same lines in both codecs', () => {
    const [gzip, , zstd] = read('envelopes').map(([, body]) => readEnvelope(body).lines);
    expect(gzip).toHaveLength(60);
    expect(zstd).toEqual(gzip);
  });

  it.each(read('broken-envelopes'))('%s is refused', (name, body) => {
    let reason = 'none';
    try {
      readEnvelope(body);
    } catch (error) {
      if (error instanceof EnvelopeError) reason = error.code;
    }
    expect(reason).toMatchSnapshot(name);
    expect(reason).not.toBe('none');
  });
});
