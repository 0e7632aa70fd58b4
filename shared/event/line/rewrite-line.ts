/** Brings a line that older rules wrote to today's. */
import type { EventLine } from '../event.js';
import { composeLine, serialiseLine } from './line.js';

/**
 * The line that today's rules make of `event`, which `readLine` gave; undefined when they find nothing to change, so
 * that the bytes that were sent are the bytes to store. `event` is not changed. Doing it with its result gives
 * undefined.
 */
export function rewriteLine(event: EventLine): string | undefined {
  // Both from the parsed event: a reader's order of keys must not look like a finding.
  const before = serialiseLine(event);
  const after = composeLine(structuredClone(event));
  return after === before ? undefined : after;
}
