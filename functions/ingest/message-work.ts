/** One message on its way: what it holds, what of it is stored, and whether it may be acknowledged. */
import type { EnvelopeHeader } from '../../shared/event/envelope/envelope.js';
import type { EventItem, LinkItem } from '../../shared/store/event-item.js';
import {
  MANIFEST_ENTRY_BYTES,
  type ManifestKind,
  RETENTION_CLASS,
  readManifestEntryId,
  writeManifestEntry,
} from '../../shared/store/manifest.js';
import { deriveQuarantineLeaf, type MessageOrigin, type QuarantineItem } from '../../shared/store/quarantine-item.js';
import type { PreparedEvent } from './prepare-line.js';

export type RefusedItem = EventItem | LinkItem | QuarantineItem;

/** What a manifest says of one event, beside its entry. */
export interface ListedEvent {
  readonly placed: number | 'ahead';
  readonly producerId: string;
  /** Absent for an event that has an external id alone. */
  readonly seq: number | undefined;
  readonly kind: ManifestKind;
}

export class MessageWork {
  origin: MessageOrigin;
  /** Seconds since 1970. */
  readonly expiresAt: number;
  header: EnvelopeHeader | undefined;
  /** Number of its sender. */
  sender = 0;
  /** HMAC-SHA-256 of its lines under the nonce of its header, in hexadecimal digits. */
  linesMac: string | undefined;
  quarantined = 0;
  /** Lines that repeat an earlier line of this message. */
  repeated = 0;
  /** Every line has been looked at that this delivery looks at. */
  isPlanned = false;
  /** What the table refuses of it, by event id or sort key of quarantine: until something stands in its place. */
  readonly refused = new Map<string, RefusedItem>();
  /** The first line that has not been looked at, from 0; lines before `beganAt` were stored by earlier deliveries. */
  nextLine = 0;
  beganAt = 0;
  /** Lines are left for the next delivery, because this one has written what one may write for a message. */
  isContinued = false;
  /** Writes of this delivery. */
  writes = 0;
  /** Names of the landings that it has joined: event ids, and sort keys of quarantine. */
  readonly joined = new Set<string>();
  /** What it waits for. */
  openLandings = 0;
  readonly listed: ListedEvent[] = [];
  /** Leaves of what of it stands in quarantine, by sort key. */
  readonly #refusedLeaves = new Map<string, Buffer>();
  #entries: Buffer = Buffer.alloc(0);

  constructor(origin: MessageOrigin, expiresAt: number) {
    this.origin = origin;
    this.expiresAt = expiresAt;
  }

  /** All that it holds is durable in the table. It is acknowledged once a manifest lists it. */
  get isStored(): boolean {
    return this.isPlanned && this.refused.size === 0 && this.openLandings === 0;
  }

  /** Makes room for so many events; kept small, because a batch may hold 200,000. */
  reserve(events: number): void {
    if (this.#entries.length > 0) return;
    this.#entries = Buffer.alloc(events * MANIFEST_ENTRY_BYTES);
  }

  list({ event, eventId, leaf, placed }: PreparedEvent): void {
    writeManifestEntry(this.#entries, this.listed.length * MANIFEST_ENTRY_BYTES, eventId, leaf);
    this.listed.push({
      placed: placed === 'ahead' ? 'ahead' : placed.epoch,
      producerId: event.producer_id,
      seq: event.seq,
      kind: [event.event_type, event.action, event.status, RETENTION_CLASS],
    });
  }

  /** The item stands in quarantine, or takes the place of one under the same key. */
  listRefused(item: QuarantineItem): void {
    this.#refusedLeaves.set(item.sk, deriveQuarantineLeaf(item));
  }

  get refusedLeaves(): readonly Buffer[] {
    return [...this.#refusedLeaves.values()];
  }

  refuse(name: string, item: RefusedItem): void {
    this.refused.set(name, item);
  }

  /** Takes events out of the list, because they stand in quarantine instead. */
  unlist(eventIds: ReadonlySet<string>): void {
    const kept = this.listed
      .map((event, at) => ({ event, entry: this.entriesOf(at, at + 1) }))
      .filter(({ entry }) => !eventIds.has(readManifestEntryId(entry)));
    this.#entries = Buffer.concat(kept.map(({ entry }) => entry));
    this.listed.splice(0, this.listed.length, ...kept.map(({ event }) => event));
  }

  entriesOf(from: number, to: number): Buffer {
    return this.#entries.subarray(from * MANIFEST_ENTRY_BYTES, to * MANIFEST_ENTRY_BYTES);
  }
}
