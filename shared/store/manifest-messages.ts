/** The messages of a manifest as it stores them: senders, producers and rules stand once in its tables. */
import { z } from 'zod';
import type { PreviousEnvelope, SequenceRange } from '../event/envelope/envelope.js';
import { KeyError } from './keys.js';

/** One message, or one part of a message that is too large for one manifest. */
export interface ManifestMessage {
  message_id: string;
  /** Number of who sent it, in the directory of senders: as SQS says, or a function of the trail that vouches. */
  sender: number;
  /** SentTimestamp of SQS, milliseconds since 1970. */
  sent_at: number;
  /** When the full retention of its events ends, seconds since 1970, by class of retention. */
  expires: Record<string, number>;
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
  /** Leaves of what of it stands in quarantine: 64 hexadecimal digits each. */
  refused: string[];
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

/** What messages of a manifest have in common, each once. */
export interface ManifestTables {
  senders: number[];
  producers: string[];
  rules: [line: number, redaction: number][];
}

const LEAF_HEX = 64;

const range = z.tuple([z.int(), z.int()]);
const place = z.int().min(0);
/** `sequences` and `declared` name producers by their places, `sender` and `rules` their own tables. */
const storedSchema = z.strictObject({
  message_id: z.string(),
  sender: place,
  sent_at: z.int(),
  expires: z.record(z.string(), z.int()),
  events: z.int(),
  placed: z.array(z.tuple([z.union([z.int(), z.literal('ahead')]), z.int()])),
  sequences: z.array(z.tuple([place, z.array(range)])),
  declared: z.tuple([place, z.array(range)]).optional(),
  sampled_out: z.record(z.string(), z.array(range)).optional(),
  rules: place,
  quarantined: z.int(),
  /** How many leaves of the manifest's `refused` are its own. */
  refused: place,
  repeated: z.int(),
  skew_ms: z.int().optional(),
  prev: z.object({ from: z.int(), to: z.int(), mac: z.string() }).optional(),
  end: z.literal(true).optional(),
  lines_mac: z.string().optional(),
  part: z.int().optional(),
  parts: z.int().optional(),
});
type StoredMessage = z.infer<typeof storedSchema>;

const tablesSchema = z.object({
  senders: z.array(z.int()),
  producers: z.array(z.string()),
  rules: z.array(z.tuple([z.int(), z.int()])),
});

/** Values in the order in which they were first named. */
class Places<Value> {
  readonly values: Value[] = [];
  readonly #places = new Map<string, number>();

  find(value: Value): number {
    const name = JSON.stringify(value);
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    this.#places.set(name, this.values.length);
    return this.values.push(value) - 1;
  }
}

export function packMessages(messages: readonly ManifestMessage[]): {
  messages: StoredMessage[];
  tables: ManifestTables;
} {
  const senders = new Places<number>();
  const producers = new Places<string>();
  const rules = new Places<[number, number]>();
  const stored = messages.map((message): StoredMessage => {
    const { declared } = message;
    return {
      ...message,
      sender: senders.find(message.sender),
      sequences: Object.entries(message.sequences).map(([id, ranges]) => [producers.find(id), ranges]),
      declared: declared === undefined ? undefined : [producers.find(declared.producer_id), declared.sequences],
      rules: rules.find([message.rules.line, message.rules.redaction]),
      refused: message.refused.length,
    };
  });
  return { messages: stored, tables: { senders: senders.values, producers: producers.values, rules: rules.values } };
}

/** As an item has them. */
export interface PackedMessages {
  /** JSON. */
  readonly messages: string;
  /** JSON of ManifestTables. */
  readonly tables: string;
  /** Leaves of 32 bytes. */
  readonly refused?: Uint8Array | undefined;
}

/** Throws for a manifest that was not written here. */
export function unpackMessages(item: PackedMessages): ManifestMessage[] {
  const tables = tablesSchema.parse(JSON.parse(item.tables));
  const leaves = Buffer.from(item.refused ?? []).toString('hex');
  let leaf = 0;
  return z
    .array(storedSchema)
    .parse(JSON.parse(item.messages))
    .map((stored): ManifestMessage => {
      const { declared } = stored;
      const [line, redaction] = take(tables.rules, stored.rules);
      const refused = Array.from({ length: stored.refused }, () => leaves.slice(leaf++ * LEAF_HEX, leaf * LEAF_HEX));
      const message: ManifestMessage = {
        ...stored,
        sender: take(tables.senders, stored.sender),
        sequences: Object.fromEntries(stored.sequences.map(([at, ranges]) => [take(tables.producers, at), ranges])),
        declared: undefined,
        rules: { line, redaction },
        refused,
      };
      if (declared === undefined) delete message.declared;
      else message.declared = { producer_id: take(tables.producers, declared[0]), sequences: declared[1] };
      return message;
    });
}

function take<Value>(table: readonly Value[], at: number): Value {
  const value = table[at];
  if (value === undefined) throw new KeyError('place in a table of a manifest', String(at));
  return value;
}
