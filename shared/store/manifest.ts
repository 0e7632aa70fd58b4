/**
 * A manifest: what one write of the ingest function stored, in order of arrival. It is what live view, sealing,
 * completeness and roll-ups read. It outlives its events and holds no personal data: senders are numbers.
 */
import { z } from 'zod';
import type { PreviousEnvelope, SequenceRange } from '../event/envelope/envelope.js';
import { type Epochs, MANIFEST_FAMILY } from './epochs.js';
import { buildManifestPartition } from './keys.js';

/** Of the form of a manifest; readers take no other. */
export const MANIFEST_VERSION = 1;

/** One message, or one part of a message that is too large for one manifest. */
export interface ManifestMessage {
  message_id: string;
  /** Number of who sent it, in the directory of senders: as SQS says, or a function of the trail that vouches. */
  sender: number;
  /** SentTimestamp of SQS, milliseconds since 1970. */
  sent_at: number;
  /** When its events expire, seconds since 1970. */
  expires_at: number;
  /** How many entries of the manifest are its own; they follow each other in the order of its lines. */
  events: number;
  /** Where they lie in the table: epoch (or `ahead`) and how many entries in a row. */
  placed: [epoch: number | 'ahead', events: number][];
  /** Exact sequence numbers of these events, by producer. Events with an external id alone have none. */
  sequences: Record<string, SequenceRange[]>;
  /** What the envelope's header declares, when it differs from what is stored of its producer. */
  declared?: { producer_id: string; sequences: SequenceRange[] } | undefined;
  /** Sequence numbers that sampling used up, by event type. */
  sampled_out?: Record<string, SequenceRange[]> | undefined;
  /** Versions of the rules by which the lines were written. */
  rules: { line: number; redaction: number };
  /** Lines of the message that went to quarantine. */
  quarantined: number;
  /** Lines of the message that repeat an earlier line of it. */
  repeated: number;
  /** By how much SQS's clock is ahead of the sender's, milliseconds; negative: the sender's clock is certainly fast. */
  skew_ms?: number | undefined;
  /** What the header says of the envelope before this one, and that none follows. */
  prev?: PreviousEnvelope | undefined;
  end?: true | undefined;
  /** HMAC-SHA-256(nonce, lines as they were sent): what the next envelope's `prev` has to name. */
  lines_mac?: string | undefined;
  /** Only on parts: which one, from 1, and of how many. The counts above are on part 1. */
  part?: number | undefined;
  parts?: number | undefined;
}

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
  /** JSON of ManifestMessage[]. */
  messages: string;
  /** JSON of ManifestKind[]. */
  kinds: string;
  /** `MANIFEST_ENTRY_BYTES` for each event; absent when there is none. */
  entries?: Uint8Array | undefined;
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
  { batchId, batchMs, shard }: { batchId: string; batchMs: number; shard: number },
): ManifestItem {
  const expiresAt = content.messages.reduce((latest, message) => Math.max(latest, message.expires_at), 0);
  const item: ManifestItem = {
    pk: buildManifestPartition(batchMs, shard),
    sk: batchId,
    manifest: MANIFEST_VERSION,
    events: content.entries.length / MANIFEST_ENTRY_BYTES,
    messages: JSON.stringify(content.messages),
    kinds: JSON.stringify(content.kinds),
    ex: expiresAt + MANIFEST_EXTRA_SECONDS,
  };
  if (content.entries.length > 0) item.entries = content.entries;
  return item;
}

const range = z.tuple([z.int(), z.int()]);
const messagesSchema = z.array(
  z.object({
    message_id: z.string(),
    sender: z.int(),
    sent_at: z.int(),
    expires_at: z.int(),
    events: z.int(),
    placed: z.array(z.tuple([z.union([z.int(), z.literal('ahead')]), z.int()])),
    sequences: z.record(z.string(), z.array(range)),
    declared: z.object({ producer_id: z.string(), sequences: z.array(range) }).optional(),
    sampled_out: z.record(z.string(), z.array(range)).optional(),
    rules: z.object({ line: z.int(), redaction: z.int() }),
    quarantined: z.int(),
    repeated: z.int(),
    skew_ms: z.int().optional(),
    prev: z.object({ from: z.int(), to: z.int(), mac: z.string() }).optional(),
    end: z.literal(true).optional(),
    lines_mac: z.string().optional(),
    part: z.int().optional(),
    parts: z.int().optional(),
  }),
);

export interface ManifestEntry {
  readonly event_id: string;
  /** 32 bytes. */
  readonly leaf: Uint8Array;
  /** Undefined: the list has no room for it. */
  readonly kind: ManifestKind | undefined;
}

const kindsSchema = z.array(z.tuple([z.string(), z.string(), z.string(), z.string()]));

/** The inverse of building. Throws when the item was not built by this version. */
export function parseManifestItem(item: Pick<ManifestItem, 'manifest' | 'messages' | 'kinds' | 'entries'>): {
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
  return { messages: messagesSchema.parse(JSON.parse(item.messages)), entries };
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
