/** A fixed mixed set of events, as managers of a busy day would emit them: what sizes, speeds and costs are measured on. */
import { createHash } from 'node:crypto';
import type { EventLine, Status } from '../../shared/event/event.js';
import { formatTimestamp } from '../../shared/event/values/timestamp.js';

const START_MS = Date.UTC(2026, 0, 31, 9);
/** Listed and not read from the catalogue: with every row that is new there, nothing would be comparable with before. */
const MANAGED = Object.entries({
  backend_operation: ['create', 'update', 'delete', 'test', 'get'],
  vfs_operation: ['create', 'mount', 'unmount', 'write', 'read', 'list', 'delete'],
  wal_operation: ['add', 'start', 'complete', 'fail', 'retry', 'cancel', 'recover'],
  pin_operation: ['add', 'remove', 'verify'],
  journal_operation: [
    ...['begin', 'create', 'write', 'delete', 'rename'],
    ...['mkdir', 'commit', 'rollback', 'checkpoint', 'recover'],
  ],
}).flatMap(([event_type, actions]) => actions.map((action) => ({ event_type, action })));
/** Of 1,000 events: 20 fail, 8 are denied, 2 are partial. */
const TROUBLE: readonly Status[] = ['failure', 'failure', 'denied', 'failure', 'partial'];

/** Equal arguments give equal events: one producer, starting 3.7 ms apart. */
export function makeMixedEvents(count: number, producerId = 'p-4f1c2a9be07d5563'): EventLine[] {
  return Array.from({ length: count }, (_, at) => makeEvent(at, producerId));
}

function makeEvent(at: number, producerId: string): EventLine {
  const row = MANAGED[(at * 7) % MANAGED.length];
  if (row === undefined) throw new RangeError('there are no managed operations');
  const hash = createHash('sha256').update(`event ${at}`).digest('hex');
  const status = at % 33 === 32 ? (TROUBLE[Math.floor(at / 33) % TROUBLE.length] ?? 'failure') : 'success';
  const us = at * 3_700;
  const bucket = `bucket-${(at * 13) % 50}`;
  const path = `/reports/2026/file-${(at * 31) % 900}.txt`;
  const event: EventLine = {
    schema_version: 1,
    timestamp: formatTimestamp({ ms: START_MS + Math.floor(us / 1_000), us: us % 1_000 }),
    duration_ms: Number(((at % 97) / 7).toFixed(3)),
    operation_id: hash.slice(0, 16),
    event_type: row.event_type,
    action: row.action,
    status,
    user_id: ['alice', 'bob', 'carol', 'system'][(at * 5) % 4] ?? 'system',
    source_ip: `10.20.${at % 7}.${at % 251}`,
    resource_id: at % 3 === 0 ? bucket : `${bucket}:${path}`,
    resource_type: at % 3 === 0 ? 'bucket' : 'file',
    correlation_id: `req-${hash.slice(16, 32)}`,
    producer_id: producerId,
    seq: at + 1,
  };
  if (at % 3 !== 0) event.related = [{ resource_id: bucket, role: 'bucket' }];
  if (at % 4 === 1) event.caused_by = hash.slice(32, 48);
  if (status !== 'success') event.error = { code: 'ENOENT', message: `no such file or directory, open '${path}'` };
  else if (at % 2 === 0) event.details = { path, size: (at * 7_919) % 1_000_000, sha256: hash };
  return event;
}
