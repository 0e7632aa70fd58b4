/** What the package exports as `trailkeeper`. */

export type { ErrorCode } from '../errors/errors.js';
export { TrailkeeperError } from '../errors/trailkeeper-error.js';
export type { Change, EventError, JsonObject, JsonValue, RelatedResource, Status } from '../event/event.js';
export type { AuditConfig, AuditStorageConfig, Durability } from '../settings/audit-config.js';
export { AuditConfigError, type ConfigProblem } from '../settings/audit-config-error.js';
export { type AuditContext, currentContext, runInContext } from './context/context.js';
export type { FlushReport } from './deliver/flush-report.js';
export type { EventInput, EventLogger } from './event/event-logger.js';
export type { Counters } from './fates/counters.js';
export { type DropReason, EventDroppedError, EventRejectedError } from './fates/event-errors.js';
export type { Fate, Receipt, ReceiptResult } from './fates/receipt.js';
export { AuditLogger, type AuditLoggerDependencies } from './record/audit-logger.js';
export type { AnyLambdaHandler, LambdaContext, LambdaHandler } from './record/lambda-handler.js';
export type { EnvelopeSender, SendOutcome } from './senders/envelope-sender.js';
export { audited } from './track/audited.js';
export { instrument } from './track/instrument.js';
export { type ManualOperation, trackBackend, trackVfs } from './track/manual-tracking.js';
export { type NotAudited, notAudited } from './track/not-audited.js';
export type { AuditPolicy, AuditRow, ClosedAuditPolicy, Outcome, OutcomeStatus } from './track/policy.js';
