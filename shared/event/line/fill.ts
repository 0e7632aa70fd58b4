/** The first steps of every line written for a foreign sender: fill what arrival knows, then normalise. */
import type { EventLine, ForeignEvent } from '../event.js';
import { type CopySize, normaliseJson } from '../normalise/normalise.js';
import type { JsonObject } from '../values/json-value.js';
import { formatTimestamp, parseTimestamp } from '../values/timestamp.js';

/** Who sent it, and its place, as arrival knows them. */
export interface Arrival {
  /** The sender's role without its session: names the producer of events that carry an `external_id`. */
  readonly senderRole: string;
  /** Names the producer of every other event, for instance `sqs:<message id>`. */
  readonly producerId: string;
  /** Position in the message, from 1. */
  readonly position: number;
}

/**
 * A line to compose. `event` has passed the foreign schema. Its time is brought to UTC; the producer is the sender's
 * own when it gave one, `ext:<role>` for an event with an external id (so that where and when it arrives changes
 * nothing), and the message otherwise.
 */
export function fillForeign(event: ForeignEvent, arrival: Arrival): EventLine {
  const instant = parseTimestamp(event.timestamp);
  if (instant === undefined) throw new RangeError('timestamp: expected one that passed the schema');
  const size: CopySize = { bytes: 0 };
  const details = normaliseObject(event.details, size);
  const ext = normaliseObject(event.ext, size);
  return {
    ...event,
    schema_version: 1,
    timestamp: formatTimestamp(instant),
    user_id: event.user_id ?? 'system',
    details,
    ext,
    ...(size.isCut === true ? { truncated: true as const } : {}),
    ...nameProducer(event, arrival),
  };
}

function normaliseObject(value: JsonObject | undefined, size: CopySize): JsonObject | undefined {
  const copy = value === undefined ? undefined : normaliseJson(value, size);
  return typeof copy === 'object' && copy !== null && !Array.isArray(copy) ? copy : undefined;
}

function nameProducer(event: ForeignEvent, arrival: Arrival): { producer_id: string; seq?: number | undefined } {
  if (event.producer_id !== undefined) return { producer_id: event.producer_id, seq: event.seq };
  if (event.external_id !== undefined) return { producer_id: `ext:${arrival.senderRole}`, seq: undefined };
  return { producer_id: arrival.producerId, seq: arrival.position };
}
