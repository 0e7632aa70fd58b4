import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { toNativeItem } from '../../../shared/store/native-item.js';
import { buildQuarantineItem, MAX_RAW_BYTES, type QuarantineRecord } from '../../../shared/store/quarantine-item.js';
import { measureItemBytes } from '../../../shared/store/write-units.js';

const record: QuarantineRecord = {
  origin: {
    messageId: 'm1',
    senderId: 'AROAEXAMPLE:s',

    sentAtMs: 1_800_000_000_123,
    receivedAtMs: 1_800_000_000_456,
  },
  position: 3,
  reason: 'not_json',
  problems: [{ field: '$', expected: 'JSON', got: 'text of 3 bytes' }],
  raw: '{]}',
  expiresAt: 1_900_000_000,
};

describe('quarantine item', () => {
  test('is the same for every delivery of the message', () => {
    const item = buildQuarantineItem(record);
    expect(item).toMatchObject({
      pk: 'Q#2027-01-15',
      sk: '2027-01-15T08:00:00.123Z#000003#m1',
      field: '$',
      raw: '{]}',
    });
    expect(buildQuarantineItem(record)).toEqual(item);
    expect('truncated' in item).toBe(false);
  });

  test.each([{ char: 'x' }, { char: 'ä' }, { char: '€' }, { char: '😀' }])(
    'a long text of $char is cut between characters, with size and hash of the whole',
    ({ char }) => {
      const raw = `y${char.repeat(MAX_RAW_BYTES)}`;
      const item = buildQuarantineItem({ ...record, raw });
      expect(item.truncated).toBe(1);
      expect(raw.startsWith(item.raw)).toBe(true);
      expect(Buffer.byteLength(item.raw)).toBeGreaterThan(MAX_RAW_BYTES - 4);
      expect(item.raw_bytes).toBe(Buffer.byteLength(raw));
      expect(item.raw_sha256).toBe(createHash('sha256').update(raw).digest('hex'));
    },
  );

  test('fits an item of the table, whatever the problems', () => {
    const problems = Array.from({ length: 5_000 }, () => ({ field: '€'.repeat(9_000), expected: 'x', got: 'y' }));
    const item = buildQuarantineItem({ ...record, problems, raw: 'x'.repeat(2 * MAX_RAW_BYTES) });
    expect(measureItemBytes(toNativeItem(item))).toBeLessThan(400 * 1_024);
  });

  test('half a surrogate pair is stored as the replacement character', () => {
    expect(buildQuarantineItem({ ...record, raw: 'a\ud800b' }).raw).toBe('a\ufffdb');
  });
});
