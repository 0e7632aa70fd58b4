/** Events as answers have them. */
import { z } from 'zod';
import type { AnsweredEvent, DamagedEvent, ErasedEvent, TrailEntry } from '../../api/answers/answers.js';
import { JsonText, toJsonText } from '../../api/answers/json-text.js';
import { readLine } from '../../event/line/line-reader.js';
import { hasLine, type TrailEvent, type TrailRow } from '../plan/trail-row.js';

/** The stored bytes behind what arrival says of them, never written anew; or what became of them. */
export function composeAnswer(row: TrailRow): JsonText<TrailEntry> {
  return hasLine(row)
    ? new JsonText(`${JSON.stringify(describeArrival(row)).slice(0, -1)},${row.line.slice(1)}`)
    : toJsonText(describeLost(row));
}

function describeArrival(row: TrailEvent): Pick<AnsweredEvent, 'event_id' | 'arrived_at' | 'sender'> {
  const { event_id, arrived_at = 0, sender_name = null } = row;
  return { event_id, arrived_at: new Date(arrived_at).toISOString(), sender: sender_name };
}

/** The entry of an event that is not there any more as it was written. */
export function describeLost({ event_id, erased, damaged }: TrailRow): ErasedEvent | DamagedEvent {
  return erased === undefined || damaged !== undefined
    ? { event_id, damaged: damaged ?? 'the line is missing' }
    : { event_id, erased };
}

/** The event itself, for those who need its fields. */
export function parseEvent(row: TrailEvent): AnsweredEvent {
  const reading = readLine(row.line);
  if ('refusal' in reading) throw new TypeError(`line of ${row.event_id}: ${reading.refusal.reason}`);
  return { ...describeArrival(row), ...reading.event };
}

const timeSchema = z.object({ timestamp: z.string() });

export const readEventTime = (event: TrailEvent): string => timeSchema.parse(JSON.parse(event.line)).timestamp;
