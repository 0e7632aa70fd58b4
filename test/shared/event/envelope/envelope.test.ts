import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BEST_CODEC } from '../../../../shared/event/envelope/codec.js';
import { isEnvelope, stampSentAt, writeEnvelope } from '../../../../shared/event/envelope/envelope.js';
import { EnvelopeError, readEnvelope } from '../../../../shared/event/envelope/envelope-reader.js';
import { COMPRESS_ABOVE_BYTES, MAX_ENVELOPE_BYTES } from '../../../../shared/event/values/limits.js';

const content = (lines: string[]) => ({
  producer_id: 'producer-1',
  lines,
  sequences: [[1, lines.length]] as [number, number][],
  sampled_out: { wal_operation: [[7, 9]] as [number, number][] },
});

const reasonOf = (body: string) => {
  try {
    readEnvelope(body);
    return 'no error';
  } catch (error) {
    return error instanceof EnvelopeError ? error.code : error;
  }
};

/** The body of an envelope with its header changed. */
function withHeader(body: string, change: Record<string, unknown>): string {
  const [header = '', ...rest] = body.split('\n');
  return [JSON.stringify({ ...JSON.parse(header), ...change }), ...rest].join('\n');
}

describe('envelope', () => {
  it.each(['gzip', BEST_CODEC] as const)('gives back what was written, compressed by %s or not', (codec) => {
    fc.assert(
      fc.property(
        fc.array(
          fc.json().map((json) => JSON.stringify(JSON.parse(json))),
          { minLength: 1 },
        ),
        (lines) => {
          const body = writeEnvelope({ ...content(lines), codec: codec === 'none' ? undefined : codec });
          expect(isEnvelope(body)).toBe(true);
          const read = readEnvelope(body);
          expect(read.lines).toEqual(lines);
          expect(read.header).toMatchObject({
            sampled_out: { wal_operation: [[7, 9]] },
            sequences: [[1, lines.length]],
          });
        },
      ),
    );
  });

  it.each([', ', '\t,  '])('is known by its header, however its JSON is spaced: %j', (comma) => {
    const [header = '', ...rest] = writeEnvelope(content(['"x"'])).split('\n');
    const spaced = header.replaceAll(':', ': ').replaceAll(',', comma).replace('{', ' { ');
    const hand = [spaced, ...rest].join('\n');
    expect(isEnvelope(hand)).toBe(true);
    expect(readEnvelope(hand).lines).toEqual(['"x"']);
  });

  it('is not taken for one because an event speaks of it', () => {
    expect(isEnvelope('{"details":{"format":"trailkeeper/1"}}')).toBe(false);
    expect(isEnvelope('[{"format":"trailkeeper/1"}]')).toBe(false);
  });

  it('compresses above 16 KiB and not below', () => {
    const line = `"${'x'.repeat(1_000)}"`;
    const small = writeEnvelope(content(Array(10).fill(line)));
    const large = writeEnvelope(content(Array(20).fill(line)));
    expect(readEnvelope(small).header.codec).toBe('none');
    expect(readEnvelope(large).header.codec).toBe(BEST_CODEC);
    expect(large.length).toBeLessThan(COMPRESS_ABOVE_BYTES);
  });

  it('is printable ASCII, as SQS needs it', () => {
    const body = writeEnvelope({ ...content(['"x"']), producer_id: 'h\u00f6st\uffff' });
    expect(body).toMatch(/^[\x20-\x7e\n]+$/);
    expect(readEnvelope(body).header.producer_id).toBe('h\u00f6st\uffff');
  });

  const body = writeEnvelope(content([`"${randomBytes(20_000).toString('hex')}"`]));

  it.each([
    ['another version', withHeader(body, { format: 'trailkeeper/2' }), 'newer_envelope'],
    ['a codec that is none', withHeader(body, { codec: 'lz4' }), 'bad_header'],
    ['a range that falls', withHeader(body, { sequences: [[3, 1]] }), 'bad_header'],
    ['more events than allowed', withHeader(body, { events: 2_001 }), 'bad_header'],
    ['a wrong count', withHeader(body, { events: 2 }), 'count_differs'],
    ['a body cut short', body.slice(0, -400), 'bad_body'],
    ['a body that is no base64', `${body}!`, 'bad_body'],
    ['no body', body.split('\n')[0] ?? '', 'bad_body'],
    ['a header that is no JSON', '{"format":"trailkeeper/1",', 'bad_header'],
  ])('refuses %s', (_fault, broken, reason) => {
    expect(reasonOf(broken)).toBe(reason);
  });

  it.each([
    { nonce: 'A'.repeat(32) },
    { nonce: '0'.repeat(31) },
    { sent_at: 1.5 },
    { sent_at: '1' },
    { prev: { from: 1, to: 2 } },
    { prev: { from: 1, to: 2, mac: 'x'.repeat(64) } },
    { end: false },
    { caller: '' },
    { caller: 'x'.repeat(513) },
    { origin: { message_id: 'm', sender: 's' } },
    { own: '0'.repeat(63) },
    { sig: 'text' },
    { sampled_out: { ['x'.repeat(129)]: [[1, 1]] } },
  ])('never ignores a known key that is malformed: %j', (change) => {
    expect(reasonOf(withHeader(body, change))).toBe('bad_header');
  });

  it('ignores keys that nobody here knows, and keeps none of them', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().map((key) => `x${key}`),
          fc.jsonValue(),
        ),
        (unknown) => {
          const { header } = readEnvelope(withHeader(body, { ...unknown, sig: { alg: 'x', key: 'secret' } }));
          expect(header).toEqual({ ...readEnvelope(body).header, sig: {} });
        },
      ),
    );
  });

  it('carries the run of its producer, and the time of each attempt, without touching the lines', () => {
    const mac = 'ab'.repeat(32);
    const run = { nonce: 'cd'.repeat(16), prev: { from: 1, to: 9, mac }, end: true as const };
    const written = writeEnvelope({ ...content(['"x"']), ...run });
    const stamped = stampSentAt(stampSentAt(written, 5), 6);
    expect(readEnvelope(stamped).header).toMatchObject({ ...run, sent_at: 6 });
    expect(stamped.slice(stamped.indexOf('\n'))).toBe(written.slice(written.indexOf('\n')));
  });

  it('keeps the lines behind a header that is too long, and drops its ranges', () => {
    const ranges = Array.from({ length: 40_000 }, (_, at) => [at * 2, at * 2]);
    const read = readEnvelope(withHeader(body, { sequences: ranges }));
    expect(read).toMatchObject({ isHeaderTooLong: true, header: { sequences: [], sampled_out: {} } });
    expect(read.lines).toHaveLength(1);
  });

  it('refuses a bomb without unpacking more than the limit', () => {
    const bomb = gzipSync(Buffer.alloc(MAX_ENVELOPE_BYTES + 1, 'x')).toString('base64');
    expect(reasonOf(`${withHeader(body, { codec: 'gzip' }).split('\n')[0]}\n${bomb}`)).toBe('bad_body');
  });
});
