/** What a header must be. Keys that nobody here knows are ignored and go nowhere: a later client may write more. */
import { z } from 'zod';
import { MAX_ENVELOPE_EVENTS, MAX_ID_BYTES } from '../values/limits.js';
import { ENVELOPE_FORMAT } from './envelope.js';

/** 32 bytes for each event, in base64. */
const MAX_LEAVES_LENGTH = 4 * Math.ceil((32 * MAX_ENVELOPE_EVENTS) / 3);
/** Longer headers have more ranges than a manifest can hold. */
export const MAX_HEADER_BYTES = 128 * 1_024 + MAX_LEAVES_LENGTH;

const MAX_NAME_LENGTH = 128;
const id = z.string().min(1).max(MAX_ID_BYTES);
const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-f]{${digits}}$`), `${digits} hexadecimal digits`);
const milliseconds = z.int().min(0);
const range = z.tuple([z.int().min(0), z.int().min(0)]).refine(([from, to]) => from <= to, 'a range [from, to]');

export const headerSchema = z.object({
  format: z.literal(ENVELOPE_FORMAT),
  producer_id: id,
  sequences: z.array(range),
  sampled_out: z.record(z.string().max(MAX_NAME_LENGTH), z.array(range)),
  codec: z.enum(['none', 'gzip', 'zstd'], 'none, gzip or zstd'),
  events: z.int().min(0).max(MAX_ENVELOPE_EVENTS),
  rules: z.object({ line: z.int().min(1), redaction: z.int().min(1) }),
  nonce: hex(32).optional(),
  sent_at: milliseconds.optional(),
  prev: z.object({ from: z.int().min(0), to: z.int().min(0), mac: hex(64) }).optional(),
  end: z.literal(true).optional(),
  caller: id.optional(),
  origin: z.object({ message_id: id, sender: id, sent_at: milliseconds }).optional(),
  leaves: z.base64().max(MAX_LEAVES_LENGTH).optional(),
  own: hex(64).optional(),
  // Only its being an object is settled; what is in it is kept nowhere.
  sig: z
    .looseObject({})
    .transform(() => ({}))
    .optional(),
});
