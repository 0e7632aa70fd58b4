/** Takes a message body apart: an envelope, or plain JSON in whatever form is known. */
import { isEnvelope } from '../../shared/event/envelope/envelope.js';
import { type Envelope, EnvelopeError, readEnvelope } from '../../shared/event/envelope/envelope-reader.js';
import { type PlainPart, readPlainEvents } from '../../shared/event/envelope/plain-events.js';
import type { FieldProblem } from '../../shared/event/values/field-problem.js';

/** Why a line or a body can never be stored: a stable code, and what was expected where. */
export interface Refused {
  readonly reason: string;
  readonly problems: readonly FieldProblem[];
}

export type MessageContent =
  | ({ readonly kind: 'envelope' } & Envelope)
  | {
      readonly kind: 'foreign';
      readonly parts: readonly PlainPart[];
      /** Named by the service that wrapped the events; undefined when none did. */
      readonly producerId?: string | undefined;
    }
  | { readonly kind: 'unreadable'; readonly refused: Refused };

export function readMessage(body: string): MessageContent {
  if (isEnvelope(body)) return openEnvelope(body);
  const reading = readPlainEvents(body);
  if (reading.kind === 'envelope') return openEnvelope(reading.body);
  if (reading.kind === 'unreadable') return unreadable(reading.reason, reading.expected, reading.got);
  return { kind: 'foreign', parts: reading.parts, producerId: reading.producerId };
}

function openEnvelope(body: string): MessageContent {
  try {
    return { kind: 'envelope', ...readEnvelope(body) };
  } catch (error) {
    if (!(error instanceof EnvelopeError)) throw error;
    return unreadable(error.code, 'an envelope that can be opened', error.message);
  }
}

function unreadable(reason: string, expected: string, got: string): MessageContent {
  return { kind: 'unreadable', refused: { reason, problems: [{ field: '$', expected, got }] } };
}
