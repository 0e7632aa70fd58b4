/** Version 1 of the format by its bytes: what was written once is read for ever, and its ids never change. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EnvelopeError, readEnvelope } from '../../../shared/event/envelope/envelope-reader.js';
import { fillForeign } from '../../../shared/event/line/fill.js';
import { deriveEventId, deriveLeaf, deriveSalt } from '../../../shared/event/line/identity.js';
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
  readonly line?: string;
}
const golden: Record<string, Golden> = JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8'));
const trailKey = Buffer.from('00112233445566778899aabbccddeeff'.repeat(2), 'hex');

function identify(line: string) {
  const outcome = readLine(line);
  if ('refusal' in outcome) throw new Error(JSON.stringify(outcome.refusal));
  const salt = deriveSalt(trailKey, outcome.event);
  const leaf = deriveLeaf(salt, line);
  const instant = parseTimestamp(outcome.event.timestamp) ?? { ms: -1, us: 0 };
  return { salt: salt.toString('hex'), leaf: leaf.toString('hex'), event_id: deriveEventId(instant, leaf) };
}

describe('example lines', () => {
  it.each(read('lines'))('%s keeps its id, and is written again byte by byte', (name, line) => {
    expect(identify(line)).toEqual(golden[`lines/${name}`]);
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
    const line = composeLine(fillForeign(outcome.event, arrival));
    expect({ line, ...identify(line) }).toEqual(golden[`foreign/${name}`]);
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
      if (error instanceof EnvelopeError) reason = error.reason;
    }
    expect(reason).toMatchSnapshot(name);
    expect(reason).not.toBe('none');
  });
});
