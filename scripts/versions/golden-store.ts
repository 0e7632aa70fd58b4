/** What the store writes of fixed examples: keys, items and manifests. */

import { computeStripe, Epochs } from '../../shared/store/epochs.js';
import { FACTS, SPARE_ATTRIBUTES } from '../../shared/store/event-facts.js';
import { buildEventItem, buildLinkItems, buildTombstone } from '../../shared/store/event-item.js';
import { KEY_PREFIXES } from '../../shared/store/key-prefixes.js';
import * as keys from '../../shared/store/keys.js';
import { buildManifestItem, MANIFEST_ENTRY_BYTES, writeManifestEntry } from '../../shared/store/manifest.js';
import type { ManifestMessage } from '../../shared/store/manifest-messages.js';
import { placeEvent } from '../../shared/store/place-event.js';
import { buildQuarantineItems } from '../../shared/store/quarantine-item.js';
import { buildSenderItem } from '../../shared/store/sender-directory.js';
import { INDEXES, PARTITION_KEY, SORT_KEY, TABLE_PATHS, TTL_ATTRIBUTE } from '../../shared/store/table.js';
import { GOLDEN_LINES } from './golden-event.js';

type BuildName = Extract<keyof typeof keys, `build${string}`>;

const MS = Date.UTC(2026, 0, 31, 23, 59, 58, 123);
const STRIPE = { epoch: 3, stripe: 14 };
const EVENT_ID = '019c164b-a0e5-7400-9538-a7bce819b753';
const LEAF = Buffer.alloc(32, 5);

/** One example for each function that builds a key; one that is new does not compile until it is here. */
const KEYS: Record<BuildName, () => readonly string[]> = {
  buildTablePartition: () => [keys.buildTablePartition(STRIPE), keys.buildTablePartition('ahead')],
  buildResourcePartition: () => [keys.buildResourcePartition(STRIPE, 'a#b')],
  buildUserPartition: () => [keys.buildUserPartition(STRIPE, 'a#b')],
  buildLinkPartition: () => [keys.buildLinkPartition(STRIPE, 'a#b')],
  buildStatusPartition: () =>
    keys.INDEXED_STATUSES.flatMap((status) => [
      keys.buildStatusPartition(status, STRIPE),
      keys.buildStatusPartition(status, 'ahead'),
    ]),
  buildManifestPartition: () => [keys.buildManifestPartition(MS, 2)],
  buildQuarantinePartition: () => [keys.buildQuarantinePartition(MS)],
  buildQuarantineSort: () => [keys.buildQuarantineSort({ arrivalMs: MS, position: 7, part: 1, messageId: 'm#1' })],
  buildEpochSort: () => [keys.buildEpochSort(12, 'user#alice')],
  buildSenderSort: () => [keys.buildSenderSort('AROAEXAMPLE:alice')],
  buildMessagePartition: () => [keys.buildMessagePartition('m-1')],
  buildRequestPartition: () => [keys.buildRequestPartition('5a'.repeat(32)), keys.REQUEST_SORT],
};

const EPOCH = { number: 3, from_ms: 0, to_ms: MS * 2, stripes: 16, width_ms: 1_000, fan: 3 };

export const goldenKeys = (): unknown => [
  Object.entries(KEYS).map(([name, build]) => [name, build()]),
  Object.entries(KEY_PREFIXES).map(([letter, { state }]) => [letter, state]),
  [keys.EPOCH_PARTITION, keys.SENDER_PARTITION, keys.MESSAGE_PREFIX, keys.MESSAGE_SORT],
  [0, 1, 999_999].map((leafBits) => computeStripe(EPOCH, MS, leafBits)),
];

/** Without the words for people. */
export const goldenTable = (): unknown => [
  [PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE],
  TABLE_PATHS.map(({ partitionAttribute, partition, sort }) => [partitionAttribute, partition, sort]),
  INDEXES.map(({ name, path, partitionAttribute, sortAttribute, projected }) => [
    [name, path.reads, path.partition, path.sort],
    [partitionAttribute, sortAttribute, projected],
  ]),
];

const STORED = {
  event_id: EVENT_ID,
  salt: LEAF.subarray(16),
  arrived_at: MS,
  expires_at: 1_800_000_000,
  retained_until: 1_790_000_000,
  sender: 7,
  leaf: LEAF,
  rewritten: ['1', '2'],
} as const;

export const goldenItems = (): unknown => [
  Object.entries(FACTS).map(([name, { attribute, form }]) => [name, attribute, form]),
  SPARE_ATTRIBUTES,
  GOLDEN_LINES.map(({ line, event }) => {
    const placement = placeEvent(new Epochs([]), event, EVENT_ID, { arrivedAtMs: MS, nowMs: MS });
    const item = buildEventItem(event, { ...STORED, line }, placement);
    return [item, buildLinkItems(event, { ...STORED, line }, placement), buildTombstone(item, LEAF, EVENT_ID)];
  }),
  buildSenderItem('AROAEXAMPLE:alice', 7),
  buildQuarantineItems({
    origin: { messageId: 'm-1', senderId: 'AROAEXAMPLE:alice', sentAtMs: MS, receivedAtMs: MS + 1 },
    sender: 7,
    saltKey: LEAF,
    position: 7,
    reason: 'not_json',
    problems: [{ field: '$', expected: 'JSON', got: 'text' }],
    raw: 'é'.repeat(200_000),
    expiresAt: 1_800_000_000,
  }),
];

/** Every member of a message; one that is new does not compile until it is here. */
const MESSAGE: Required<ManifestMessage> = {
  message_id: 'm-1',
  sender: 7,
  sent_at: MS,
  expires: { standard: 1_800_000_000 },
  events: 1,
  placed: [
    [3, 1],
    ['ahead', 0],
  ],
  sequences: { 'producer-1': [[1, 1]] },
  declared: { producer_id: 'producer-1', sequences: [[1, 2]] },
  sampled_out: { vfs_operation: [[2, 2]] },
  rules: { line: 1, redaction: 1 },
  quarantined: 1,
  refused: ['22'.repeat(32)],
  repeated: 1,
  skew_ms: -3,
  prev: { from: 0, to: 0, mac: '00'.repeat(32) },
  end: true,
  lines_mac: '11'.repeat(32),
  part: 1,
  parts: 2,
};

export function goldenManifest(): unknown {
  const entries = Buffer.alloc(MANIFEST_ENTRY_BYTES);
  writeManifestEntry(entries, 0, EVENT_ID, LEAF, 0);
  const kinds = [['vfs_operation', 'write', 'success', 'standard']] as const;
  const written = { batchId: EVENT_ID, batchMs: MS, shard: 2, salt: LEAF.subarray(16) };
  return buildManifestItem({ messages: [MESSAGE], kinds, entries }, written);
}
