import type { EventLine, ForeignEvent } from '../event.js';
import { type Arrival, fillForeign } from './fill.js';
import { deriveContentLeaf, deriveSalt } from './identity.js';
import { composeLine } from './line.js';

export interface ComposedEvent {
  /** As it was filled, before anything was taken out or cut. */
  readonly filled: Pick<EventLine, 'producer_id' | 'seq' | 'external_id'>;
  readonly line: string;
  /** 16 bytes: of its identity, not of the line. */
  readonly salt: Uint8Array;
  /** 32 bytes: what its id follows from. */
  readonly idLeaf: Uint8Array;
}

/**
 * The line of an event of a foreign sender. `received` is its JSON value as it came, `event` the same as it was read.
 * The id follows from what was received: no release of the rules makes a second event of it.
 */
export function composeForeign(
  received: unknown,
  event: ForeignEvent,
  arrival: Arrival,
  trailKey: Uint8Array,
): ComposedEvent {
  const line = fillForeign(event, arrival);
  const filled = { producer_id: line.producer_id, seq: line.seq, external_id: line.external_id };
  const salt = deriveSalt(trailKey, null, filled);
  return { filled, salt, idLeaf: deriveContentLeaf(salt, filled, received), line: composeLine(line) };
}
