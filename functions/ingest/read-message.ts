/** Takes a message body apart: an envelope, one plain JSON event, an array of them, or NDJSON. */
import { isEnvelope } from '../../shared/event/envelope/envelope.js';
import { type Envelope, EnvelopeError, readEnvelope } from '../../shared/event/envelope/envelope-reader.js';
import type { FieldProblem } from '../../shared/event/values/field-problem.js';
import { parseForeignJson } from '../../shared/event/values/foreign-json.js';

/** Why a line or a body can never be stored: a stable code, and what was expected where. */
export interface Refused {
  readonly reason: string;
  readonly problems: readonly FieldProblem[];
}

/** One event of a foreign sender; its place in the list is its position in the message. */
export interface ForeignPart {
  /** Undefined for a line that is not JSON. */
  readonly value: unknown;
  /** The text as it came, as far as it is known; made on demand, because only quarantine wants it. */
  readonly readRaw: () => string;
}

export type MessageContent =
  | ({ readonly kind: 'envelope' } & Envelope)
  | { readonly kind: 'foreign'; readonly parts: readonly ForeignPart[] }
  | { readonly kind: 'unreadable'; readonly refused: Refused };

export function readMessage(body: string): MessageContent {
  if (isEnvelope(body)) return openEnvelope(body);
  const text = body.trim();
  if (text === '') return unreadable('empty', 'an event', 'nothing');
  const value = parseForeignJson(text);
  if (value === undefined) return readLines(text);
  if (!Array.isArray(value)) return { kind: 'foreign', parts: [{ value, readRaw: () => text }] };
  if (value.length === 0) return unreadable('empty', 'at least one event', 'an empty list');
  return {
    kind: 'foreign',
    parts: value.map((each: unknown) => ({ value: each, readRaw: () => writeRaw(each, text) })),
  };
}

function openEnvelope(body: string): MessageContent {
  try {
    return { kind: 'envelope', ...readEnvelope(body) };
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    return unreadable(error.reason, 'an envelope that can be opened', error.message);
  }
}

/** NDJSON, if any line is a JSON object; otherwise the whole is one damaged text. Blank lines do not count. */
function readLines(text: string): MessageContent {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const parts = lines.map((line) => ({ value: parseForeignJson(line), readRaw: () => line }));
  return parts.some(({ value }) => typeof value === 'object' && value !== null)
    ? { kind: 'foreign', parts }
    : unreadable('not_json', 'an envelope, or JSON: an event, a list of events, or one event a line', 'other text');
}

/** A list's elements have no text of their own any more; one nested too deep to be written is shown by the whole. */
function writeRaw(value: unknown, text: string): string {
  try {
    return JSON.stringify(value) ?? text;
  } catch {
    return text;
  }
}

function unreadable(reason: string, expected: string, got: string): MessageContent {
  return { kind: 'unreadable', refused: { reason, problems: [{ field: '$', expected, got }] } };
}
