import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactText } from '../../../../shared/event/redact/redact.js';
import { type RawBodyTools, redactRawBody } from '../../../../shared/event/redact/redact-raw-body.js';
import { countRuns } from '../../../support/property-runs.js';

const tools: RawBodyTools = { redact: redactText, unpack: () => undefined, withhold: (text) => `[${text.length}]` };
const open = (raw: string) => redactRawBody(raw, tools);
const base64 = (text: string) => Buffer.from(text).toString('base64');
const escapes = (text: string) => text.replace(/./g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
const CODES: Record<string, (text: string) => string> = {
  base64,
  'base64 of URLs': (text) => Buffer.from(text).toString('base64url'),
  'base64 of UTF-16': (text) => Buffer.from(text, 'utf16le').toString('base64'),
  'base64 in lines': (text) =>
    base64(`${'Filler. '.repeat(12)}${text}${'. more'.repeat(20)}`).replace(/.{76}/g, '$&\r\n'),
  hexadecimal: (text) => Buffer.from(text).toString('hex'),
  percent: (text) => text.replace(/./g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`),
  escapes,
};
/** On lines of their own, each is a code by itself. */
const INNER = Object.entries(CODES).flatMap(([name, encode]) => (name === 'base64 in lines' ? [] : [encode]));
const PLACES = ['§', 'got § here', '{"data":"§","n":1', 'data/§', 'x=§&y', '{"a":"\\n§"}', '["§"'];

describe('a raw body', () => {
  it.each(Object.keys(CODES))('holds no secret in %s, nor in a code within', (name) => {
    const encode = CODES[name] ?? String;
    const word = fc.stringMatching(/^[A-Za-z0-9.-]{8,20}$/);
    fc.assert(
      fc.property(word, fc.constantFrom(...PLACES), fc.constantFrom(undefined, ...INNER), (secret, place, inner) => {
        const text = inner?.(`password=${secret}`) ?? `password=${secret}`;
        const clean = open(place.replace('§', () => encode(text)));
        expect(clean).not.toContain(secret);
        expect(clean).not.toContain(encode(text));
        expect(clean).toMatch(/\[redacted\]|\[\d+\]/);
      }),
      { numRuns: countRuns(150) },
    );
  });

  it('keeps what stands around the code', () => {
    expect(open(`got ${base64('password=Tr0ub4dor')} from alice`)).toBe('got [redacted] from alice');
    expect(open('a=1&p%61ssword=hunter2')).toBe('a=1&password=[redacted]');
    expect(open('{"p\\u0061ssword":"hunter2","n":1,')).toBe('{"password":"[redacted]","n":1,');
  });

  it('keeps hashes, ids, paths and coded words', () => {
    for (const text of [
      `sha256 ${'0123456789abcdef'.repeat(4)} and ${base64('nothing to hide here at all')}`,
      '/usr/local/lib/node_modules/typescript/bin/tsc 018f2c3a-7b1d-7c3e-9f00-1234567890ab',
      'https://example.com/a%20b?next=%2Fhome%2Falice caf\\u00e9',
    ]) {
      expect(open(text)).toBe(text);
    }
  });

  it('withholds what is coded three times, or too much to read', () => {
    const thrice = base64(base64(base64('password=Tr0ub4dor')));
    expect(open(thrice)).toBe(`[${thrice.length}]`);
    const large = base64('x'.repeat(9_000_000));
    expect(open(large)).toBe(`[${large.length}]`);
  });

  it('withholds what is sealed, and looks into what can be opened', () => {
    const unpack: RawBodyTools['unpack'] = (bytes) => {
      const text = Buffer.from(bytes).toString();
      if (text.startsWith('SEALED')) return 'sealed';
      return text.startsWith('PACKED') ? bytes.subarray(6) : undefined;
    };
    const sealed = base64('SEALED and whatever is in it');
    expect(redactRawBody(`a ${sealed} b`, { ...tools, unpack })).toBe(`a [${sealed.length}] b`);
    expect(redactRawBody(`a ${base64('PACKED password=Tr0ub4dor')} b`, { ...tools, unpack })).toBe('a [redacted] b');
    const harmless = `a ${base64('PACKED with nothing in it')} b`;
    expect(redactRawBody(harmless, { ...tools, unpack })).toBe(harmless);
  });
});

describe('a bounded text', () => {
  it('is read as far as it will be kept, and no secret is cut in two', () => {
    const text = `${'a '.repeat(40)}password=Tr0ub4dor&3xQ!z ${'b '.repeat(5_000)}`;
    for (let maxLength = 60; maxLength < 130; maxLength += 1) {
      const clean = redactText(text, { maxLength });
      expect(clean.length).toBeLessThanOrEqual(maxLength);
      expect(clean).not.toContain('Tr0');
    }
  });
});
