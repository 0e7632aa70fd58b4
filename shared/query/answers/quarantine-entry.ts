/** Reads quarantine items as answers have them. */
import { z } from 'zod';
import type { QuarantineEntry } from '../../api/answers/answers.js';

const itemSchema = z.object({
  sk: z.string(),
  ex: z.number(),
  reason: z.string(),
  problems: z.string(),
  raw: z.string(),
  raw_sha256: z.string(),
  raw_bytes: z.number(),
  truncated: z.number().optional(),
  message_id: z.string(),
  sn: z.number(),
  part: z.number(),
  parts: z.number(),
  position: z.number(),
  sent_at: z.number(),
  received_at: z.number(),
});
const problemsSchema = z.array(z.object({ field: z.string(), expected: z.string(), got: z.string() }));

export interface StoredQuarantine {
  readonly sort: string;
  readonly expires_at: number;
  /** Number of the sender, whose name the entry lacks yet. */
  readonly sender: number;
  readonly entry: Omit<QuarantineEntry, 'sender'>;
}

/** Throws for an item that this version did not write. */
export function readQuarantineItem(stored: Readonly<Record<string, unknown>>): StoredQuarantine {
  const item = itemSchema.parse(stored);
  return {
    sort: item.sk,
    expires_at: item.ex,
    sender: item.sn,
    entry: {
      sent_at: new Date(item.sent_at).toISOString(),
      received_at: new Date(item.received_at).toISOString(),
      message_id: item.message_id,
      position: item.position,
      reason: item.reason,
      problems: problemsSchema.parse(JSON.parse(item.problems)),
      raw: item.raw,
      raw_bytes: item.raw_bytes,
      raw_sha256: item.raw_sha256,
      part: item.part,
      parts: item.parts,
      truncated: item.truncated === 1,
    },
  };
}
