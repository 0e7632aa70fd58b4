/** What the trail says of a write-ahead log: one event a transition. */

import { type AuditPolicy, currentContext, notAudited, type RelatedResource } from '../../shared/client/index.js';
import type { ActorOptions } from '../actor-options.js';
import type { StorageWAL } from './storage-wal.js';
import { nameTarget, type WalRecord } from './wal-record.js';

const type = 'wal_operation';
const bucketOf = (bucket: string): RelatedResource => ({ resource_id: bucket, role: 'bucket' });

/** A transition's resource is the operation; what it is about and the bucket are related. */
const transition = {
  type,
  resource: (operationId: string) => operationId,
  related(this: StorageWAL, operationId: string) {
    const record = this.findLoaded(operationId);
    if (record === undefined) return [];
    const target = nameTarget(record.operation_type, record);
    return [{ resource_id: target, role: 'target' }, bucketOf(record.bucket)];
  },
  details(this: StorageWAL, operationId: string) {
    return { operation_type: this.findLoaded(operationId)?.operation_type };
  },
  outcome: (record: WalRecord) => ({ details: { attempt: record.attempts, reason: record.reason } }),
};

/** Who acts, who is named in the context, or who added the operation: the last argument but for `reason`. */
function actorOf(wal: StorageWAL, operationId: string, options: ActorOptions | undefined): string | undefined {
  return options?.userId ?? currentContext()?.user_id ?? wal.findLoaded(operationId)?.origin.user_id;
}

export const storageWalPolicy: AuditPolicy<StorageWAL> = {
  addOperation: {
    type,
    action: 'add',
    resource: (operationType, _backend, data) => nameTarget(operationType, data),
    related: (_operationType, _backend, { bucket }) => [bucketOf(bucket)],
    details: (operation_type, backend, { path, size }) => ({ operation_type, backend, path, size }),
    actor: (_operationType, _backend, _data, options) => options?.userId,
    outcome: ({ operationId }) => ({ related: [{ resource_id: operationId, role: 'operation' }] }),
  },
  startOperation: {
    ...transition,
    action: 'start',
    actor(operationId, options) {
      return actorOf(this, operationId, options);
    },
  },
  completeOperation: {
    ...transition,
    action: 'complete',
    actor(operationId, options) {
      return actorOf(this, operationId, options);
    },
  },
  failOperation: {
    ...transition,
    action: 'fail',
    actor(operationId, _reason, options) {
      return actorOf(this, operationId, options);
    },
  },
  retryOperation: {
    ...transition,
    action: 'retry',
    actor(operationId, _reason, options) {
      return actorOf(this, operationId, options);
    },
  },
  cancelOperation: {
    ...transition,
    action: 'cancel',
    actor(operationId, _reason, options) {
      return actorOf(this, operationId, options);
    },
  },
  recover: {
    type,
    action: 'recover',
    actor: (options) => options?.userId,
    outcome: ({ recovered }) => ({ details: { recovered } }),
  },
  listOperations: notAudited('states only, no content'),
  processOperation: notAudited('each transition that it makes is audited'),
  processAll: notAudited('each transition that it makes is audited'),
  findLoaded: notAudited('serves the policy itself'),
};
