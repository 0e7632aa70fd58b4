/** What the formats of an event write of fixed examples: another result is another version of the format. */
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { ENVELOPE_FORMAT, type EnvelopeHeader, writeHeader } from '../../shared/event/envelope/envelope.js';
import { headerSchema } from '../../shared/event/envelope/header-schema.js';
import { signOwn } from '../../shared/event/envelope/own.js';
import type { EventLine } from '../../shared/event/event.js';
import { FIELD_ROWS } from '../../shared/event/fields/fields.js';
import {
  chooseNonce,
  deriveContentLeaf,
  deriveEventId,
  deriveLeaf,
  deriveSalt,
  deriveStoredSalt,
} from '../../shared/event/line/identity.js';
import { readLine } from '../../shared/event/line/line-reader.js';
import { LINE_RULES_VERSION, REDACTION_RULES_DIGEST, REDACTION_RULES_VERSION } from '../../shared/event/rules.js';
import { writeCanonicalJson } from '../../shared/event/values/canonical-json.js';
import { hashSessionId } from '../../shared/event/values/session-id.js';
import { parseTimestamp } from '../../shared/event/values/timestamp.js';

const EXAMPLES = new URL('../../test/examples/v1/', import.meta.url);
const readExample = (path: string): string => readFileSync(new URL(path, EXAMPLES), 'utf8');

/** @throws Error that says how the file of a new version is written. */
function readRules(file: string): string {
  if (existsSync(new URL(`rules/${file}`, EXAMPLES))) return readExample(`rules/${file}`);
  throw new Error(`${file} is missing: WRITE_GOLDEN=1 npm test -- test/shared/event/rules.test.ts writes it`);
}

export interface GoldenLine {
  readonly line: string;
  readonly event: EventLine;
}

/** Lines of the examples that items are made of; together they have every field that items have attributes for. */
export const GOLDEN_LINES: readonly GoldenLine[] = [
  'backend-create',
  'failure-with-error',
  'external-id',
  'every-new-field',
].map((name) => {
  const line = readExample(`lines/${name}.json`);
  const outcome = readLine(line);
  if (!('event' in outcome)) throw new Error(`the example lines/${name}.json is refused: ${outcome.refusal.reason}`);
  return { line, event: outcome.event };
});

/** Without the words for people. */
export const goldenFields = (): unknown =>
  FIELD_ROWS.map(([name, { form, required, limit, beyond, redaction, origin, summary }]) => [
    name,
    { form, required, limit, beyond, redaction, origin, summary },
  ]);

/** The golden bytes of this version, which a test of their own holds against what the rules write. */
export const goldenLineRules = (): unknown => readRules(`line-rules-${LINE_RULES_VERSION}.json`);
export const goldenRedactionRules = (): unknown => [
  REDACTION_RULES_DIGEST,
  readRules(`redaction-rules-${REDACTION_RULES_VERSION}.json`),
];

const TRAIL_KEY = Buffer.alloc(32, 7);
const NONCE = '0123456789abcdef'.repeat(2);
const MAC = '0123456789abcdef'.repeat(4);

/** Every key of a header; one that is new does not compile until it is here. */
const HEADER: Required<EnvelopeHeader> = {
  format: ENVELOPE_FORMAT,
  producer_id: 'producer-1',
  sequences: [[1, 2]],
  sampled_out: { vfs_operation: [[3, 4]] },
  codec: 'none',
  events: 2,
  rules: { line: 1, redaction: 1 },
  nonce: NONCE,
  sent_at: 1_770_000_000_000,
  prev: { from: 0, to: 0, mac: MAC },
  end: true,
  caller: 'AROAEXAMPLE:alice',
  origin: { message_id: 'm-1', sender: 'AROAEXAMPLE:bob', sent_at: 1_769_999_999_000 },
  leaves: 'AAAA',
  own: MAC,
  sig: {},
};

export const goldenEnvelope = (): unknown => [
  writeHeader(HEADER),
  z.toJSONSchema(headerSchema, { io: 'input', unrepresentable: 'any' }),
  signOwn(TRAIL_KEY, HEADER, ['{"a":1}', '{"b":2}']),
  signOwn(TRAIL_KEY, {}, []),
  ['none', 'gzip', 'zstd'].map((codec) => readExample(`envelopes/${codec}.txt`)),
];

const CANONICAL: readonly unknown[] = [
  null,
  [],
  {},
  [true, false, 0, -0, 1.5, 1e21, 1e-7, 123_456_789],
  { b: 1, a: { '10': [], '9': 'é\u2028😀\ud800"\\/\u007f\n' }, '': '', é: 1 },
];

export const goldenCanonicalJson = (): unknown => CANONICAL.map(writeCanonicalJson);

export const goldenIdentity = (): unknown => [
  ...GOLDEN_LINES.map(({ line, event }) => {
    const instant = parseTimestamp(event.timestamp);
    if (instant === undefined) throw new Error(`an example has the time ${event.timestamp}`);
    const nonces = [NONCE, undefined].map((nonce) => chooseNonce({ producer_id: event.producer_id, nonce }, event));
    return nonces.map((nonce) => {
      const salt = deriveSalt(TRAIL_KEY, nonce, event);
      const leaves = [deriveLeaf(salt, line), deriveContentLeaf(salt, event, { given: line })];
      return [
        salt.toString('hex'),
        deriveStoredSalt(TRAIL_KEY, salt).toString('hex'),
        ...leaves.flatMap((leaf) => [leaf.toString('hex'), deriveEventId(instant, leaf)]),
      ];
    });
  }),
  hashSessionId('a session'),
];
