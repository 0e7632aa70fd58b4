import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hmacSha256, sha256 } from '../../../../shared/event/values/sha256.js';

const text = fc.string({ maxLength: 300, unit: 'binary' });

describe('SHA-256 in one shot', () => {
  test('HMAC equals that of Node, for keys of every length', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 130 }),
        fc.array(text, { minLength: 1, maxLength: 3 }),
        (key, messages) => {
          for (const message of messages) {
            expect(hmacSha256(key, message)).toEqual(createHmac('sha256', key).update(message).digest());
          }
        },
      ),
    );
  });

  test('test case 2 of RFC 4231', () => {
    const tag = hmacSha256(Buffer.from('Jefe'), 'what do ya want for nothing?').toString('hex');
    expect(tag).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
  });

  test('a message beyond the limit is an error, not another hash', () => {
    expect(() => hmacSha256(Buffer.alloc(32), 'x'.repeat(8_193))).toThrow(RangeError);
    expect(hmacSha256(Buffer.alloc(32), 'x'.repeat(8_192))).toHaveLength(32);
  });

  test('a hash equals that of Node, also of what is longer than any line', () => {
    const check = (prefix: Uint8Array, content: string) => {
      expect(sha256(prefix, content)).toEqual(createHash('sha256').update(prefix).update(content, 'utf8').digest());
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), text, check));
    check(Buffer.alloc(16, 1), 'ä€😀'.repeat(40_000));
    check(Buffer.alloc(16, 1), 'x'.repeat(65_536));
  });
});
