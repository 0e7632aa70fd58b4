/** The role that everything which records needs: one method. */
import type { EventError, RelatedResource, Status } from '../event/event.js';

/** An event as it is handed to a logger, which fills in what is left out from the context and the clock. */
export interface EventInput {
  event_type: string;
  action: string;
  status: Status;
  /** Start of the operation, ISO 8601 with zone; the time of the call without it. */
  timestamp?: string | undefined;
  duration_ms?: number | undefined;
  operation_id?: string | undefined;
  user_id?: string | undefined;
  on_behalf_of?: string | undefined;
  source_ip?: string | undefined;
  user_agent?: string | undefined;
  resource_id?: string | undefined;
  resource_type?: string | undefined;
  related?: readonly RelatedResource[] | undefined;
  correlation_id?: string | undefined;
  caused_by?: string | undefined;
  error?: EventError | undefined;
  /** An object; whatever is in it is brought to plain JSON. */
  details?: unknown;
  external_id?: string | undefined;
}

export interface EventLogger {
  /** Must neither throw nor block. What it returns is awaited only by loggers with `awaitReceipts`. */
  logEvent(event: EventInput): unknown;
  /** True: a tracked asynchronous operation waits for the receipt before it settles. */
  readonly awaitReceipts?: boolean | undefined;
}
