import { describe, expect, test } from 'vitest';
import { readMessage } from '../../../functions/ingest/read-message.js';
import { envelopeOf } from '../../support/ingest-fixture.js';
import { makeMixedEvents } from '../../support/mixed-events.js';

const valuesOf = (body: string) => {
  const content = readMessage(body);
  return content.kind === 'foreign' ? content.parts.map((part) => part.value) : content;
};

describe('reading a message body', () => {
  test('an envelope gives its header and its lines as they were written', () => {
    const content = readMessage(envelopeOf(makeMixedEvents(50)));
    expect(content).toMatchObject({
      kind: 'envelope',
      header: { events: 50, codec: expect.stringMatching(/gzip|zstd/) },
    });
    expect(content.kind === 'envelope' && content.lines).toHaveLength(50);
  });

  test.each([
    { name: 'one event', body: '{"a":1}', values: [{ a: 1 }] },
    { name: 'one event over several lines', body: '{\n  "a": 1\n}\n', values: [{ a: 1 }] },
    { name: 'an event behind a byte order mark', body: '\ufeff{"a":1}', values: [{ a: 1 }] },
    { name: 'a list', body: ' [{"a":1},2,null]', values: [{ a: 1 }, 2, null] },
    { name: 'NDJSON', body: '{"a":1}\n{"a":2}', values: [{ a: 1 }, { a: 2 }] },
    { name: 'NDJSON with CR and blank lines', body: '\r\n{"a":1}\r\n\r\n{"a":2}\r\n', values: [{ a: 1 }, { a: 2 }] },
    { name: 'NDJSON with broken lines', body: '{"a":1}\nx\n{"a"\n', values: [{ a: 1 }, undefined, undefined] },
    { name: 'a number', body: '42', values: [42] },
  ])('$name', ({ body, values }) => {
    expect(valuesOf(body)).toEqual(values);
  });

  test.each([
    { name: 'nothing', body: '', reason: 'empty' },
    { name: 'blanks', body: ' \n\t', reason: 'empty' },
    { name: 'an empty list', body: '[ ]', reason: 'empty' },
    { name: 'text', body: 'hello', reason: 'not_json' },
    { name: 'several lines of text', body: 'a\nb\nc', reason: 'not_json' },
    { name: 'a broken event over several lines', body: '{\n  "a": 1,\n  "b": \n}', reason: 'not_json' },
    { name: 'an envelope of a later version', body: '{"format":"trailkeeper/2"}\n', reason: 'newer_envelope' },
    { name: 'a broken header', body: '{"format":"trailkeeper/1"}\n', reason: 'bad_header' },
    {
      name: 'a cut envelope',
      body: envelopeOf(makeMixedEvents(60)).slice(0, -99),
      reason: expect.stringMatching(/^(bad_body|count_differs)$/),
    },
  ])('unreadable: $name', ({ body, reason }) => {
    expect(readMessage(body)).toMatchObject({ kind: 'unreadable', refused: { reason } });
  });

  test('an element nested too deep to be written again is shown by the whole body', () => {
    const deep = `[1,${'['.repeat(200_000)}${']'.repeat(200_000)}]`;
    const content = readMessage(deep);
    expect(content.kind === 'foreign' && content.parts.map((part) => part.readRaw())).toEqual(['1', deep]);
  });
});
