/** From a line to what is stored of it: id, leaf, event item and links. */

import type { EnvelopeHeader } from '../../shared/event/envelope/envelope.js';
import type { EventLine } from '../../shared/event/event.js';
import { composeForeign } from '../../shared/event/line/compose-foreign.js';
import {
  chooseNonce,
  deriveEventId,
  deriveLeaf,
  deriveSalt,
  deriveStoredSalt,
} from '../../shared/event/line/identity.js';
import { readForeignEvent, readLine } from '../../shared/event/line/line-reader.js';
import { rewriteLine } from '../../shared/event/line/rewrite-line.js';
import { findReservedClaim } from '../../shared/event/reserved.js';
import { REDACTION_RULES_VERSION } from '../../shared/event/rules.js';
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
  readonly header: EnvelopeHeader;
  /** A function of the trail has proved that it sent the envelope. */
  readonly isOwn: boolean;
  /** Of each line, where a function of the trail composed them from plain events: what their ids follow from. */
  readonly leaves: readonly Uint8Array[] | undefined;
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

/**
 * The line of an envelope at `position` (from 1), stored byte for byte when it is valid and today's rules find nothing in
 * it. What they change is stored as they leave it, under the id of what was sent: the same line delivered again, before
 * or after a deployment, stays one event.
 */
export function prepareLine(line: string, position: number, context: LineContext): PreparedLine {
  const reading = readLine(line);
  if ('refusal' in reading) return { refused: reading.refusal };
  const { event } = reading;
  const { envelope, trailKey } = context;
  if (envelope?.isOwn !== true) {
    const claim = findReservedClaim(event, envelope?.header.producer_id);
    if (claim !== undefined) return refuseClaim(claim);
  }
  const salt = deriveSalt(trailKey, envelope === undefined ? null : chooseNonce(envelope.header, event), event);
  const changed = rewriteLine(event, line);
  const composedLeaf = envelope?.leaves?.[position - 1];
  if (changed === undefined && composedLeaf === undefined) {
    const leaf = deriveLeaf(salt, line);
    return storeLine(event, { line, salt, leaf, idLeaf: leaf }, context);
  }
  const idLeaf = composedLeaf ?? deriveLeaf(salt, line);
  if (changed === undefined) return storeLine(event, resalt(line, salt, idLeaf, trailKey), context);
  const again = readLine(changed);
  if ('refusal' in again) return { refused: again.refusal };
  const from = String(envelope?.header.rules.redaction ?? REDACTION_RULES_VERSION);
  const rewritten = [from, String(REDACTION_RULES_VERSION)] as const;
  return storeLine(again.event, { ...resalt(changed, salt, idLeaf, trailKey), rewritten }, context);
}

/** What of a line is stored, and what its id follows from. */
interface LineForm {
  readonly line: string;
  readonly salt: Uint8Array;
  /** SHA-256 of salt and line. */
  readonly leaf: Uint8Array;
  readonly idLeaf: Uint8Array;
  readonly rewritten?: readonly [from: string, to: string] | undefined;
}

/** For a line that its id does not follow from: a salt by which nobody can test guesses at what was taken out. */
function resalt(line: string, identitySalt: Uint8Array, idLeaf: Uint8Array, trailKey: Uint8Array): LineForm {
  const salt = deriveStoredSalt(trailKey, identitySalt);
  return { line, salt, leaf: deriveLeaf(salt, line), idLeaf };
}

function refuseClaim(field: 'producer_id' | 'action'): { refused: Refused } {
  return {
    refused: { reason: 'reserved', problems: [{ field, expected: 'no name of the trail itself', got: 'one' }] },
  };
}

function storeLine(event: EventLine, form: LineForm, context: LineContext): PreparedLine {
  const instant = parseTimestamp(event.timestamp);
  if (instant === undefined) throw new RangeError('timestamp: expected one that passed the schema');
  const { origin, expiresAt } = context;
  const eventId = deriveEventId(instant, form.idLeaf);
  const times = { arrivedAtMs: origin.sentAtMs, nowMs: context.nowMs };
  const placement = placeEvent(context.epochs, event, eventId, times);
  const stored = {
    event_id: eventId,
    line: form.line,
    salt: form.salt,
    leaf: form.leaf === form.idLeaf ? undefined : form.leaf,
    rewritten: form.rewritten,
    arrived_at: origin.sentAtMs,
    expires_at: expiresAt,
    sender: getSenderNumber(context.senders, origin),
  };
  const item = buildEventItem(event, stored, placement);
  const links = event.related === undefined ? NO_LINKS : buildLinkItems(event, stored, placement);
  return { prepared: { event, eventId, leaf: form.leaf, placed: placement.table, item, links } };
}

const NO_LINKS: readonly LinkItem[] = [];

/**
 * One event of a foreign sender at `position` (from 1): filled, redacted and cut into a line, which then has to pass
 * the same check as every other.
 */
export function prepareForeign(value: unknown, position: number, context: LineContext): PreparedLine {
  const reading = readForeignEvent(value);
  if ('refusal' in reading) return { refused: reading.refusal };
  const given = reading.event.producer_id ?? '';
  const claim = findReservedClaim({ ...reading.event, producer_id: given }, given);
  if (claim !== undefined) return refuseClaim(claim);
  const arrival = {
    senderRole: nameSenderRole(context.origin.senderId),
    producerId: context.plainProducer,
    position,
  };
  const { line, idLeaf, salt } = composeForeign(value, reading.event, arrival, context.trailKey);
  const composed = readLine(line);
  if ('refusal' in composed) return { refused: composed.refusal };
  return storeLine(composed.event, resalt(line, salt, idLeaf, context.trailKey), context);
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
