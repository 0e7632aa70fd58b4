/** How much memory an event takes, roughly: close enough to bound a buffer, and cheap enough for every call. */
import type { JsonValue } from '../event/event.js';
import type { BufferedEvent } from './buffered-event.js';

/** The objects and the short fields of any event. */
const FIXED_BYTES = 400;
const PER_VALUE_BYTES = 24;

export function estimateBytes(event: BufferedEvent): number {
  let bytes = FIXED_BYTES;
  bytes += event.resource_id?.length ?? 0;
  bytes += event.user_agent?.length ?? 0;
  bytes += event.error?.message.length ?? 0;
  bytes += (event.related?.length ?? 0) * 50;
  if (event.details !== undefined) bytes += estimateJsonBytes(event.details);
  return bytes;
}

/** `value` is a normalised copy, so its depth is bounded and it has no cycles. */
function estimateJsonBytes(value: JsonValue): number {
  if (typeof value === 'string') return PER_VALUE_BYTES + value.length;
  if (typeof value !== 'object' || value === null) return PER_VALUE_BYTES;
  let bytes = PER_VALUE_BYTES;
  if (Array.isArray(value)) {
    for (const one of value) bytes += estimateJsonBytes(one);
    return bytes;
  }
  for (const key in value) {
    const one = value[key];
    if (one !== undefined) bytes += key.length + estimateJsonBytes(one);
  }
  return bytes;
}
