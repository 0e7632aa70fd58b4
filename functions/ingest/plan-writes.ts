/** From messages to writes, one line at a time: nothing is prepared before somebody is ready to write it. */
import type { EventWrite, Write } from './landings.js';
import { Landings } from './landings.js';
import type { MessageWork } from './message-work.js';
import {
  type LineContext,
  type PreparedEvent,
  type PreparedLine,
  prepareForeign,
  prepareLine,
} from './prepare-line.js';
import { type MessageContent, type Refused, readMessage } from './read-message.js';
import { RefusedLines } from './refused-lines.js';

export interface PlannedMessage {
  readonly work: MessageWork;
  readonly body: string;
}

/** `LineContext` without what differs from message to message. */
export type PlanContext = Omit<LineContext, 'origin' | 'expiresAt'>;

/** Ranges of a header beyond so many bytes of JSON have no place in a manifest. */
const MAX_HEADER_RANGES_BYTES = 100_000;

/** The writes of all messages, in their order. A message is `isPlanned` once its last write has been taken. */
export function* planWrites(messages: Iterable<PlannedMessage>, context: PlanContext): Generator<Write> {
  const landings = new Landings();
  for (const { work, body } of messages) {
    const refused = new RefusedLines(work, landings);
    const lineContext = { ...context, origin: work.origin, expiresAt: work.expiresAt };
    yield* planMessage(work, body, lineContext, landings, refused);
    yield* refused.end();
    work.isPlanned = true;
  }
}

function* planMessage(
  work: MessageWork,
  body: string,
  context: LineContext,
  landings: Landings,
  refused: RefusedLines,
): Generator<Write> {
  const content = openMessage(body);
  if (content.kind === 'unreadable') {
    yield* refused.add(0, content.refused, body);
    return;
  }
  if (content.kind === 'foreign') {
    work.reserve(content.parts.length);
    for (const [at, part] of content.parts.entries()) {
      const outcome = guard(() => prepareForeign(part.value, at + 1, context));
      if ('prepared' in outcome) yield* planEvent(work, outcome.prepared, landings);
      else yield* refused.add(at + 1, outcome.refused, part.readRaw());
    }
    return;
  }
  const { header, lines, isHeaderTooLong } = content;
  work.header = header;
  if (isHeaderTooLong || JSON.stringify([header.sequences, header.sampled_out]).length > MAX_HEADER_RANGES_BYTES) {
    work.header = { ...header, sequences: [], sampled_out: {} };
    yield* refused.add(0, HEADER_TOO_LONG, body.slice(0, body.indexOf('\n')));
  }
  work.reserve(lines.length);
  for (const [at, line] of lines.entries()) {
    const outcome = guard(() => prepareLine(line, context));
    if ('prepared' in outcome) yield* planEvent(work, outcome.prepared, landings);
    else yield* refused.add(at + 1, outcome.refused, line);
  }
}

const HEADER_TOO_LONG: Refused = {
  reason: 'header_too_long',
  problems: [
    { field: 'sampled_out', expected: `ranges of at most ${MAX_HEADER_RANGES_BYTES} bytes`, got: 'more of them' },
  ],
};

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

function openMessage(body: string): MessageContent {
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
