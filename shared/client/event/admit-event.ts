/** The one way in for an event: what the logger takes and what the logger for tests takes is the same. */
import { currentContext } from '../context/context.js';
import type { Receipt } from '../fates/receipt.js';
import { type BufferedEvent, copyEvent } from './buffered-event.js';
import type { EventInput } from './event-logger.js';
import { refuseUnknownFields } from './unknown-fields.js';

/** A copy without its details. Throws EventRejectedError, and whatever a hostile getter throws. */
export function admitEvent(input: EventInput, eventType: string, receipt: Receipt): BufferedEvent {
  refuseUnknownFields(input);
  return copyEvent(input, eventType, currentContext(), receipt);
}
