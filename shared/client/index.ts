/** What the package exports as `trailkeeper`. */
export type { EventError, JsonObject, JsonValue, RelatedResource, Status } from '../event/event.js';
export type { AuditConfig, AuditStorageConfig, Durability } from './audit-config.js';
export { AuditLogger, type AuditLoggerDependencies } from './audit-logger.js';
export { audited } from './audited.js';
export { type AuditContext, currentContext, runInContext } from './context.js';
export type { Counters } from './counters.js';
export type { EnvelopeSender, SendOutcome } from './envelope-sender.js';
export { AuditConfigError, type DropReason, EventDroppedError, EventRejectedError } from './event-errors.js';
export type { EventInput, EventLogger } from './event-logger.js';
export type { FlushReport } from './flush-report.js';
export { instrument } from './instrument.js';
export type { LambdaContext, LambdaHandler } from './lambda-handler.js';
export { type ManualOperation, trackBackend, trackVfs } from './manual-tracking.js';
export { type NotAudited, notAudited } from './not-audited.js';
export type { Outcome, OutcomeStatus } from './outcome.js';
export type { AuditPolicy, AuditRow, ClosedAuditPolicy } from './policy.js';
export type { Fate, Receipt, ReceiptResult } from './receipt.js';
