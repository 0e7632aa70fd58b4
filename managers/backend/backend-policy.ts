/** What the trail learns of each operation on backends: credentials never, old and new values of harmless settings. */
import { notAudited } from '../../shared/client/track/not-audited.js';
import type { AuditPolicy } from '../../shared/client/track/policy.js';
import { findChanges } from './backend-changes.js';
import { describeConfig, listKnownFields } from './backend-config.js';
import type { BackendOperations } from './backend-operations.js';

const ofBackend = { type: 'backend_operation', resourceType: 'backend' } as const;

export const backendPolicy: AuditPolicy<BackendOperations> = {
  createBackend: {
    ...ofBackend,
    action: 'create',
    resource: (name) => name,
    details: (_name, config, options) => ({
      type: config.type,
      config: describeConfig(config),
      taken_over: options?.takeOver,
    }),
    keeps: ['taken_over'],
    actor: (_name, _config, options) => options?.userId,
  },
  updateBackend: {
    ...ofBackend,
    action: 'update',
    resource: (name) => name,
    // Of a failed update: those that were asked for.
    details: (_name, changes) => ({ changed_fields: listKnownFields(Object.keys(changes)) }),
    outcome: (result) => ({ details: { changed_fields: result.changed_fields }, changes: findChanges(result) }),
    actor: (_name, _changes, options) => options?.userId,
  },
  deleteBackend: {
    ...ofBackend,
    action: 'delete',
    resource: (name) => name,
    outcome: ({ type }) => ({ details: { type } }),
    actor: (_name, options) => options?.userId,
  },
  testBackend: {
    ...ofBackend,
    action: 'test',
    resource: (name) => name,
    details: (_name, options) => ({ write: options?.write }),
    keeps: ['write'],
    outcome: ({ health, reason }) => ({ status: 'success', details: { health, reason } }),
    actor: (_name, options) => options?.userId,
  },
  getBackend: {
    ...ofBackend,
    action: 'get',
    resource: (name) => name,
    actor: (_name, options) => options?.userId,
  },
  listBackends: notAudited('names only'),
  openStore: notAudited('the operations on it are audited by those who use it'),
  sweep: notAudited('touches no object'),
  keepBackend: notAudited('the operation that uses the backend is audited'),
  refuseDeletion: notAudited('wiring'),
  close: notAudited('lets go of the folder'),
  [Symbol.asyncDispose]: notAudited('as close'),
};
