/** What the package exports of the reading side, beside the client's own names. */
export type {
  Activity,
  AnsweredEvent,
  Counts,
  DamagedEvent,
  ErasedEvent,
  EventPage,
  EventsAhead,
  Health,
  QuarantineEntry,
  QuarantinePage,
  Statistics,
  TrailEntry,
} from '../api/answers/answers.js';
export { isWhole } from '../api/answers/answers.js';
export { unguardCell } from '../api/answers/csv-cell.js';
export type { ExportFormat } from '../api/answers/export-formats.js';
export type { Problem, ProblemField } from '../api/answers/problem.js';
export type { AuditEvent } from '../event/event.js';
export { AuditTrail } from './audit-trail.js';
export { AuditTrailError } from './audit-trail-error.js';
export type { TrailConnectionOptions } from './trail-connection.js';
export {
  type ActivityQuery,
  type EventFilters,
  type EventQuery,
  type ExportOptions,
  type ExportQuery,
  type QuarantineQuery,
  type TimelineQuery,
  type TimeRange,
  TrailQueryError,
} from './trail-query.js';
