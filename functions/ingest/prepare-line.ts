/** From a line to what is stored of it: id, leaf, event item and links. */
import type { EventLine } from '../../shared/event/event.js';
import { fillForeign } from '../../shared/event/line/fill.js';
import { deriveEventId, deriveLeaf, deriveSalt } from '../../shared/event/line/identity.js';
import { composeLine } from '../../shared/event/line/line.js';
import { readForeignEvent, readLine } from '../../shared/event/line/line-reader.js';
import { findReservedClaim } from '../../shared/event/reserved.js';
import { parseTimestamp } from '../../shared/event/values/timestamp.js';
import type { Epochs } from '../../shared/store/epochs.js';
import { buildEventItem, buildLinkItems, type EventItem, type LinkItem } from '../../shared/store/event-item.js';
import type { TimePartition } from '../../shared/store/keys.js';
import { placeEvent } from '../../shared/store/place-event.js';
import type { MessageOrigin } from '../../shared/store/quarantine-item.js';
import type { Refused } from './read-message.js';

/** What is the same for all lines of a message. */
export interface LineContext {
  readonly trailKey: Uint8Array;
  readonly epochs: Epochs;
  /** The number of everybody who sent a message of this batch. */
  readonly senders: ReadonlyMap<string, number>;
  readonly nowMs: number;
  readonly origin: MessageOrigin;
  /** Seconds since 1970. */
  readonly expiresAt: number;
  /** What of the envelope the lines are judged by; absent for plain JSON. */
  readonly envelope?: EnvelopeContext | undefined;
  /** Names the producer of plain events without one of their own, for instance `sqs:<message id>`. */
  readonly plainProducer: string;
}

export interface EnvelopeContext {
  readonly producerId: string;
  /** A function of the trail has proved that it sent the envelope. */
  readonly isOwn: boolean;
}

export interface PreparedEvent {
  readonly event: EventLine;
  readonly eventId: string;
  readonly leaf: Uint8Array;
  readonly placed: TimePartition;
  readonly item: EventItem;
  readonly links: readonly LinkItem[];
}

export type PreparedLine = { readonly prepared: PreparedEvent } | { readonly refused: Refused };

/** A line of an envelope, stored byte for byte when it is valid. */
export function prepareLine(line: string, context: LineContext): PreparedLine {
  const outcome = readLine(line);
  if ('refusal' in outcome) return { refused: outcome.refusal };
  const { event } = outcome;
  if (context.envelope?.isOwn !== true) {
    const claim = findReservedClaim(event, context.envelope?.producerId);
    if (claim !== undefined) return refuseClaim(claim);
  }
  return storeLine(event, line, context);
}

function refuseClaim(field: 'producer_id' | 'action'): { refused: Refused } {
  return {
    refused: { reason: 'reserved', problems: [{ field, expected: 'no name of the trail itself', got: 'one' }] },
  };
}

function storeLine(event: EventLine, line: string, context: LineContext): PreparedLine {
  const instant = parseTimestamp(event.timestamp);
  if (instant === undefined) throw new RangeError('timestamp: expected one that passed the schema');
  const { origin, expiresAt } = context;
  const salt = deriveSalt(context.trailKey, null, event);
  const leaf = deriveLeaf(salt, line);
  const eventId = deriveEventId(instant, leaf);
  const times = { arrivedAtMs: origin.sentAtMs, nowMs: context.nowMs };
  const placement = placeEvent(context.epochs, event, eventId, times);
  const stored = {
    event_id: eventId,
    line,
    salt,
    arrived_at: origin.sentAtMs,
    expires_at: expiresAt,
    sender: getSenderNumber(context.senders, origin),
  };
  const item = buildEventItem(event, stored, placement);
  const links = event.related === undefined ? NO_LINKS : buildLinkItems(event, stored, placement);
  return { prepared: { event, eventId, leaf, placed: placement.table, item, links } };
}

const NO_LINKS: readonly LinkItem[] = [];

/**
 * One event of a foreign sender at `position` (from 1): filled, redacted and cut into a line, which then has to pass
 * the same check as every other.
 */
export function prepareForeign(value: unknown, position: number, context: LineContext): PreparedLine {
  const outcome = readForeignEvent(value);
  if ('refusal' in outcome) return { refused: outcome.refusal };
  const given = outcome.event.producer_id ?? '';
  const claim = findReservedClaim({ ...outcome.event, producer_id: given }, given);
  if (claim !== undefined) return refuseClaim(claim);
  const arrival = {
    senderRole: nameSenderRole(context.origin.senderId),
    producerId: context.plainProducer,
    position,
  };
  const line = composeLine(fillForeign(outcome.event, arrival));
  const composed = readLine(line);
  return 'refusal' in composed ? { refused: composed.refusal } : storeLine(composed.event, line, context);
}

/** Throws for a sender that was not numbered before. */
function getSenderNumber(senders: ReadonlyMap<string, number>, { senderId }: MessageOrigin): number {
  const number = senders.get(senderId);
  if (number === undefined) throw new RangeError('sender: expected one that has a number');
  return number;
}

/** `AROA…:session` without the session: the same role is the same sender, whichever process speaks. */
export function nameSenderRole(senderId: string): string {
  const end = senderId.indexOf(':');
  return end === -1 ? senderId : senderId.slice(0, end);
}
