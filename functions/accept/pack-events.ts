/** From accepted events to the one message that carries them. */
import { ProblemError } from '../../shared/api/answers/problem.js';
import { deriveKey } from '../../shared/config/trail-key.js';
import { writeEnvelope } from '../../shared/event/envelope/envelope.js';
import { signOwn } from '../../shared/event/envelope/own.js';
import { collectRanges } from '../../shared/event/envelope/sequence-ranges.js';
import { composeForeign } from '../../shared/event/line/compose-foreign.js';
import { readLine } from '../../shared/event/line/line-reader.js';
import { MAX_MESSAGE_BYTES } from '../../shared/event/values/limits.js';
import { BodyProblems } from './body-problems.js';
import type { ReceivedEvent } from './read-events.js';

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
  events: readonly ReceivedEvent[],
  { caller, role, producerId }: Sender,
  trailKey: Uint8Array,
): string {
  const lines: string[] = [];
  const sequences: number[] = [];
  const problems = new BodyProblems();
  const leaves: Uint8Array[] = [];
  for (const [index, { received, event }] of events.entries()) {
    const arrival = { senderRole: role, producerId, position: index + 1 };
    const { filled, line, idLeaf } = composeForeign(received, event, arrival, trailKey);
    // What would be refused after the queue must be refused here, where the sender still hears of it.
    const reading = readLine(line);
    if ('refusal' in reading) problems.add(index, reading.refusal.problems);
    lines.push(line);
    leaves.push(idLeaf);
    if (filled.producer_id === producerId && filled.seq !== undefined) sequences.push(filled.seq);
  }
  problems.throwIfAny();
  const packed = Buffer.concat(leaves).toString('base64');
  const body = writeEnvelope({
    producer_id: producerId,
    lines,
    sequences: collectRanges(sequences),
    sampled_out: {},
    caller,
    leaves: packed,
    own: signOwn(deriveKey(trailKey, 'own'), { caller, leaves: packed }, lines),
  });
  if (body.length > MAX_MESSAGE_BYTES) {
    const detail = `expected events that fit one message of ${MAX_MESSAGE_BYTES} bytes, got ${body.length} bytes`;
    throw new ProblemError('too-large', `${detail}; send fewer at a time`);
  }
  return body;
}
