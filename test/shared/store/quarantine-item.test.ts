import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { toNativeItem } from '../../../shared/store/native-item.js';
import {
  buildQuarantineItems,
  deriveQuarantineLeaf,
  MAX_RAW_BYTES,
  MAX_RAW_PARTS,
  type QuarantineItem,
  type QuarantineRecord,
} from '../../../shared/store/quarantine-item.js';
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
  sender: 7,
  saltKey: Buffer.alloc(32, 1),
};

/** Of a record that fits one item. */
function buildOne(given: QuarantineRecord): QuarantineItem {
  const [item, ...more] = buildQuarantineItems(given);
  if (item === undefined || more.length > 0) throw new Error(`got ${more.length + 1} items`);
  return item;
}

describe('quarantine item', () => {
  test('is the same for every delivery of the message', () => {
    const item = buildOne(record);
    expect(item).toMatchObject({
      pk: 'Q#2027-01-15',
      sk: '2027-01-15T08:00:00.123Z#000003#01#m1',
      field: '$',
      raw: '{]}',
    });
    expect(buildOne(record)).toEqual(item);
    expect('truncated' in item).toBe(false);
  });

  test.each([{ char: 'x' }, { char: 'ä' }, { char: '€' }, { char: '😀' }])(
    'a long text of $char is divided between characters, with size and hash of the whole on each part',
    ({ char }) => {
      const raw = `y${char.repeat(MAX_RAW_BYTES)}`;
      const items = buildQuarantineItems({ ...record, raw });
      expect(items.map((item) => item.raw).join('')).toBe(raw);
      expect(items.map((item) => item.part)).toEqual(items.map((_, at) => at + 1));
      for (const item of items) {
        expect(Buffer.byteLength(item.raw)).toBeLessThanOrEqual(MAX_RAW_BYTES);
        expect(item.parts).toBe(items.length);
        expect(item.raw_bytes).toBe(Buffer.byteLength(raw));
        expect(item.raw_sha256).toBe(createHash('sha256').update(raw).digest('hex'));
        expect('truncated' in item).toBe(false);
      }
      expect(items.map((item) => item.sk).sort()).toEqual(items.map((item) => item.sk));
    },
  );

  test('what no message can hold is cut, and says so on every part', () => {
    const items = buildQuarantineItems({ ...record, raw: 'x'.repeat(MAX_RAW_PARTS * MAX_RAW_BYTES + 1) });
    expect(items.map((item) => item.truncated)).toEqual(Array.from({ length: MAX_RAW_PARTS }, () => 1));
  });

  test('has a leaf that changes with whatever a reader sees of it', () => {
    const item = buildOne(record);
    const leaf = deriveQuarantineLeaf(item).toString('hex');
    expect(deriveQuarantineLeaf(buildOne(record)).toString('hex')).toBe(leaf);
    const changes: Partial<QuarantineItem>[] = [{ raw: '{}' }, { reason: 'x' }, { problems: '[]' }, { parts: 2 }];
    for (const change of [...changes, { sa: Buffer.alloc(16) }]) {
      expect(deriveQuarantineLeaf({ ...item, ...change }).toString('hex')).not.toBe(leaf);
    }
  });

  test('fits an item of the table, whatever the problems', () => {
    const problems = Array.from({ length: 5_000 }, () => ({ field: '€'.repeat(9_000), expected: 'x', got: 'y' }));
    const items = buildQuarantineItems({ ...record, problems, raw: 'x'.repeat(2 * MAX_RAW_BYTES) });
    expect(items).toHaveLength(2);
    for (const item of items) expect(measureItemBytes(toNativeItem(item))).toBeLessThan(400 * 1_024);
  });

  test('half a surrogate pair is stored as the replacement character', () => {
    expect(buildOne({ ...record, raw: 'a\ud800b' }).raw).toBe('a\ufffdb');
  });
});
