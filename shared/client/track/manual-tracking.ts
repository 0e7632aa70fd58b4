/** The manual calls of before automatic tracking, for the time of the migration. They will go in version 1.0. */
import type { EventError, Status } from '../../event/event.js';
import { currentContext } from '../context/context.js';
import type { EventInput, EventLogger } from '../event/event-logger.js';
import { nameError, warnOnce } from './tracking-warning.js';

export interface ManualOperation {
  /** For instance `create`. */
  readonly operation: string;
  /** Default: `success`, or `failure` with an `error`. */
  readonly status?: Status | undefined;
  readonly userId?: string | undefined;
  readonly error?: EventError | undefined;
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Logs a `backend_operation`. Inside a tracked operation it adds nothing, because that makes its own event. Never
 * throws; gives what the logger gives, or undefined.
 *
 * @deprecated Wrap the manager with `audited` or `instrument`, and remove this call.
 */
export function trackBackend(audit: EventLogger, { backendId, ...operation }: ManualOperation & { backendId: string }) {
  return track(audit, 'trackBackend', {
    ...toEvent('backend_operation', operation),
    resource_id: backendId,
  });
}

/**
 * Logs a `vfs_operation` on a bucket, or with a `path` on a file in it, as `<bucket>:<path>`. Inside a tracked
 * operation it adds nothing, because that makes its own event. Never throws; gives what the logger gives, or undefined.
 *
 * @deprecated Wrap the manager with `audited` or `instrument`, and remove this call.
 */
export function trackVfs(
  audit: EventLogger,
  { bucketId, path, ...operation }: ManualOperation & { bucketId: string; path?: string | undefined },
) {
  return track(audit, 'trackVfs', {
    ...toEvent('vfs_operation', operation),
    resource_id: path === undefined ? bucketId : `${bucketId}:${path}`,
    related: path === undefined ? undefined : [{ resource_id: bucketId, role: 'bucket' }],
  });
}

function toEvent(type: string, { operation, status, userId, error, details }: ManualOperation): EventInput {
  return {
    event_type: type,
    action: operation,
    status: status ?? (error === undefined ? 'success' : 'failure'),
    user_id: userId,
    error,
    details,
  };
}

const warned = new Set<string>();

function track(audit: EventLogger, name: string, event: EventInput): unknown {
  if (!warned.has(name)) {
    warned.add(name);
    process.emitWarning(
      `${name}() is deprecated: wrap the manager with audited(audit, policy) or instrument(Class, policy, audit), ` +
        'then remove the call. Until then it adds nothing inside operations that are tracked.',
      'DeprecationWarning',
      name === 'trackBackend' ? 'TRAILKEEPER_TRACK_BACKEND' : 'TRAILKEEPER_TRACK_VFS',
    );
  }
  if (currentContext()?.tracked === true) return undefined;
  try {
    return audit.logEvent(event);
  } catch (error) {
    warnOnce(`logger ${name}`, `The audit logger failed (${nameError(error)}): a call of ${name} made no event.`);
    return undefined;
  }
}
