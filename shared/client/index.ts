/** What the package exports as `trailkeeper`. */
export type { EventError, JsonObject, JsonValue, RelatedResource, Status } from '../event/event.js';
export type { AuditConfig, AuditStorageConfig, Durability } from './audit-config.js';
export { AuditLogger, type AuditLoggerDependencies, type FlushReport } from './audit-logger.js';
export { type AuditContext, currentContext, runInContext } from './context.js';
export type { Counters } from './counters.js';
export type { EnvelopeSender, SendOutcome } from './envelope-sender.js';
export { AuditConfigError, type DropReason, EventDroppedError, EventRejectedError } from './event-errors.js';
export type { EventInput, EventLogger } from './event-logger.js';
export type { LambdaContext, LambdaHandler } from './lambda-handler.js';
export type { Fate, Receipt, ReceiptResult } from './receipt.js';
