import { TrailkeeperError } from '../errors/trailkeeper-error.js';
import type { EventItem, LinkItem } from './event-item.js';

/** One request takes at most so many items. Source: BatchWriteItem of DynamoDB. */
export const MAX_BATCH_ITEMS = 25;

/** Stores events and their links, one attempt a call; who calls it retries. */
export interface EventWriter {
  /**
   * At most `MAX_BATCH_ITEMS` items with different keys. Resolves with those that the table did not take: every other
   * item is durable then. Rejects when nothing is known about any of them; writing them again is harmless. Throws
   * RefusedItemsError when the request as a whole is refused because of what is in it.
   */
  writeEvents(
    items: readonly (EventItem | LinkItem)[],
    signal: AbortSignal,
  ): Promise<readonly (EventItem | LinkItem)[]>;
}

/** The table refuses a request for its content: one item at least can never be stored as it is. */
export class RefusedItemsError extends TrailkeeperError<'RefusedItemsError'> {
  override readonly name = 'RefusedItemsError';

  /** `got`: what the table says of them. */
  constructor(got: string, { cause }: ErrorOptions = {}) {
    super('items_refused', { subject: 'items for the table', expected: 'ones that it takes', got, cause });
  }
}
