/** A message as a list of lines to prepare, whatever its form, with what its header may and may not claim. */
import { createHmac } from 'node:crypto';
import type { EnvelopeHeader } from '../../shared/event/envelope/envelope.js';
import { isOwn } from '../../shared/event/envelope/own.js';
import { redactText } from '../../shared/event/redact/redact.js';
import { isReservedProducer } from '../../shared/event/reserved.js';
import type { MessageOrigin } from '../../shared/store/quarantine-item.js';
import { type LineContext, type PreparedLine, prepareForeign, prepareLine } from './prepare-line.js';
import { type MessageContent, type Refused, readMessage } from './read-message.js';

export interface OpenedMessage {
  /** Of an envelope, without text of the sender that nobody has looked at. */
  readonly header: EnvelopeHeader | undefined;
  /** With the sender that a function of the trail vouches for. */
  readonly origin: MessageOrigin;
  /** What of the message as a whole goes to quarantine: all of it when it has no lines, else its header. */
  readonly refused: { readonly refused: Refused; readonly raw: string } | undefined;
  readonly lines: number;
  /** HMAC-SHA-256 of the lines under the header's nonce; undefined without one. */
  readonly hashLines: () => string | undefined;
  /** Characters of all lines. */
  readonly characters: number;
  /** `at` from 0. */
  prepare(at: number): PreparedLine;
  readRaw(at: number): string;
}

/** What does not differ from line to line, nor follows from the message. */
export type OpenContext = Omit<LineContext, 'plainProducer' | 'envelope'> & { readonly ownKey: Uint8Array };

/** Ranges of a header beyond so many bytes of JSON have no place in a manifest. */
const MAX_HEADER_RANGES_BYTES = 100_000;

/** Never throws: what cannot be opened is refused whole. */
export function openMessage(body: string, context: OpenContext): OpenedMessage {
  const content = readSafely(body);
  if (content.kind === 'unreadable') return refuseWhole(content.refused, body, context);
  if (content.kind === 'foreign') {
    const { parts, producerId } = content;
    const lineContext = { ...context, plainProducer: producerId ?? `sqs:${context.origin.messageId}` };
    return {
      header: undefined,
      origin: context.origin,
      refused: undefined,
      lines: parts.length,
      hashLines: () => undefined,
      characters: body.length,
      prepare: (at) => guard(() => prepareForeign(parts[at]?.value, at + 1, lineContext)),
      readRaw: (at) => parts[at]?.readRaw() ?? '',
    };
  }
  const { header, lines } = content;
  const isProved = isOwn(context.ownKey, header, lines);
  const claim = isProved ? undefined : findClaim(header);
  if (claim !== undefined) return refuseWhole(claim, body, context);
  const isTooLong =
    content.isHeaderTooLong || JSON.stringify([header.sequences, header.sampled_out]).length > MAX_HEADER_RANGES_BYTES;
  const origin = isProved ? vouch(context.origin, header) : context.origin;
  const lineContext = {
    ...context,
    origin,
    plainProducer: '',
    envelope: { header, isOwn: isProved, leaves: isProved ? readLeaves(header) : undefined },
  };
  return {
    header: cleanHeader(isTooLong ? { ...header, sequences: [], sampled_out: {} } : header),
    origin,
    refused: isTooLong ? { refused: HEADER_TOO_LONG, raw: body.slice(0, body.indexOf('\n')) } : undefined,
    lines: lines.length,
    hashLines: () => hashLines(header.nonce, lines),
    characters: lines.reduce((sum, line) => sum + line.length, 0),
    prepare: (at) => guard(() => prepareLine(lines[at] ?? '', at + 1, lineContext)),
    readRaw: (at) => lines[at] ?? '',
  };
}

const HEADER_TOO_LONG: Refused = {
  reason: 'header_too_long',
  problems: [
    { field: 'sampled_out', expected: `ranges of at most ${MAX_HEADER_RANGES_BYTES} bytes`, got: 'more of them' },
  ],
};

function refuseWhole(refused: Refused, raw: string, { origin }: OpenContext): OpenedMessage {
  return {
    header: undefined,
    origin,
    refused: { refused, raw },
    lines: 0,
    hashLines: () => undefined,
    characters: 0,
    prepare: () => ({ refused }),
    readRaw: () => raw,
  };
}

/** What a header says that only a function of the trail may say. */
function findClaim(header: EnvelopeHeader): Refused | undefined {
  const expected = 'only with the proof of a function of the trail';
  const refuse = (field: string, got: string): Refused => ({
    reason: 'not_own',
    problems: [{ field: `header ${field}`, expected, got }],
  });
  if (header.own !== undefined) return refuse('own', 'a proof that is none');
  if (header.caller !== undefined) return refuse('caller', 'one without');
  if (header.origin !== undefined) return refuse('origin', 'one without');
  if (header.leaves !== undefined) return refuse('leaves', 'some without');
  if (isReservedProducer(header.producer_id)) return refuse('producer_id', 'a reserved name without');
  return undefined;
}

function vouch(origin: MessageOrigin, header: EnvelopeHeader): MessageOrigin {
  return { ...origin, senderId: header.origin?.sender ?? header.caller ?? origin.senderId };
}

function hashLines(nonce: string | undefined, lines: readonly string[]): string | undefined {
  if (nonce === undefined) return undefined;
  return createHmac('sha256', Buffer.from(nonce, 'hex')).update(lines.join('\n')).digest('hex');
}

const LEAF_BYTES = 32;

function readLeaves({ leaves, events }: EnvelopeHeader): Uint8Array[] | undefined {
  if (leaves === undefined) return undefined;
  const bytes = Buffer.from(leaves, 'base64');
  return Array.from({ length: events }, (_, at) => bytes.subarray(at * LEAF_BYTES, (at + 1) * LEAF_BYTES));
}

/** Manifests outlive the events, and hold names that no line was checked for. */
function cleanHeader(header: EnvelopeHeader): EnvelopeHeader {
  const sampledOut = Object.entries(header.sampled_out).map(([type, ranges]) => [redactText(type), ranges]);
  return {
    ...header,
    producer_id: redactText(header.producer_id),
    sampled_out: Object.fromEntries(sampledOut),
  };
}

function readSafely(body: string): MessageContent {
  try {
    return readMessage(body);
  } catch (error) {
    return { kind: 'unreadable', refused: describeFailure(error) };
  }
}

/** Preparing is a function of the bytes alone: what fails once fails on every delivery, so it is not retried. */
function guard(prepare: () => PreparedLine): PreparedLine {
  try {
    return prepare();
  } catch (error) {
    return { refused: describeFailure(error) };
  }
}

function describeFailure(error: unknown): Refused {
  const got = error instanceof Error ? error.name : typeof error;
  return { reason: 'unprocessable', problems: [{ field: '$', expected: 'an event that can be prepared', got }] };
}
