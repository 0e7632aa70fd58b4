/**
 * The known vocabulary. It is open: an unknown type or action is accepted and stored. A row adds knowledge about a
 * known pair: how much it matters, which details automatic capture keeps, and whether sampling may leave it out.
 */

export type Criticality = 'routine' | 'important' | 'critical';

export interface CatalogueRow {
  readonly event_type: string;
  readonly action: string;
  readonly criticality: Criticality;
  /** Top-level keys of `details` that automatic capture keeps; every other key is dropped before the event is made. */
  readonly details: readonly string[];
  /** Critical rows are never sampled out, whatever the configuration says. */
  readonly sampling: 'allowed' | 'never';
  /** One line for the reference and the dashboard. */
  readonly meaning: string;
}

const row = (
  event_type: string,
  action: string,
  criticality: Criticality,
  details: readonly string[],
  meaning: string,
): CatalogueRow => ({
  event_type,
  action,
  criticality,
  details,
  sampling: criticality === 'critical' ? 'never' : 'allowed',
  meaning,
});

export const CATALOGUE: readonly CatalogueRow[] = [
  row('backend_operation', 'create', 'critical', ['type', 'config'], 'a storage backend was configured'),
  row('backend_operation', 'update', 'critical', ['changed_fields'], 'fields of a backend were changed'),
  row('backend_operation', 'delete', 'critical', ['type'], 'a backend was removed'),
  row('backend_operation', 'test', 'routine', ['health', 'reason'], 'a backend was probed'),
  row('backend_operation', 'get', 'routine', [], 'a backend configuration was read'),
  row('vfs_operation', 'create', 'important', ['backend'], 'a bucket was created'),
  row('vfs_operation', 'mount', 'important', ['mount_point'], 'a bucket was mounted'),
  row('vfs_operation', 'unmount', 'important', ['mount_point'], 'a bucket was unmounted'),
  row('vfs_operation', 'write', 'routine', ['path', 'size', 'sha256'], 'a file was written'),
  row('vfs_operation', 'read', 'routine', ['path', 'size', 'sha256'], 'a file was read'),
  row('vfs_operation', 'list', 'routine', ['path', 'count'], 'a folder was listed'),
  row('vfs_operation', 'rename', 'routine', ['path', 'to'], 'a file was given another name'),
  row('vfs_operation', 'copy', 'routine', ['path', 'to'], 'a file was given a second name'),
  row(
    'vfs_operation',
    'verify',
    'important',
    ['repair', 'files', 'intact', 'repaired', 'damaged'],
    'the copies of a bucket were compared with what was written',
  ),
  row('vfs_operation', 'delete', 'important', ['path', 'force', 'files'], 'a file or a bucket was deleted'),
  row('wal_operation', 'add', 'routine', ['operation_type', 'backend', 'path', 'size'], 'an operation was logged'),
  row('wal_operation', 'start', 'routine', ['operation_type', 'attempt'], 'work on a logged operation began'),
  row('wal_operation', 'complete', 'routine', ['operation_type', 'attempt'], 'a logged operation was completed'),
  row('wal_operation', 'fail', 'important', ['operation_type', 'attempt', 'reason'], 'a logged operation failed'),
  row(
    'wal_operation',
    'retry',
    'routine',
    ['operation_type', 'attempt', 'reason'],
    'a logged operation will be retried',
  ),
  row('wal_operation', 'cancel', 'important', ['operation_type', 'reason'], 'a logged operation was cancelled'),
  row('wal_operation', 'recover', 'important', ['recovered'], 'the log was read back after a restart'),
  row('pin_operation', 'add', 'important', ['backends', 'pinned', 'failed', 'size'], 'content was pinned'),
  row('pin_operation', 'remove', 'important', ['backends', 'removed', 'failed'], 'a pin was removed'),
  row('pin_operation', 'verify', 'routine', ['backends', 'intact', 'failed'], 'pinned content was checked'),
  row('journal_operation', 'begin', 'routine', [], 'a journal transaction began'),
  row('journal_operation', 'create', 'routine', ['path', 'size', 'sha256'], 'a file was created in a transaction'),
  row('journal_operation', 'write', 'routine', ['path', 'size', 'sha256'], 'a file was written in a transaction'),
  row('journal_operation', 'delete', 'routine', ['path'], 'a file was deleted in a transaction'),
  row('journal_operation', 'rename', 'routine', ['path', 'to'], 'a file was renamed in a transaction'),
  row('journal_operation', 'mkdir', 'routine', ['path'], 'a folder was made in a transaction'),
  row('journal_operation', 'commit', 'important', ['steps'], 'a journal transaction was committed'),
  row('journal_operation', 'rollback', 'important', ['steps', 'reason'], 'a journal transaction was rolled back'),
  row('journal_operation', 'checkpoint', 'routine', ['transactions'], 'the journal was shortened'),
  row(
    'journal_operation',
    'recover',
    'important',
    ['rolled_back', 'kept'],
    'the journal was read back after a restart',
  ),
  row('authentication', 'login', 'critical', ['method'], 'somebody signed in'),
  row('authentication', 'logout', 'critical', ['method'], 'somebody signed out'),
  row('authorization', 'check', 'critical', ['permission'], 'a permission was checked'),
  row('authorization', 'grant', 'critical', ['permission', 'role'], 'a permission was given'),
  row('authorization', 'revoke', 'critical', ['permission', 'role'], 'a permission was taken away'),
  row('audit', 'export', 'critical', ['format', 'filter', 'count'], 'the trail was exported'),
  row('audit', 'query', 'important', ['filter'], 'the trail was read'),
  row('audit', 'gap', 'critical', ['reason', 'count'], 'the trail knows that events are missing'),
];

/** The trail's own events: answers leave them out unless they are asked for by event_type. */
export const AUDIT_EVENT_TYPE = 'audit';

const byPair = new Map(CATALOGUE.map((entry) => [`${entry.event_type}\n${entry.action}`, entry]));

export function findCatalogueRow(eventType: string, action: string): CatalogueRow | undefined {
  return byPair.get(`${eventType}\n${action}`);
}
