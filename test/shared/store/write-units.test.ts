import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { deriveEventId, deriveLeaf, deriveSalt } from '../../../shared/event/line/identity.js';
import { serialiseLine } from '../../../shared/event/line/line.js';
import { parseTimestamp } from '../../../shared/event/values/timestamp.js';
import { Epochs } from '../../../shared/store/epochs.js';
import { buildEventItem } from '../../../shared/store/event-item.js';
import {
  buildManifestItem,
  MANIFEST_ENTRY_BYTES,
  type ManifestKind,
  RETENTION_CLASS,
  writeManifestEntry,
} from '../../../shared/store/manifest.js';
import { type NativeItem, toNativeItem } from '../../../shared/store/native-item.js';
import { placeEvent } from '../../../shared/store/place-event.js';
import { countWriteUnits, measureItemBytes } from '../../../shared/store/write-units.js';
import { makeMixedEvents } from '../../support/mixed-events.js';

describe('write units', () => {
  test.each<{ item: NativeItem; bytes: number }>([
    { item: { a: { S: 'xyz' } }, bytes: 4 },
    { item: { name: { S: 'ä€😀' } }, bytes: 4 + 2 + 3 + 4 },
    { item: { n: { N: '0' } }, bytes: 2 },
    { item: { n: { N: '1' } }, bytes: 3 },
    { item: { n: { N: '-123' } }, bytes: 1 + 2 + 1 + 1 },
    { item: { n: { N: '1800000000123' } }, bytes: 1 + 7 + 1 },
    { item: { n: { N: '1500000' } }, bytes: 1 + 1 + 1 },
    { item: { b: { B: new Uint8Array(16) } }, bytes: 17 },
  ])('an item of $bytes bytes', ({ item, bytes }) => {
    expect(measureItemBytes(item)).toBe(bytes);
  });

  test('an item costs a unit for each KB begun', () => {
    const of = (bytes: number) => ({ pk: { S: 'x'.repeat(bytes - 2) } });
    expect(countWriteUnits(of(1_024))).toBe(1);
    expect(countWriteUnits(of(1_025))).toBe(2);
  });

  test('an index costs only when both keys are there, by what it projects', () => {
    const base = { pk: { S: 'T#0#0' }, sk: { S: 'id' }, li: { S: 'x'.repeat(1_500) } };
    expect(countWriteUnits(base)).toBe(2);
    expect(countWriteUnits({ ...base, u: { S: '0#0#alice' } })).toBe(3);
    expect(countWriteUnits({ ...base, u: { S: '0#0#alice' }, co: { S: 'y'.repeat(1_100) } })).toBe(2 + 1 + 2);
  });

  test('the fixed mixed set costs 3.05 to 3.10 units an event without links, manifests included', () => {
    const trailKey = createHash('sha256').update('key').digest();
    const events = makeMixedEvents(2_000);
    const epochs = new Epochs([]);
    const entries = Buffer.alloc(events.length * MANIFEST_ENTRY_BYTES);
    let units = 0;
    const kinds = new Map<string, ManifestKind>();
    for (const [at, event] of events.entries()) {
      const line = serialiseLine(event);
      const salt = deriveSalt(trailKey, null, event);
      const leaf = deriveLeaf(salt, line);
      const instant = parseTimestamp(event.timestamp) ?? { ms: 0, us: 0 };
      const eventId = deriveEventId(instant, leaf);
      const times = { arrivedAtMs: instant.ms + 400, nowMs: instant.ms + 900 };
      const stored = {
        event_id: eventId,
        line,
        salt,
        arrived_at: times.arrivedAtMs,
        expires_at: 1_800_000_000,
        sender: 7,
      };
      units += countWriteUnits(toNativeItem(buildEventItem(event, stored, placeEvent(epochs, event, eventId, times))));
      writeManifestEntry(entries, at * MANIFEST_ENTRY_BYTES, eventId, leaf);
      const kind = [event.event_type, event.action, event.status, RETENTION_CLASS] as const;
      kinds.set(kind.join(), kind);
    }
    const message = {
      message_id: '208cedb5-f615-48ec-8fbc-a4e22e08bcdc',
      sender: 2 ** 47,
      sent_at: 1_800_000_000_123,
      expires: { standard: 1_800_000_000 },
      events: 500,
      placed: [[0, 500] as [number, number]],
      sequences: { 'p-4f1c2a9be07d5563': [[1, 500] as [number, number]] },
      rules: { line: 1, redaction: 1 },
      quarantined: 0,
      refused: [],
      repeated: 0,
    };
    const manifest = buildManifestItem(
      { messages: [message, message, message, message], kinds: [...kinds.values()], entries },
      { batchId: '01a30a7c-7400-7000-8000-000000000000', batchMs: 1_800_000_000_456, shard: 0, salt: Buffer.alloc(16) },
    );
    units += countWriteUnits(toNativeItem(manifest));
    expect(units / events.length).toBeGreaterThanOrEqual(3.05);
    expect(units / events.length).toBeLessThanOrEqual(3.1);
  });
});
