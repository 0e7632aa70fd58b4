import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { redactText } from '../../../../shared/event/redact/redact.js';
import { redactRawBody } from '../../../../shared/event/redact/redact-raw-body.js';

const SECRET = 'password=Tr0ub4dor-and-more';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const hex = (text: string) => Buffer.from(text).toString('hex');
const percent = (text: string) => text.replace(/./g, (c) => `%${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
const escapes = (text: string) => text.replace(/./g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
const gunzip = (text: string) => {
  try {
    return gunzipSync(Buffer.from(text, 'base64')).toString('utf8');
  } catch {
    return undefined;
  }
};
const gzip = (text: string) => gzipSync(text).toString('base64');
const CODES = { base64, hex, percent, escapes, gzip };

describe('a raw body', () => {
  for (const [outer, encode] of Object.entries(CODES)) {
    it(`holds no secret in ${outer}, nor in a code within`, () => {
      for (const text of [encode(SECRET), ...[base64, hex].map((inner) => encode(inner(SECRET)))]) {
        const result = redactRawBody(`got ${text} here`, [gunzip]);
        expect(result.kind === 'opened' && result.text).toContain('[redacted]');
        expect(result.kind === 'opened' && result.text.startsWith('got ')).toBe(true);
        expect(JSON.stringify(result)).not.toContain(text);
      }
    });
  }

  it('keeps hashes, ids and coded words', () => {
    const text = `sha256 ${'0123456789abcdef'.repeat(4)} and ${base64('nothing to hide here at all')}`;
    expect(redactRawBody(text, [gunzip])).toEqual({ kind: 'opened', text });
  });

  it('is closed when it is binary and nothing opens it', () => {
    expect(redactRawBody('\u0000\u0001\ufffd', [gunzip])).toEqual({ kind: 'closed' });
    expect(redactRawBody('A'.repeat(30).concat(' ').repeat(300), [])).toEqual({ kind: 'closed' });
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
