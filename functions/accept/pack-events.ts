/** From accepted events to the one message that carries them. */
import { ProblemError } from '../../shared/api/answers/problem.js';
import { writeEnvelope } from '../../shared/event/envelope/envelope.js';
import { signOwn } from '../../shared/event/envelope/own.js';
import { collectRanges } from '../../shared/event/envelope/sequence-ranges.js';
import type { EventLine, ForeignEvent } from '../../shared/event/event.js';
import { fillForeign } from '../../shared/event/line/fill.js';
import { composeLine } from '../../shared/event/line/line.js';
import { readLine } from '../../shared/event/line/line-reader.js';
import { MAX_MESSAGE_BYTES } from '../../shared/event/values/limits.js';
import { BodyProblems } from './body-problems.js';

export interface Sender {
  /** Who the gateway says it is, with the session: stored as the sender of the events. */
  readonly caller: string;
  /** Names the producer of events that carry an `external_id`. */
  readonly role: string;
  /** Names the producer of this request's other events. */
  readonly producerId: string;
}

/** The body of the message. Throws ProblemError: 400 for events that make no line, 413 when they do not fit. */
export function packEvents(
  events: readonly ForeignEvent[],
  { caller, role, producerId }: Sender,
  ownKey: Uint8Array,
): string {
  const lines: string[] = [];
  const sequences: number[] = [];
  const problems = new BodyProblems();
  for (const [index, event] of events.entries()) {
    const filled: EventLine = fillForeign(event, { senderRole: role, producerId, position: index + 1 });
    const line = composeLine(filled);
    // What would be refused after the queue must be refused here, where the sender still hears of it.
    const outcome = readLine(line);
    if ('refusal' in outcome) problems.add(index, outcome.refusal.problems);
    lines.push(line);
    if (filled.producer_id === producerId && filled.seq !== undefined) sequences.push(filled.seq);
  }
  problems.throwIfAny();
  const body = writeEnvelope({
    producer_id: producerId,
    lines,
    sequences: collectRanges(sequences),
    sampled_out: {},
    caller,
    own: signOwn(ownKey, { caller }, lines),
  });
  if (body.length > MAX_MESSAGE_BYTES) {
    const detail = `expected events that fit one message of ${MAX_MESSAGE_BYTES} bytes, got ${body.length} bytes`;
    throw new ProblemError('too-large', `${detail}; send fewer at a time`);
  }
  return body;
}
