/** Brings a line that older rules wrote to today's. */
import type { EventLine } from '../event.js';
import { composeLine, serialiseLine } from './line.js';

/**
 * The line that today's rules make of `event`, which `readLine` gave for `line`; undefined when they find nothing to
 * change, so that the bytes that were sent are the bytes to store. They work on `event` itself, because a copy costs as
 * much as all of them: it says afterwards what the line to store says. Doing it with its result gives undefined.
 */
export function rewriteLine(event: EventLine, line: string): string | undefined {
  const after = composeLine(event);
  if (after === line) return undefined;
  // A reader's order of keys must not look like a finding, so what differs is compared with what was parsed.
  const parsed: EventLine = JSON.parse(line);
  return after === serialiseLine(parsed) ? undefined : after;
}
