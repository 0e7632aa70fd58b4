import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { describeRaw } from '../../../functions/ingest/describe-raw.js';

const key = Buffer.alloc(32, 7);
const SECRET = 'password=Tr0ub4dor-and-more, said alice twice: password=Tr0ub4dor-and-more';
// `compress` cannot write zstd on every Node that the tests run on.
const ZSTD = Buffer.from('KLUv/SQpSQEAInBhc3N3b3JkPVRyMHViNGRvci1hbmQtbW9yZSwgc2FpZCBhbGljZQ==', 'base64');
const WITHHELD = /\[not kept: \d+ characters, HMAC-SHA-256 [0-9a-f]{64}\]/;

describe('what quarantine keeps of a text', () => {
  test.each([
    ['gzip', gzipSync(SECRET)],
    ['zlib', deflateSync(SECRET)],
    ['gzip in gzip', gzipSync(gzipSync(SECRET))],
  ])('holds no secret in %s, in base64 or hexadecimal', (_, bytes) => {
    for (const code of ['base64', 'base64url', 'hex'] as const) {
      const coded = bytes.toString(code);
      expect(describeRaw(`{"data":"${coded}"`, key)).toBe('{"data":"[redacted]"');
      expect(describeRaw(`x ${Buffer.from(coded).toString('base64')} y`, key)).toBe('x [redacted] y');
    }
  });

  test('keeps what is compressed and holds nothing', () => {
    const text = `{"data":"${gzipSync('nothing that anybody hides').toString('base64')}"`;
    expect(describeRaw(text, key)).toBe(text);
  });

  test.each([
    ['zstd that is damaged', ZSTD],
    ['gzip that was cut', gzipSync(SECRET).subarray(0, -12)],
    ['a bomb', gzipSync(Buffer.alloc(20_000_000))],
    ['a zip file', Buffer.from('504b0304140000000800aaaaaaaaaaaaaaaaaaaa', 'hex')],
    ['what age encrypts', Buffer.from('age-encryption.org/v1\n-> X25519 abc')],
  ])('withholds %s', (_, bytes) => {
    const kept = describeRaw(`before ${bytes.toString('base64')} after`, key);
    expect(kept.replace(WITHHELD, '§')).toBe('before § after');
  });

  test('keeps of an envelope its header, redacted, and lines that can be read', () => {
    const header = '{"format":"trailkeeper/envelope","codec":"gzip"}';
    expect(describeRaw(`${header}\n{"password":"Tr0ub4dor"}`, key)).toContain('"[redacted]"');
    expect(describeRaw(`${header}\nH4sIAAAA`, key)).toMatch(WITHHELD);
  });
});
