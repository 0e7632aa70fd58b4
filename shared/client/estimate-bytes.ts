/** How much memory an event takes, roughly: close enough to bound a buffer, and cheap enough for every call. */
import type { BufferedEvent } from './buffered-event.js';

/** The objects and the short fields of any event. */
const FIXED_BYTES = 400;

/** Without its `details`, which are measured while they are copied. */
export function estimateBytes(event: BufferedEvent): number {
  let bytes = FIXED_BYTES;
  if (event.resource_id !== undefined) bytes += event.resource_id.length;
  if (event.user_agent !== undefined) bytes += event.user_agent.length;
  if (event.error !== undefined) bytes += event.error.message.length;
  if (event.related !== undefined) bytes += event.related.length * 50;
  return bytes;
}
