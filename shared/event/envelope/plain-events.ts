/**
 * The one grammar of plain JSON, for queue and HTTP: one event, a list of them, `{"events": […]}`, or one a line; as
 * they are or in what SNS, EventBridge or a Lambda destination puts around them.
 */
import { parseForeignJson } from '../values/foreign-json.js';
import { isEnvelope } from './envelope.js';
import { findWrapper } from './wrappers.js';

/** One event as it was sent; its place in the list, from 1, is its number. */
export interface PlainPart {
  /** Undefined for a line that is not JSON. */
  readonly value: unknown;
  /** The text as it came, as far as it is known; made on demand, because only quarantine wants it. */
  readonly readRaw: () => string;
}

export type PlainReading =
  | {
      readonly kind: 'events';
      readonly parts: readonly PlainPart[];
      /** Named by the service that delivered them; undefined for what came as it is. */
      readonly producerId: string | undefined;
    }
  /** What a service delivered is an envelope. */
  | { readonly kind: 'envelope'; readonly body: string }
  | { readonly kind: 'unreadable'; readonly reason: UnreadableReason; readonly expected: string; readonly got: string };

export type UnreadableReason = 'empty' | 'not_json' | 'unknown_wrapper';

/** A rule of EventBridge may send to a topic of SNS, which sends to the queue. */
const MAX_WRAPPERS = 3;

export function readPlainEvents(text: string): PlainReading {
  return readText(text, undefined, 0);
}

function readText(text: string, producerId: string | undefined, wrappers: number): PlainReading {
  if (wrappers > 0 && isEnvelope(text)) return { kind: 'envelope', body: text };
  const trimmed = text.trim();
  if (trimmed === '') return unreadable('empty', 'an event', 'nothing');
  const value = parseForeignJson(trimmed);
  return value === undefined ? readLines(trimmed, producerId) : readValue(value, () => trimmed, producerId, wrappers);
}

function readValue(
  value: unknown,
  readRaw: () => string,
  producerId: string | undefined,
  wrappers: number,
): PlainReading {
  if (Array.isArray(value)) return readList(value, readRaw, producerId);
  if (typeof value !== 'object' || value === null) return { kind: 'events', parts: [{ value, readRaw }], producerId };
  const members: Readonly<Record<string, unknown>> = { ...value };
  if (Array.isArray(members.events) && Object.keys(members).length === 1) {
    return readList(members.events, readRaw, producerId);
  }
  const wrapper = findWrapper(members);
  if (wrapper === undefined) return { kind: 'events', parts: [{ value, readRaw }], producerId };
  if (wrapper.kind === 'unknown') return unreadable('unknown_wrapper', 'an event, or a known wrapper', wrapper.name);
  if (wrappers >= MAX_WRAPPERS) return unreadable('unknown_wrapper', `at most ${MAX_WRAPPERS} wrappers`, 'more');
  const { payload } = wrapper;
  // The innermost id: what is around it may be new at every delivery.
  return typeof payload === 'string'
    ? readText(payload, wrapper.producerId, wrappers + 1)
    : readValue(payload, () => writeRaw(payload, readRaw), wrapper.producerId, wrappers + 1);
}

function readList(values: readonly unknown[], readRaw: () => string, producerId: string | undefined): PlainReading {
  if (values.length === 0) return unreadable('empty', 'at least one event', 'an empty list');
  const parts = values.map((value) => ({ value, readRaw: () => writeRaw(value, readRaw) }));
  return { kind: 'events', parts, producerId };
}

/** NDJSON, if any line is a JSON object; otherwise the whole is one damaged text. Blank lines do not count. */
function readLines(text: string, producerId: string | undefined): PlainReading {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const parts = lines.map((line) => ({ value: parseForeignJson(line), readRaw: () => line }));
  return parts.some(({ value }) => typeof value === 'object' && value !== null)
    ? { kind: 'events', parts, producerId }
    : unreadable('not_json', 'an envelope, or JSON: an event, a list of events, or one event a line', 'other text');
}

/** A list's elements have no text of their own any more; one nested too deep to be written is shown by the whole. */
function writeRaw(value: unknown, readWhole: () => string): string {
  try {
    return JSON.stringify(value) ?? readWhole();
  } catch {
    return readWhole();
  }
}

function unreadable(reason: UnreadableReason, expected: string, got: string): PlainReading {
  return { kind: 'unreadable', reason, expected, got };
}
