/** Whether a stored line is the one that was stored, and says what the attributes beside it say. */
import type { EventLine } from '../../event/event.js';
import { deriveEventId, deriveLeaf, isEventId, parseEventId } from '../../event/line/identity.js';
import { parseTimestamp } from '../../event/values/timestamp.js';
import { FACTS, NUMBER_FACTS, TEXT_FACTS } from '../../store/event-facts.js';
import type { TrailRow } from '../plan/trail-row.js';

export interface CheckedLine {
  readonly line: string;
  readonly event: EventLine;
}

/** The line, or what is wrong with it. Never throws. */
export function checkLine(item: Readonly<Record<string, unknown>>, row: TrailRow): CheckedLine | string {
  const { li: line, sa: salt, le: leaf } = item;
  if (line === undefined) return 'the line is missing';
  if (typeof line !== 'string') return 'the line is no text';
  if (!(salt instanceof Uint8Array)) return 'the salt is missing';
  if (!isEventId(row.event_id)) return 'the id is none of an event';
  const found = deriveLeaf(salt, line);
  if (leaf !== undefined && !(leaf instanceof Uint8Array && found.equals(leaf)))
    return 'the line is not as it was stored';
  const event = parseLine(line);
  const instant = event === undefined ? undefined : parseTimestamp(event.timestamp);
  if (event === undefined || instant === undefined) return 'the line is not as it was stored';
  const isOfId =
    leaf === undefined ? deriveEventId(instant, found) === row.event_id : parseEventId(row.event_id).ms === instant.ms;
  if (!isOfId) return 'the line is not as it was stored';
  const different = findDifference(event, row);
  return different === undefined ? { line, event } : `${different} is not what the line says`;
}

function parseLine(line: string): EventLine | undefined {
  try {
    const event: EventLine = JSON.parse(line);
    return typeof event === 'object' && event !== null ? event : undefined;
  } catch {
    return undefined;
  }
}

/** The line is known to be what was stored by now, so its fields have their forms. */
function findDifference(event: EventLine, row: TrailRow): string | undefined {
  if (row.user_id !== event.user_id.toWellFormed()) return 'user_id';
  if (row.resource_id !== event.resource_id?.toWellFormed()) return 'resource_id';
  const text = TEXT_FACTS.find((name) => row[name] !== FACTS[name].read(event)?.toWellFormed());
  return text ?? NUMBER_FACTS.find((name) => row[name] !== FACTS[name].read(event));
}
