/**
 * Redaction of bodies that nobody could read: what is kept of them must not decode to a secret. Decoders come as
 * arguments, because this layer knows no compression.
 */
import { REDACTED } from './plain-value.js';
import { redactText } from './redact.js';

/** What the bytes or the text hold when read that way; undefined when they are nothing of the kind, or too large. */
export type BodyDecoder = (text: string) => string | undefined;

export type RawBodyResult =
  /** `text` holds no secret that the decoders can reach. */
  | { readonly kind: 'opened'; readonly text: string }
  /** Coded, and not to be opened: keep its length and a keyed hash only. */
  | { readonly kind: 'closed' };

/** A body in a code in a code is opened; a third one is reported as closed. */
const MAX_LEVELS = 2;
/** Runs of one body that are opened; one with more is reported as closed. */
const MAX_RUNS = 256;
/** Shorter runs hold no secret worth a code. */
const CODED_RUN = /[A-Za-z0-9+/_-]{24,}={0,2}|(?:%[0-9a-fA-F]{2}[\w.~-]{0,8}){4,}|(?:\\u[0-9a-fA-F]{4}){4,}/g;
/** So much of what was decoded must be text for it to be taken for some. */
const BINARY = /[^\P{Cc}\t\n\v\f\r]|\ufffd/u;

/**
 * The body without secrets, in clear or in a code. `decoders` are tried on every coded run, each to two levels;
 * `redactText`'s rules decide what a secret is. Time is in proportion to the body.
 */
export function redactRawBody(raw: string, decoders: readonly BodyDecoder[]): RawBodyResult {
  if (BINARY.test(raw)) {
    const whole = decodeWhole(raw, decoders, MAX_LEVELS);
    return whole === undefined ? { kind: 'closed' } : { kind: 'opened', text: whole };
  }
  let runs = 0;
  const text = redactText(raw).replace(CODED_RUN, (run) => {
    runs += 1;
    return runs <= MAX_RUNS && holdsSecret(run, decoders, MAX_LEVELS) ? REDACTED : run;
  });
  return runs > MAX_RUNS ? { kind: 'closed' } : { kind: 'opened', text };
}

function decodeWhole(raw: string, decoders: readonly BodyDecoder[], levels: number): string | undefined {
  if (levels === 0) return undefined;
  for (const decode of decoders) {
    const text = decode(raw);
    if (text === undefined) continue;
    if (!BINARY.test(text)) return redactText(text);
    const deeper = decodeWhole(text, decoders, levels - 1);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}

function holdsSecret(run: string, decoders: readonly BodyDecoder[], levels: number): boolean {
  if (levels === 0) return false;
  for (const decode of [...PLAIN_DECODERS, ...decoders]) {
    const text = decode(run);
    if (text === undefined || text === run) continue;
    if (redactText(text) !== text) return true;
    for (const [inner] of text.matchAll(CODED_RUN)) if (holdsSecret(inner, decoders, levels - 1)) return true;
  }
  return false;
}

/** What is decoded without help: percent, escapes of JSON, hexadecimal and base64, the latter when they give text. */
const PLAIN_DECODERS: readonly BodyDecoder[] = [
  (run) => (run.includes('%') ? attempt(() => decodeURIComponent(run)) : undefined),
  (run) => (run.includes('\\u') ? attempt(() => String(JSON.parse(`"${run}"`))) : undefined),
  (run) => {
    if (run.length % 2 !== 0 || !/^[0-9a-fA-F]+$/.test(run)) return undefined;
    return readableOnly(Uint8Array.from(run.match(/../g) ?? [], (two) => Number.parseInt(two, 16)));
  },
  (run) => {
    const base64 = run.replace(/=+$/, '').replace(/-/g, '+').replace(/_/g, '/');
    const decoded = attempt(() => atob(base64.slice(0, base64.length - (base64.length % 4 === 1 ? 1 : 0))));
    return decoded === undefined ? undefined : readableOnly(Uint8Array.from(decoded, (one) => one.charCodeAt(0)));
  },
];

function readableOnly(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(bytes);
  return BINARY.test(text) ? undefined : text;
}

function attempt(decode: () => string): string | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}
