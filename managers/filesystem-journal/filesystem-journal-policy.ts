/** What the trail says of a journal: a transaction's id for what concerns all of it, the file's path for each step. */
import { type AuditPolicy, notAudited } from '../../shared/client/index.js';
import { sizeOf } from '../content.js';
import type { DescribedFile } from './described-file.js';
import type { JournalOperations } from './journal-operations.js';

const type = 'journal_operation';
const inTransaction = (transactionId: string) => [{ resource_id: transactionId, role: 'transaction' }];
const ofFile = { resourceType: 'file', related: inTransaction } as const;
const ofTransaction = {
  type,
  resourceType: 'transaction',
  resource: (transactionId: string) => transactionId,
} as const;
const resource = (_transactionId: string, path: string) => path;
const described = (file: DescribedFile) => ({ details: { ...file } });

export const filesystemJournalPolicy: AuditPolicy<JournalOperations> = {
  begin: {
    type,
    action: 'begin',
    resourceType: 'transaction',
    actor: (options) => options?.userId,
    outcome: ({ transactionId }) => ({ resource: transactionId }),
  },
  create: {
    ...ofFile,
    type,
    action: 'create',
    resource,
    details: (_id, path, content) => ({ path, size: sizeOf(content) }),
    actor: (_id, _path, _content, options) => options?.userId,
    outcome: described,
  },
  write: {
    ...ofFile,
    type,
    action: 'write',
    resource,
    details: (_id, path, content) => ({ path, size: sizeOf(content) }),
    actor: (_id, _path, _content, options) => options?.userId,
    outcome: described,
  },
  delete: {
    ...ofFile,
    type,
    action: 'delete',
    resource,
    details: (_id, path) => ({ path }),
    actor: (_id, _path, options) => options?.userId,
  },
  rename: {
    ...ofFile,
    type,
    action: 'rename',
    resource,
    details: (_id, path, to) => ({ path, to }),
    actor: (_id, _path, _to, options) => options?.userId,
  },
  mkdir: {
    ...ofFile,
    type,
    action: 'mkdir',
    resource,
    details: (_id, path) => ({ path }),
    actor: (_id, _path, options) => options?.userId,
  },
  commit: {
    ...ofTransaction,
    action: 'commit',
    actor: (_id, options) => options?.userId,
    outcome: ({ steps }) => ({ details: { steps } }),
  },
  rollback: {
    ...ofTransaction,
    action: 'rollback',
    details: (_id, reason) => ({ reason }),
    actor: (_id, _reason, options) => options?.userId,
    outcome: ({ steps }) => ({ details: { steps } }),
  },
  checkpoint: {
    type,
    action: 'checkpoint',
    actor: (options) => options?.userId,
    outcome: ({ transactions }) => ({ details: { transactions } }),
  },
  recover: {
    type,
    action: 'recover',
    actor: (options) => options?.userId,
    keeps: ['damaged'],
    outcome: ({ rolledBack, kept, damaged }) => ({
      status: damaged === undefined ? 'success' : 'partial',
      details: { rolled_back: rolledBack, kept, damaged },
    }),
  },
  needsRecovery: notAudited('looks whether there is something to recover, changes nothing'),
  close: notAudited('lets go of the folder'),
  [Symbol.asyncDispose]: notAudited('as close'),
};
