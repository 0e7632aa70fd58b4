/** How an operation ended, as a row's `outcome` may say it. */
import type { Change, RelatedResource, Status } from '../../event/event.js';

/** `attempted` and `unknown` are not for rows: they speak of operations without an end. */
export type OutcomeStatus = Exclude<Status, 'attempted' | 'unknown'>;

export interface Outcome {
  /** Default: `success`; with an `error` `failure`, or `denied` when the error says that access was refused. */
  readonly status?: OutcomeStatus | undefined;
  /** An error that was returned instead of thrown: an Error, `{ code, message }`, or text. */
  readonly error?: unknown;
  /** For ids that the operation makes; replaces the row's. */
  readonly resource?: string | undefined;
  /** Added to the row's. */
  readonly related?: readonly RelatedResource[] | undefined;
  /** Laid over the row's. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  /** What the operation changed, from what to what: for values that anybody may read in the trail. */
  readonly changes?: readonly Change[] | undefined;
}
