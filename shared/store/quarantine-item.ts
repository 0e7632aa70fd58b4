/** What could not be stored as an event: one item for each line of a message that is refused for good, or for a part of it. */
import { createHash, createHmac } from 'node:crypto';
import type { FieldProblem } from '../event/values/field-problem.js';
import { buildQuarantinePartition, buildQuarantineSort } from './keys.js';

/** Where a line came from, as SQS tells it: the same on every redelivery. */
export interface MessageOrigin {
  readonly messageId: string;
  /** SenderId: who was allowed to send it. */
  readonly senderId: string;
  /** SentTimestamp: when SQS took it, milliseconds since 1970. */
  readonly sentAtMs: number;
  /** ApproximateFirstReceiveTimestamp: when ingest first saw it, milliseconds since 1970. */
  readonly receivedAtMs: number;
}

export interface QuarantineItem {
  pk: string;
  sk: string;
  /** Stable code, for instance `not_json`. */
  reason: string;
  /** The first field that was wrong; `$` is the whole. */
  field: string;
  /** JSON of FieldProblem[]: what was expected and what kind was got. */
  problems: string;
  /** This part of the line or of the whole body, redacted before it was divided; at most `MAX_RAW_BYTES`. */
  raw: string;
  /** Of the whole redacted text. */
  raw_sha256: string;
  /** Of the whole redacted text, in UTF-8. */
  raw_bytes: number;
  /** From 1, and of how many. */
  part: number;
  parts: number;
  /** 1 when the parts together are not the whole. */
  truncated?: number | undefined;
  message_id: string;
  /** Number of who was allowed to send it, in the directory of senders. */
  sn: number;
  /** From 1; 0 is the whole message. */
  position: number;
  sent_at: number;
  received_at: number;
  /** Salt of its leaf, 16 bytes. */
  sa: Uint8Array;
  /** Seconds since 1970; retained like events. */
  ex: number;
}

/** Leaves room for the other attributes in an item of 400 KB. */
export const MAX_RAW_BYTES = 350_000;
/** More than a message of 1 MiB can fill. */
export const MAX_RAW_PARTS = 8;
const MAX_PROBLEMS = 32;
const MAX_FIELD_LENGTH = 256;
const SALT_BYTES = 16;

export interface QuarantineRecord {
  readonly origin: MessageOrigin;
  /** From the directory of senders. */
  readonly sender: number;
  readonly position: number;
  readonly reason: string;
  readonly problems: readonly FieldProblem[];
  /** Redacted already. */
  readonly raw: string;
  readonly expiresAt: number;
  /** From which the salts of leaves follow. */
  readonly saltKey: Uint8Array;
}

/** One item, or several of a long text. The same record gives the same items, so a redelivery writes them again. */
export function buildQuarantineItems(record: QuarantineRecord): QuarantineItem[] {
  const { messageId, sentAtMs, receivedAtMs } = record.origin;
  const bytes = Buffer.from(record.raw.toWellFormed(), 'utf8');
  const { texts, isWhole } = divideUtf8(bytes);
  const problems = record.problems.slice(0, MAX_PROBLEMS).map(({ field, expected, got }) => ({
    field: field.slice(0, MAX_FIELD_LENGTH).toWellFormed(),
    expected,
    got,
  }));
  const raw_sha256 = createHash('sha256').update(bytes).digest('hex');
  return texts.map((raw, at) => {
    const sk = buildQuarantineSort({ arrivalMs: sentAtMs, position: record.position, part: at + 1, messageId });
    const item: QuarantineItem = {
      pk: buildQuarantinePartition(sentAtMs),
      sk,
      reason: record.reason,
      field: problems[0]?.field ?? '$',
      problems: JSON.stringify(problems),
      raw,
      raw_sha256,
      raw_bytes: bytes.length,
      part: at + 1,
      parts: texts.length,
      message_id: messageId,
      sn: record.sender,
      position: record.position,
      sent_at: sentAtMs,
      received_at: receivedAtMs,
      sa: createHmac('sha256', record.saltKey).update(`quarantine\0${sk}`).digest().subarray(0, SALT_BYTES),
      ex: record.expiresAt,
    };
    if (!isWhole) item.truncated = 1;
    return item;
  });
}

/** What a manifest holds of an item of quarantine: 32 bytes that tell whether it is as it was written. */
export function deriveQuarantineLeaf(item: Omit<QuarantineItem, 'pk' | 'ex'>): Buffer {
  const { sk, reason, problems, raw, raw_sha256, part, parts, sa } = item;
  return createHash('sha256')
    .update(sa)
    .update(JSON.stringify([sk, reason, problems, raw, raw_sha256, part, parts]))
    .digest();
}

/** Parts of at most `MAX_RAW_BYTES` bytes that split no character; at least one, which may be empty. */
function divideUtf8(bytes: Buffer): { texts: string[]; isWhole: boolean } {
  const texts: string[] = [];
  let from = 0;
  do {
    const to = endOfCharacter(bytes, Math.min(from + MAX_RAW_BYTES, bytes.length));
    texts.push(bytes.toString('utf8', from, to));
    from = to;
  } while (from < bytes.length && texts.length < MAX_RAW_PARTS);
  return { texts, isWhole: from === bytes.length };
}

/** `end` or up to three bytes less: 0b10xxxxxx continues a character. */
function endOfCharacter(bytes: Buffer, end: number): number {
  let at = end;
  while (at > 0 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at -= 1;
  return at;
}
