/** What the package exports as `trailkeeper/testing`. */
export { MemoryAuditLogger } from '../client/record/memory-audit-logger.js';
export type { AuditedFields } from './match-event.js';
export { type WaitOptions, waitForEvent } from './wait-for-event.js';
