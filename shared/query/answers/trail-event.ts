/** Events as answers have them. */
import { z } from 'zod';
import type { DamagedEvent, ErasedEvent, TrailEntry } from '../../api/answers/answers.js';
import { JsonText, toJsonText } from '../../api/answers/json-text.js';
import type { AuditEvent } from '../../event/event.js';
import { spliceEventId } from '../../event/line/identity.js';
import { readLine } from '../../event/line/line-reader.js';
import { hasLine, type TrailEvent, type TrailRow } from '../plan/trail-row.js';

/** The stored bytes with the id in front, never written anew; or what became of them. */
export function composeAnswer(row: TrailRow): JsonText<TrailEntry> {
  return hasLine(row) ? new JsonText(spliceEventId(row.event_id, row.line)) : toJsonText(describeLost(row));
}

/** The entry of an event that is not there any more as it was written. */
export function describeLost({ event_id, erased, damaged }: TrailRow): ErasedEvent | DamagedEvent {
  return erased === undefined || damaged !== undefined
    ? { event_id, damaged: damaged ?? 'the line is missing' }
    : { event_id, erased };
}

/** The event itself, for those who need its fields. */
export function parseEvent({ event_id, line }: TrailEvent): AuditEvent {
  const reading = readLine(line);
  if ('refusal' in reading) throw new TypeError(`line of ${event_id}: ${reading.refusal.reason}`);
  return { event_id, ...reading.event };
}

const timeSchema = z.object({ timestamp: z.string() });

export const readEventTime = (event: TrailEvent): string => timeSchema.parse(JSON.parse(event.line)).timestamp;
