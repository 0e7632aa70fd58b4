import type { QuarantineItem } from './quarantine-item.js';

/** Stores what cannot be an event, by the same rules as `EventWriter`. */
export interface QuarantineWriter {
  /** Resolves with the items that the table did not take; every other item is durable then. */
  writeQuarantine(items: readonly QuarantineItem[], signal: AbortSignal): Promise<readonly QuarantineItem[]>;
}
