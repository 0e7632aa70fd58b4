import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { deriveEventId } from '../../../shared/event/line/identity.js';
import { Epochs } from '../../../shared/store/epochs.js';
import {
  buildManifestItem,
  listManifestShards,
  MANIFEST_ENTRY_BYTES,
  MANIFEST_EXTRA_SECONDS,
  parseManifestItem,
  RETENTION_CLASS,
  writeManifestEntry,
} from '../../../shared/store/manifest.js';
import type { ManifestMessage } from '../../../shared/store/manifest-messages.js';

const message: ManifestMessage = {
  message_id: 'm1',
  sender: 7,
  sent_at: 1_800_000_000_123,
  expires: { [RETENTION_CLASS]: 1_900_000_000 },
  events: 2,
  placed: [
    [0, 1],
    ['ahead', 1],
  ],
  sequences: { 'producer-1': [[1, 2]] },
  rules: { line: 1, redaction: 1 },
  quarantined: 0,
  refused: [],
  repeated: 0,
};
const batch = {
  batchId: '01a30a7c-7400-7000-8000-000000000000',
  batchMs: 1_800_000_000_456,
  shard: 3,
  salt: Buffer.alloc(16, 1),
};

const KIND = ['vfs_operation', 'write', 'success', RETENTION_CLASS] as const;

describe('manifest', () => {
  test('ids and kinds come back from 49 bytes an event, and the item outlives its events', () => {
    const leaves = ['a', 'b'].map((text) => createHash('sha256').update(text).digest());
    const ids = leaves.map((leaf, at) => deriveEventId({ ms: 1_800_000_000_000 + at, us: 999 }, leaf));
    const entries = Buffer.alloc(2 * MANIFEST_ENTRY_BYTES);
    for (const [at, leaf] of leaves.entries()) {
      writeManifestEntry(entries, at * MANIFEST_ENTRY_BYTES, ids[at] ?? '', leaf, at === 0 ? 0 : undefined);
    }
    const item = buildManifestItem({ messages: [message], kinds: [KIND], entries }, batch);
    expect(item).toMatchObject({
      pk: 'A#2027-01-15T08:00#3',
      sk: batch.batchId,
      events: 2,
      ex: 1_900_000_000 + MANIFEST_EXTRA_SECONDS,
    });
    const parsed = parseManifestItem(item);
    expect(parsed.messages).toEqual([message]);
    expect(parsed.entries.map((entry) => entry.event_id)).toEqual(ids);
    expect(parsed.entries.map((entry) => Buffer.from(entry.leaf))).toEqual(leaves);
    expect(parsed.entries.map((entry) => entry.kind)).toEqual([KIND, undefined]);
  });

  test('a message without events has no entries', () => {
    const item = buildManifestItem(
      { messages: [{ ...message, events: 0 }], kinds: [], entries: Buffer.alloc(0) },
      batch,
    );
    expect('entries' in item).toBe(false);
    expect(parseManifestItem(item).entries).toEqual([]);
  });

  test('another version is not guessed at', () => {
    const item = buildManifestItem({ messages: [], kinds: [], entries: Buffer.alloc(0) }, batch);
    expect(() => parseManifestItem({ ...item, manifest: 2 })).toThrow('version 1');
  });

  test('readers look at as many shards as any row of the minute has', () => {
    const row = { family: 'manifest', number: 1, stripes: 4, width_ms: 1, fan: 1, effective_at_ms: 0 };
    const epochs = new Epochs([{ ...row, from_ms: 120_000, to_ms: 240_000 }]);
    expect(listManifestShards(epochs, 0)).toEqual([0]);
    expect(listManifestShards(epochs, 120_000)).toEqual([0, 1, 2, 3]);
    expect(listManifestShards(epochs, 240_000)).toEqual([0]);
  });
});
