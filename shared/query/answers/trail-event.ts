/** Events as answers have them. */
import { z } from 'zod';
import { JsonText } from '../../api/answers/json-text.js';
import type { AuditEvent } from '../../event/event.js';
import { spliceEventId } from '../../event/line/identity.js';
import { readLine } from '../../event/line/line-reader.js';
import type { TrailEvent } from '../plan/trail-row.js';
import { StoredItemError } from '../sources/stored-row.js';

/** The stored bytes with the id in front; never written anew. */
export const composeAnswer = ({ event_id, line }: Pick<TrailEvent, 'event_id' | 'line'>): JsonText<AuditEvent> =>
  new JsonText(spliceEventId(event_id, line));

/** The event itself, for those who need its fields. */
export function parseEvent({ event_id, line }: TrailEvent): AuditEvent {
  const outcome = readLine(line);
  if ('refusal' in outcome) throw new StoredItemError(`line of ${event_id}: ${outcome.refusal.reason}`);
  return { event_id, ...outcome.event };
}

const timeSchema = z.object({ timestamp: z.string() });

export const readEventTime = (event: TrailEvent): string => timeSchema.parse(JSON.parse(event.line)).timestamp;
