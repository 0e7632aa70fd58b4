import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeEnvelope } from '../../../../shared/event/envelope/envelope.js';
import { readEnvelope } from '../../../../shared/event/envelope/envelope-reader.js';
import { isOwn, signOwn } from '../../../../shared/event/envelope/own.js';
import { signEnvelope } from '../../../../shared/event/envelope/sign-envelope.js';

const KEY = Buffer.alloc(32, 1);
const OTHER_KEY = Buffer.alloc(32, 2);
const line = fc.string().map((text) => JSON.stringify(text));
const run = fc.record(
  { nonce: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex')) },
  { requiredKeys: [] },
);

describe('the proof that a function of the trail sent an envelope', () => {
  test('holds for what was signed, compressed or not, and for nothing else', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), run, fc.string({ minLength: 1 }), (lines, { nonce }, caller) => {
        const body = writeEnvelope({ producer_id: 'p', lines, sequences: [], sampled_out: {}, nonce });
        const { header, lines: read } = readEnvelope(signEnvelope(body, KEY, caller));
        expect(read).toEqual(lines);
        expect(header.caller).toBe(caller);
        expect(isOwn(KEY, header, read)).toBe(true);
        expect(isOwn(OTHER_KEY, header, read)).toBe(false);
        expect(isOwn(KEY, { ...header, caller: `${caller}x` }, read)).toBe(false);
        expect(isOwn(KEY, { ...header, nonce: 'ee'.repeat(16) }, read)).toBe(false);
        expect(isOwn(KEY, header, [...read, '"x"'])).toBe(false);
        expect(isOwn(KEY, { ...header, origin: { message_id: 'm', sender: 's', sent_at: 1 } }, read)).toBe(false);
        expect(isOwn(KEY, { ...header, own: undefined }, read)).toBe(false);
      }),
    );
  });

  test('covers the origin of a message that is sent again', () => {
    const header = readEnvelope(
      writeEnvelope({ producer_id: 'p', lines: ['"x"'], sequences: [], sampled_out: {} }),
    ).header;
    const again = { ...header, caller: 'redrive', origin: { message_id: 'm', sender: 's', sent_at: 1 } };
    const signed = { ...again, own: signOwn(KEY, again, ['"x"']) };
    expect(isOwn(KEY, signed, ['"x"'])).toBe(true);
    expect(isOwn(KEY, { ...signed, origin: { ...again.origin, sender: 't' } }, ['"x"'])).toBe(false);
    expect(isOwn(KEY, { ...signed, origin: undefined }, ['"x"'])).toBe(false);
  });
});
