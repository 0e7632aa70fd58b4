/** What could not be stored as an event: one item for each line of a message that is refused for good. */
import { createHash } from 'node:crypto';
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
  /** The line or the whole body, redacted, and cut to `MAX_RAW_BYTES`. */
  raw: string;
  /** Of the whole redacted text. */
  raw_sha256: string;
  /** Of the whole redacted text, in UTF-8. */
  raw_bytes: number;
  /** 1 when `raw` is not the whole. */
  truncated?: number | undefined;
  message_id: string;
  sender_id: string;
  /** From 1; 0 is the whole message. */
  position: number;
  sent_at: number;
  received_at: number;
  /** Seconds since 1970; retained like events. */
  ex: number;
}

/** Leaves room for the other attributes in an item of 400 KB. */
export const MAX_RAW_BYTES = 350_000;
const MAX_PROBLEMS = 32;
const MAX_FIELD_LENGTH = 256;

export interface QuarantineRecord {
  readonly origin: MessageOrigin;
  readonly position: number;
  readonly reason: string;
  readonly problems: readonly FieldProblem[];
  /** Redacted already. */
  readonly raw: string;
  readonly expiresAt: number;
}

/** The same record gives the same item, so a redelivery writes it again in its place. */
export function buildQuarantineItem(record: QuarantineRecord): QuarantineItem {
  const { messageId, senderId, sentAtMs, receivedAtMs } = record.origin;
  const raw = record.raw.toWellFormed();
  const bytes = Buffer.from(raw, 'utf8');
  const problems = record.problems.slice(0, MAX_PROBLEMS).map(({ field, expected, got }) => ({
    field: field.slice(0, MAX_FIELD_LENGTH).toWellFormed(),
    expected,
    got,
  }));
  const item: QuarantineItem = {
    pk: buildQuarantinePartition(sentAtMs),
    sk: buildQuarantineSort({ arrivalMs: sentAtMs, position: record.position, messageId }),
    reason: record.reason,
    field: problems[0]?.field ?? '$',
    problems: JSON.stringify(problems),
    raw: bytes.length <= MAX_RAW_BYTES ? raw : cutUtf8(bytes, MAX_RAW_BYTES),
    raw_sha256: createHash('sha256').update(bytes).digest('hex'),
    raw_bytes: bytes.length,
    message_id: messageId,
    sender_id: senderId,
    position: record.position,
    sent_at: sentAtMs,
    received_at: receivedAtMs,
    ex: record.expiresAt,
  };
  if (bytes.length > MAX_RAW_BYTES) item.truncated = 1;
  return item;
}

/** The first `maxBytes` bytes or up to three fewer, so that no character is split. */
function cutUtf8(bytes: Buffer, maxBytes: number): string {
  let end = maxBytes;
  // 0b10xxxxxx continues a character.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end);
}
