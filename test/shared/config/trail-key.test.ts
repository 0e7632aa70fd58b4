import { describe, expect, test } from 'vitest';
import { deriveKey, loadTrailKey, parseTrailKey, TrailKeyError } from '../../../shared/config/trail-key.js';

const SECRET = '00112233445566778899aabbccddeeff'.repeat(2);

describe('trail key', () => {
  test('is the 32 bytes that the digits say', () => {
    const key = parseTrailKey(SECRET);
    expect(key).toHaveLength(32);
    expect(key.toString('hex')).toBe(SECRET);
  });

  test.each([undefined, '', SECRET.slice(1), `${SECRET}00`, SECRET.replace('00', 'zz'), SECRET.toUpperCase()])(
    'nothing else is a key, and the error does not show it: %s',
    (secret) => {
      expect(() => parseTrailKey(secret)).toThrow(TrailKeyError);
      expect(() => parseTrailKey(secret)).not.toThrow(new RegExp(secret || 'zzzz', 'i'));
    },
  );

  test('derived keys are the same for ever, and none is the trail key', () => {
    const key = parseTrailKey(SECRET);
    expect(deriveKey(key, 'cursor')).toHaveLength(32);
    expect(deriveKey(key, 'cursor')).toEqual(deriveKey(Buffer.from(key), 'cursor'));
    expect(deriveKey(key, 'cursor')).not.toEqual(key);
    expect(deriveKey(key, 'cursor').toString('hex')).toMatchInlineSnapshot(
      `"941fb1774d39f6a1d7d6e98d89c66d33a9582fa4aa8b774f2f0fdc463462dec4"`,
    );
  });

  test('is read once a process, and again after a failure', async () => {
    let reads = 0;
    const reader = {
      readSecret: async () => {
        reads++;
        if (reads === 1) throw new Error('throttled');
        return SECRET;
      },
    };
    await expect(loadTrailKey('arn:one', reader)).rejects.toThrow('throttled');
    const [a, b] = await Promise.all([loadTrailKey('arn:one', reader), loadTrailKey('arn:one', reader)]);
    expect(a).toBe(b);
    expect(reads).toBe(2);
  });
});
