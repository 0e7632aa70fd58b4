/** Brings a line that older rules wrote to today's. */
import type { EventLine } from '../event.js';
import { composeLine, serialiseLine } from './line.js';

/**
 * The line that today's rules make of `event`, which `readLine` gave for `line`; undefined when they find nothing to
 * change, so that the bytes that were sent are the bytes to store. `event` is not changed. Doing it with its result gives
 * undefined.
 */
export function rewriteLine(event: EventLine, line: string): string | undefined {
  // Reading the line again is the quickest deep copy there is.
  const copy: EventLine = JSON.parse(line);
  const after = composeLine(copy);
  // A reader's order of keys must not look like a finding, so what differs is compared with the parsed event.
  return after === line || after === serialiseLine(event) ? undefined : after;
}
