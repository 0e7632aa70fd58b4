/** From messages to writes, one line at a time: nothing is prepared before somebody is ready to write it. */
import type { EventWrite, Write } from './landings.js';
import { Landings } from './landings.js';
import type { MessageWork } from './message-work.js';
import { type OpenContext, openMessage } from './open-message.js';
import type { PreparedEvent } from './prepare-line.js';
import { RefusedLines } from './refused-lines.js';

export interface PlannedMessage {
  readonly work: MessageWork;
  readonly body: string;
}

/** What does not differ from message to message. */
export type PlanContext = Omit<OpenContext, 'origin' | 'expiresAt'>;

/** The writes of all messages, in their order. A message is `isPlanned` once its last write has been taken. */
export function* planWrites(messages: Iterable<PlannedMessage>, context: PlanContext): Generator<Write> {
  const landings = new Landings();
  for (const { work, body } of messages) {
    yield* planMessage(work, body, context, landings);
    work.isPlanned = true;
  }
}

function* planMessage(work: MessageWork, body: string, context: PlanContext, landings: Landings): Generator<Write> {
  const message = openMessage(body, { ...context, origin: work.origin, expiresAt: work.expiresAt });
  const refused = new RefusedLines(work, landings, context.ownKey);
  work.origin = message.origin;
  work.header = message.header;
  if (message.refused !== undefined) yield* refused.add(0, message.refused.refused, message.refused.raw);
  work.reserve(message.lines);
  for (let at = 0; at < message.lines; at += 1) {
    const outcome = message.prepare(at);
    if ('prepared' in outcome) yield* planEvent(work, outcome.prepared, landings);
    else yield* refused.add(at + 1, outcome.refused, message.readRaw(at));
  }
  yield* refused.end();
}

function* planEvent(work: MessageWork, prepared: PreparedEvent, landings: Landings): Generator<EventWrite> {
  const landing = landings.claim(work, prepared.eventId, 1 + prepared.links.length);
  if (landing === 'repeated') {
    work.repeated += 1;
    return;
  }
  work.list(prepared);
  if (landing === 'shared') return;
  yield { kind: 'event', item: prepared.item, landing };
  for (const item of prepared.links) yield { kind: 'event', item, landing };
}
