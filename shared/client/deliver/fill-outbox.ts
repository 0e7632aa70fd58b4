/** From buffered events to message bodies: the expensive part, in slices, so that operations go on meanwhile. */
import { setImmediate } from '../context/real-timers.js';
import type { BufferedEvent } from '../event/buffered-event.js';
import { composeBufferedLine } from '../event/buffered-event.js';
import type { Fates } from '../fates/fates.js';
import type { EventBuffer } from './event-buffer.js';
import type { Outbox } from './outbox.js';
import type { Packing } from './packing.js';

/** The event loop gets its turn after this long; one large event or one compression may take longer. */
const SLICE_MS = 1.5;
/** Bodies that are ready at most: what one request of SQS takes. */
export const MAX_PACKS = 10;

interface Parts {
  readonly buffer: EventBuffer;
  readonly packing: Packing;
  readonly fates: Fates;
  readonly producerId: string;
}

/** Until the buffer is empty or the outbox full. At every turn each event is in exactly one place. */
export async function fillOutbox(outbox: Outbox, parts: Parts, isStopped: () => boolean): Promise<void> {
  const { buffer, packing } = parts;
  let sliceEnd = performance.now() + SLICE_MS;
  while (!isStopped() && outbox.packs.length < MAX_PACKS) {
    if (packing.isFull || (buffer.length === 0 && packing.length > 0)) {
      outbox.add(packing.write());
      // Writing compresses, which is a slice of its own.
      sliceEnd = 0;
    } else {
      const event = buffer.shift();
      if (event === undefined) return;
      compose(event, parts);
    }
    if (performance.now() >= sliceEnd) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      sliceEnd = performance.now() + SLICE_MS;
    }
  }
}

function compose(event: BufferedEvent, { packing, producerId, fates }: Parts): void {
  try {
    packing.add({ line: composeBufferedLine(event, producerId), seq: event.seq, receipt: event.receipt });
  } catch (error) {
    fates.unwritable(event, error);
  }
}
