/** What the trail says of buckets and their files: sizes and hashes, never content. */
import { createHash } from 'node:crypto';
import { type AuditPolicy, notAudited, type RelatedResource } from '../../shared/client/index.js';
import type { WalRecord } from '../write-ahead-log/wal-record.js';
import type { BucketVFSOperations } from './bucket-vfs-operations.js';
import { nameFile } from './file-path.js';

const type = 'vfs_operation';
const bucketIs = { type, resourceType: 'bucket', resource: (bucket: string) => bucket } as const;

function backendOf(this: BucketVFSOperations, bucket: string): RelatedResource[] {
  const backend = this.findBackend(bucket);
  return backend === undefined ? [] : [{ resource_id: backend, role: 'backend' }];
}

const fileIs = {
  type,
  resourceType: 'file',
  resource: nameFile,
  related(this: BucketVFSOperations, bucket: string): RelatedResource[] {
    return [{ resource_id: bucket, role: 'bucket' }, ...backendOf.call(this, bucket)];
  },
} as const;

/** Caused by the adding to the log, in the request of that time. */
const finished = {
  type,
  resourceType: 'file',
  resource: ({ bucket, path }: WalRecord) => nameFile(bucket, path),
  related(this: BucketVFSOperations, { bucket }: WalRecord): RelatedResource[] {
    return [{ resource_id: bucket, role: 'bucket' }, ...backendOf.call(this, bucket)];
  },
  continues: ({ origin }: WalRecord) => origin,
} as const;

const describeContent = (content: Uint8Array | string) => ({
  size: typeof content === 'string' ? Buffer.byteLength(content) : content.byteLength,
  sha256: createHash('sha256').update(content).digest('hex'),
});

export const bucketVfsPolicy: AuditPolicy<BucketVFSOperations> = {
  createBucket: {
    ...bucketIs,
    action: 'create',
    related: (_bucket, { backend }) => [{ resource_id: backend, role: 'backend' }],
    details: (_bucket, { backend }) => ({ backend }),
    actor: (_bucket, _config, options) => options?.userId,
  },
  mountBucket: {
    ...bucketIs,
    related: backendOf,
    action: 'mount',
    details: (_bucket, mount_point) => ({ mount_point }),
    actor: (_bucket, _mountPoint, options) => options?.userId,
  },
  unmountBucket: {
    ...bucketIs,
    related: backendOf,
    action: 'unmount',
    actor: (_bucket, options) => options?.userId,
    outcome: ({ mountPoint }) => ({ details: { mount_point: mountPoint } }),
  },
  writeFile: {
    ...fileIs,
    action: 'write',
    details: (_bucket, path, content) => ({ path, ...describeContent(content) }),
    actor: (_bucket, _path, _content, options) => options?.userId,
    keeps: ['overtaken'],
    outcome: ({ pinned, overtaken }) => ({
      status: pinned || overtaken ? 'success' : 'partial',
      details: { overtaken },
    }),
  },
  readFile: {
    ...fileIs,
    action: 'read',
    details: (_bucket, path) => ({ path }),
    actor: (_bucket, _path, options) => options?.userId,
    outcome: (content) => ({ details: describeContent(content) }),
  },
  listFiles: {
    ...bucketIs,
    related: backendOf,
    action: 'list',
    details: (_bucket, path) => ({ path: path ?? '/' }),
    actor: (_bucket, _folder, options) => options?.userId,
    outcome: (files) => ({ details: { count: files.length } }),
  },
  deleteFile: {
    ...fileIs,
    action: 'delete',
    details: (_bucket, path) => ({ path }),
    keeps: ['content_kept'],
    actor: (_bucket, _path, options) => options?.userId,
    outcome: ({ contentKept }) => ({ details: contentKept ? { content_kept: true } : {} }),
  },
  deleteBucket: {
    ...bucketIs,
    related: backendOf,
    action: 'delete',
    details: (_bucket, options) => ({ force: options?.force ?? false }),
    actor: (_bucket, options) => options?.userId,
    keeps: ['content_kept'],
    outcome: ({ files, contentKept }) => ({
      status: contentKept ? 'partial' : 'success',
      details: { files, content_kept: contentKept },
    }),
  },
  finishWrite: {
    ...finished,
    action: 'write',
    details: ({ path, size, sha256 }) => ({ path, size, sha256 }),
    keeps: ['overtaken'],
    outcome: ({ pinned, overtaken }) => ({
      status: pinned === false ? 'partial' : 'success',
      details: { overtaken },
    }),
  },
  finishDelete: {
    ...finished,
    action: 'delete',
    details: ({ path }) => ({ path }),
    keeps: ['content_kept', 'overtaken'],
    outcome: ({ contentKept, overtaken }) => ({ details: { content_kept: contentKept || undefined, overtaken } }),
  },
  recover: notAudited('each thing that is done has its own event'),
  findBackend: notAudited('serves the policy itself'),
  close: notAudited('lets go of the folder'),
  [Symbol.asyncDispose]: notAudited('as close'),
};
