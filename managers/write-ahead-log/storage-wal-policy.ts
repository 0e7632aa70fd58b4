/** What the trail says of a write-ahead log: one event a transition. */
import { type AuditPolicy, notAudited, type RelatedResource } from '../../shared/client/index.js';
import type { WalOperations } from './wal-operations.js';
import { nameTarget, type WalOperation, type WalOrigin } from './wal-record.js';

const type = 'wal_operation';
const bucketOf = (bucket: string): RelatedResource => ({ resource_id: bucket, role: 'bucket' });

/**
 * A transition's resource is the operation; what it is about and the bucket are related. Made by a worker, it is in the
 * name of whoever added the operation, and caused by the adding.
 */
const transition = {
  type,
  resourceType: 'operation',
  resource: (operationId: string) => operationId,
  related(this: WalOperations, operationId: string): RelatedResource[] {
    const record = this.findLoaded(operationId);
    if (record === undefined) return [];
    return [{ resource_id: nameTarget(record.operation_type, record), role: 'target' }, bucketOf(record.bucket)];
  },
  details(this: WalOperations, operationId: string) {
    return { operation_type: this.findLoaded(operationId)?.operation_type };
  },
  continues(this: WalOperations, operationId: string): WalOrigin | undefined {
    return this.findLoaded(operationId)?.origin;
  },
  outcome: (record: WalOperation) => ({ details: { attempt: record.attempts, reason: record.reason } }),
} as const;

export const storageWalPolicy: AuditPolicy<WalOperations> = {
  addOperation: {
    type,
    action: 'add',
    resourceType: 'target',
    resource: (operationType, _backend, data) => nameTarget(operationType, data),
    related: (_operationType, _backend, { bucket }) => [bucketOf(bucket)],
    details: (operation_type, backend, { path, size }) => ({ operation_type, backend, path, size }),
    actor: (_operationType, _backend, _data, options) => options?.userId,
    outcome: ({ operationId }) => ({ related: [{ resource_id: operationId, role: 'operation' }] }),
  },
  startOperation: { ...transition, action: 'start', actor: (_id, options) => options?.userId },
  completeOperation: { ...transition, action: 'complete', keeps: ['reason'], actor: (_id, options) => options?.userId },
  failOperation: { ...transition, action: 'fail', actor: (_id, _reason, options) => options?.userId },
  retryOperation: { ...transition, action: 'retry', actor: (_id, _reason, options) => options?.userId },
  cancelOperation: { ...transition, action: 'cancel', actor: (_id, _reason, options) => options?.userId },
  recover: {
    type,
    action: 'recover',
    actor: (options) => options?.userId,
    keeps: ['damaged'],
    outcome: ({ recovered, damaged }) => ({
      status: damaged === undefined ? 'success' : 'partial',
      details: { recovered, damaged },
    }),
  },
  listOperations: notAudited('states only, no content'),
  processOperation: notAudited('each transition that it makes is audited'),
  processAll: notAudited('each transition that it makes is audited'),
  lastSequence: notAudited('a number'),
  findLoaded: notAudited('serves the policy itself'),
  close: notAudited('lets go of the folder'),
  [Symbol.asyncDispose]: notAudited('as close'),
};
