/** Divides stored messages among manifests: whole messages together, a message too large for one in parts. */
import type { SequenceRange } from '../../shared/event/envelope/envelope.js';
import { collectRanges, sameRanges } from '../../shared/event/envelope/sequence-ranges.js';
import { LINE_RULES_VERSION, REDACTION_RULES_VERSION } from '../../shared/event/rules.js';
import {
  MANIFEST_ENTRY_BYTES,
  MAX_MANIFEST_BYTES,
  MAX_MANIFEST_EVENTS,
  type ManifestContent,
  type ManifestKind,
  RETENTION_CLASS,
  UNLISTED_KIND,
} from '../../shared/store/manifest.js';
import type { ManifestMessage } from '../../shared/store/manifest-messages.js';
import type { ListedEvent, MessageWork } from './message-work.js';

export interface PackedManifest extends ManifestContent {
  /** The messages that may be acknowledged once this and every other manifest that names them is durable. */
  readonly works: readonly MessageWork[];
}

interface Slice {
  readonly work: MessageWork;
  readonly message: ManifestMessage;
  readonly entries: Buffer;
  readonly kinds: readonly ManifestKind[];
  readonly bytes: number;
}

export function packManifests(works: readonly MessageWork[]): PackedManifest[] {
  const manifests: PackedManifest[] = [];
  let open: Slice[] = [];
  const close = () => {
    if (open.length > 0) manifests.push(joinSlices(open));
    open = [];
  };
  for (const work of works) {
    const slices = sliceMessage(work);
    const [whole] = slices;
    if (slices.length > 1 || whole === undefined) {
      for (const slice of slices) manifests.push(joinSlices([slice]));
      continue;
    }
    if (!fits([...open, whole])) close();
    open.push(whole);
  }
  close();
  return manifests;
}

function fits(slices: readonly Slice[]): boolean {
  const events = slices.reduce((sum, slice) => sum + slice.message.events, 0);
  const bytes = slices.reduce((sum, slice) => sum + slice.bytes, 0);
  return events <= MAX_MANIFEST_EVENTS && bytes <= MAX_MANIFEST_BYTES;
}

function joinSlices(slices: readonly Slice[]): PackedManifest {
  const entries = Buffer.concat(slices.map((slice) => slice.entries));
  const kinds = new Map<string, { readonly at: number; readonly kind: ManifestKind }>();
  for (const [at, kind] of slices.flatMap((slice) => slice.kinds).entries()) {
    const name = JSON.stringify(kind);
    if (!kinds.has(name) && kinds.size < UNLISTED_KIND) kinds.set(name, { at: kinds.size, kind });
    entries[(at + 1) * MANIFEST_ENTRY_BYTES - 1] = kinds.get(name)?.at ?? UNLISTED_KIND;
  }
  return {
    works: slices.map((slice) => slice.work),
    messages: slices.map((slice) => slice.message),
    kinds: [...kinds.values()].map(({ kind }) => kind),
    entries,
  };
}

/** The whole message when it fits; otherwise its parts, numbered. */
function sliceMessage(work: MessageWork): Slice[] {
  const slices = divide(work, 0, work.listed.length);
  if (slices.length === 1) return slices;
  return slices.map((slice, at) => ({ ...slice, message: { ...slice.message, part: at + 1, parts: slices.length } }));
}

function divide(work: MessageWork, from: number, to: number): Slice[] {
  const slice = describeSlice(work, from, to);
  if (to - from <= 1 || fits([slice])) return [slice];
  const middle = from + Math.min(MAX_MANIFEST_EVENTS, Math.ceil((to - from) / 2));
  return [...divide(work, from, middle), ...divide(work, middle, to)];
}

function describeSlice(work: MessageWork, from: number, to: number): Slice {
  const { origin, header, expiresAt } = work;
  const listed = work.listed.slice(from, to);
  const isFirst = from === 0;
  // What the header says is told once, by the delivery that began with the first line.
  const isBeginning = isFirst && work.beganAt === 0;
  const message: ManifestMessage = {
    message_id: origin.messageId,
    sender: work.sender,
    sent_at: origin.sentAtMs,
    expires: { [RETENTION_CLASS]: expiresAt },
    events: listed.length,
    placed: countRuns(listed.map((event) => event.placed)),
    sequences: Object.fromEntries(collectSequences(listed)),
    rules: header?.rules ?? { line: LINE_RULES_VERSION, redaction: REDACTION_RULES_VERSION },
    quarantined: isFirst ? work.quarantined : 0,
    refused: isFirst ? work.refusedLeaves.map((leaf) => leaf.toString('hex')) : [],
    repeated: isFirst ? work.repeated : 0,
  };
  if (isBeginning && header !== undefined) {
    const stored = collectSequences(work.listed).get(header.producer_id) ?? [];
    if (!sameRanges(stored, header.sequences)) {
      message.declared = { producer_id: header.producer_id, sequences: header.sequences };
    }
    if (Object.keys(header.sampled_out).length > 0) message.sampled_out = header.sampled_out;
    if (header.sent_at !== undefined) message.skew_ms = origin.sentAtMs - header.sent_at;
    message.prev = header.prev;
    message.end = header.end;
    message.lines_mac = work.linesMac;
  }
  const entries = work.entriesOf(from, to);
  const kinds = listed.map((event) => event.kind);
  return { work, message, entries, kinds, bytes: measureBytes(message, entries, kinds) };
}

function measureBytes(message: ManifestMessage, entries: Buffer, kinds: readonly ManifestKind[]): number {
  const named = [...new Set(kinds.map((kind) => JSON.stringify(kind)))].slice(0, UNLISTED_KIND);
  return entries.length + Buffer.byteLength(JSON.stringify(message) + named.join(), 'utf8');
}

function countRuns<T>(values: readonly T[]): [value: T, count: number][] {
  const runs: [T, number][] = [];
  for (const value of values) {
    const last = runs.at(-1);
    if (last !== undefined && last[0] === value) last[1] += 1;
    else runs.push([value, 1]);
  }
  return runs;
}

function collectSequences(listed: readonly ListedEvent[]): Map<string, SequenceRange[]> {
  const numbers = new Map<string, number[]>();
  for (const { producerId, seq } of listed) {
    if (seq === undefined) continue;
    const known = numbers.get(producerId);
    if (known === undefined) numbers.set(producerId, [seq]);
    else known.push(seq);
  }
  return new Map([...numbers].map(([producerId, seqs]) => [producerId, collectRanges(seqs)]));
}
