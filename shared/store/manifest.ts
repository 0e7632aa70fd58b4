/**
 * A manifest: what one write of the ingest function stored, in order of arrival. It is what live view, sealing,
 * completeness and roll-ups read. It outlives its events and holds no personal data: senders are numbers.
 */
import { z } from 'zod';
import { type Epochs, MANIFEST_FAMILY } from './epochs.js';
import { buildManifestPartition } from './keys.js';
import { type ManifestMessage, packMessages, unpackMessages } from './manifest-messages.js';

/** Of the form of a manifest; readers take no other. */
export const MANIFEST_VERSION = 1;

/**
 * 49 bytes an event: its id; the leaf of its line as it is stored, from which the id need not follow; and its kind, as
 * its place in the list of kinds.
 */
export const MANIFEST_ENTRY_BYTES = 49;
const ID_BYTES = 16;
const LEAF_END = 48;
/** The list has no room for it: the event says. */
export const UNLISTED_KIND = 255;

/** What counts and retention go by. */
export type ManifestKind = readonly [type: string, action: string, status: string, retentionClass: string];
/** The one class of retention that there is. */
export const RETENTION_CLASS = 'standard';
/** Manifests stay so much longer than their events, to show that nothing is missing but what expired. */
export const MANIFEST_EXTRA_SECONDS = 400 * 86_400;
export const MAX_MANIFEST_EVENTS = 4_000;
/** Messages and entries of one manifest; the table takes items of 400 KB. */
export const MAX_MANIFEST_BYTES = 350_000;

export interface ManifestItem {
  pk: string;
  /** Batch id: the UUIDv7 of this write attempt. */
  sk: string;
  /** Version of this form. */
  manifest: number;
  events: number;
  /** JSON of the messages, which name senders, producers and rules by their places in `tables`. */
  messages: string;
  /** JSON of ManifestTables. */
  tables: string;
  /** JSON of ManifestKind[]. */
  kinds: string;
  /** `MANIFEST_ENTRY_BYTES` for each event; absent when there is none. */
  entries?: Uint8Array | undefined;
  /** 32 bytes for each item of quarantine, message by message; absent when there is none. */
  refused?: Uint8Array | undefined;
  /** 16 random bytes: what a seal hashes of this manifest tells nothing to who does not have it. */
  sa: Uint8Array;
  /** Seconds since 1970, as on every item. */
  ex: number;
}

/** Writes the 49 bytes of one event into `target`. */
export function writeManifestEntry(
  target: Buffer,
  at: number,
  eventId: string,
  leaf: Uint8Array,
  kind = UNLISTED_KIND,
): void {
  target.write(eventId.replaceAll('-', ''), at, ID_BYTES, 'hex');
  target.set(leaf, at + ID_BYTES);
  target[at + LEAF_END] = kind;
}

export interface ManifestContent {
  readonly messages: readonly ManifestMessage[];
  /** At most 255. */
  readonly kinds: readonly ManifestKind[];
  readonly entries: Uint8Array;
}

/** `batchId` names the attempt, `batchMs` is its time: the manifest must be put within 5 seconds of it. */
export function buildManifestItem(
  content: ManifestContent,
  { batchId, batchMs, shard, salt }: { batchId: string; batchMs: number; shard: number; salt: Uint8Array },
): ManifestItem {
  const ends = content.messages.flatMap(({ expires }) => Object.values(expires));
  const expiresAt = ends.reduce((latest, end) => Math.max(latest, end), 0);
  const refused = Buffer.from(content.messages.flatMap((message) => message.refused).join(''), 'hex');
  const { messages, tables } = packMessages(content.messages);
  const item: ManifestItem = {
    pk: buildManifestPartition(batchMs, shard),
    sk: batchId,
    manifest: MANIFEST_VERSION,
    events: content.entries.length / MANIFEST_ENTRY_BYTES,
    messages: JSON.stringify(messages),
    tables: JSON.stringify(tables),
    kinds: JSON.stringify(content.kinds),
    sa: salt,
    ex: expiresAt + MANIFEST_EXTRA_SECONDS,
  };
  if (content.entries.length > 0) item.entries = content.entries;
  if (refused.length > 0) item.refused = refused;
  return item;
}

export interface ManifestEntry {
  readonly event_id: string;
  /** 32 bytes. */
  readonly leaf: Uint8Array;
  /** Undefined: the list has no room for it. */
  readonly kind: ManifestKind | undefined;
}

const kindsSchema = z.array(z.tuple([z.string(), z.string(), z.string(), z.string()]));

/** The inverse of building. Throws when the item was not built by this version. */
export function parseManifestItem(
  item: Pick<ManifestItem, 'manifest' | 'messages' | 'tables' | 'kinds' | 'entries' | 'refused'>,
): {
  messages: ManifestMessage[];
  entries: ManifestEntry[];
} {
  if (item.manifest !== MANIFEST_VERSION) {
    throw new TypeError(`manifest: expected version ${MANIFEST_VERSION}, got ${item.manifest}`);
  }
  const kinds: ManifestKind[] = kindsSchema.parse(JSON.parse(item.kinds));
  const bytes = Buffer.from(item.entries ?? []);
  const entries: ManifestEntry[] = [];
  for (let at = 0; at + MANIFEST_ENTRY_BYTES <= bytes.length; at += MANIFEST_ENTRY_BYTES) {
    const leaf = bytes.subarray(at + ID_BYTES, at + LEAF_END);
    entries.push({
      event_id: readManifestEntryId(bytes.subarray(at)),
      leaf,
      kind: kinds[bytes[at + LEAF_END] ?? UNLISTED_KIND],
    });
  }
  return { messages: unpackMessages(item), entries };
}

/** The event id that an entry begins with. */
export function readManifestEntryId(entry: Buffer): string {
  const hex = entry.toString('hex', 0, ID_BYTES);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** For readers: the shards that can hold manifests of this minute. */
export function listManifestShards(epochs: Epochs, minuteMs: number): number[] {
  const covering = epochs.listForReading(MANIFEST_FAMILY, minuteMs, minuteMs + 59_999);
  const shards = covering.reduce((most, epoch) => Math.max(most, epoch.stripes), 1);
  return Array.from({ length: shards }, (_, shard) => shard);
}
