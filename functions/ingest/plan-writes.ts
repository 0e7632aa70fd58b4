/**
 * From messages to writes, one line at a time: nothing is prepared before somebody is ready to write it. Messages take
 * turns, so that a small one never waits for the whole of a large one.
 */
import { MAX_RELATED } from '../../shared/event/values/limits.js';
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

/**
 * Writes of one message in one delivery. A message may hold 66,000 (2,000 events with 32 related resources each); the
 * rest is for its next deliveries, which go on where this one ended.
 */
export const MAX_WRITES_PER_DELIVERY = 8_000;
/** An event and its links. */
const MAX_LINE_WRITES = 1 + MAX_RELATED;
/** A turn ends after so many writes, or so many characters looked at. */
const TURN_WRITES = 2_000;
const TURN_CHARACTERS = 2_000_000;

/**
 * The writes of all messages, turn by turn in their order. A message is `isPlanned` once its last write of this delivery
 * has been taken.
 */
export function* planWrites(messages: Iterable<PlannedMessage>, context: PlanContext): Generator<Write> {
  const landings = new Landings();
  let round = [...messages];
  while (round.length > 0) {
    const unfinished: PlannedMessage[] = [];
    for (const message of round) {
      yield* planTurn(message, context, landings);
      if (!message.work.isPlanned) unfinished.push(message);
    }
    round = unfinished;
  }
}

/** Opens the message anew at every turn: a batch of open ones would not fit in memory. */
function* planTurn({ work, body }: PlannedMessage, context: PlanContext, landings: Landings): Generator<Write> {
  const message = openMessage(body, { ...context, origin: work.origin, expiresAt: work.expiresAt });
  const refused = new RefusedLines(work, landings, context.ownKey);
  const isFirstTurn = work.header === undefined && work.nextLine === 0;
  work.origin = message.origin;
  work.header = message.header;
  work.sender = context.senders.get(message.origin.senderId) ?? 0;
  if (isFirstTurn) work.linesMac = message.hashLines();
  work.reserve(message.lines - work.nextLine);
  if (message.refused !== undefined && isFirstTurn) {
    yield* count(work, refused.add(0, message.refused.refused, message.refused.raw));
  }
  const endWrites = Math.min(work.writes + TURN_WRITES, MAX_WRITES_PER_DELIVERY);
  const endLine = work.nextLine + Math.ceil((TURN_CHARACTERS * message.lines) / Math.max(1, message.characters));
  while (work.nextLine < message.lines && work.nextLine < endLine && work.writes + MAX_LINE_WRITES <= endWrites) {
    const at = work.nextLine;
    const line = message.prepare(at);
    work.nextLine += 1;
    if ('prepared' in line) yield* count(work, planEvent(work, line.prepared, landings));
    else yield* count(work, refused.add(at + 1, line.refused, message.readRaw(at)));
  }
  yield* refused.end();
  work.isContinued = work.nextLine < message.lines;
  work.isPlanned = !work.isContinued || work.writes + MAX_LINE_WRITES > MAX_WRITES_PER_DELIVERY;
}

function* count<W extends Write>(work: MessageWork, writes: Iterable<W>): Generator<W> {
  for (const write of writes) {
    work.writes += 1;
    yield write;
  }
}

function* planEvent(work: MessageWork, prepared: PreparedEvent, landings: Landings): Generator<EventWrite> {
  const landing = landings.join(work, prepared.eventId, 1 + prepared.links.length);
  if (landing === 'repeated') {
    work.repeated += 1;
    return;
  }
  work.list(prepared);
  if (landing === 'shared') return;
  yield { kind: 'event', item: prepared.item, landing };
  for (const item of prepared.links) yield { kind: 'event', item, landing };
}
