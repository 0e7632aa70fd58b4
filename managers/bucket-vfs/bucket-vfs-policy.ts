/** What the trail says of buckets and their files: sizes and hashes, never content. */
import { type AuditPolicy, notAudited, type RelatedResource } from '../../shared/client/index.js';
import type { ActorOptions } from '../actor-options.js';
import type { WalRecord } from '../write-ahead-log/wal-record.js';
import type { DamagedFile } from './bucket-check.js';
import type { BucketVFSOperations, FileContent } from './bucket-vfs-operations.js';
import { nameFile } from './file-path.js';
import { findHash } from './file-reader.js';

const type = 'vfs_operation';
const bucketIs = { type, resourceType: 'bucket', resource: (bucket: string) => bucket } as const;

function backendOf(this: BucketVFSOperations, bucket: string): RelatedResource[] {
  const backend = this.findBackend(bucket);
  return backend === undefined ? [] : [{ resource_id: backend, role: 'backend' }];
}

function listRelated(this: BucketVFSOperations, bucket: string): RelatedResource[] {
  return [{ resource_id: bucket, role: 'bucket' }, ...backendOf.call(this, bucket)];
}

const fileOf = (bucket: string, path: string): RelatedResource => ({
  resource_id: nameFile(bucket, path),
  role: 'file',
});

const fileIs = {
  type,
  resourceType: 'file',
  resource: nameFile,
  related: listRelated,
} as const;

const twoFilesAre = {
  ...fileIs,
  related(this: BucketVFSOperations, bucket: string, _path: string, to: string): RelatedResource[] {
    return [...listRelated.call(this, bucket), fileOf(bucket, to)];
  },
  details: (_bucket: string, path: string, to: string) => ({ path, to }),
  actor: (_bucket: string, _path: string, _to: string, options?: ActorOptions) => options?.userId,
} as const;

/** What a logged operation is called that was asked of a file. */
const ACTIONS: Readonly<Record<string, string>> = { store: 'write', delete: 'delete', rename: 'rename', copy: 'copy' };

/** Caused by the adding to the log, in the request of that time. */
const finished = {
  type,
  resourceType: 'file',
  resource: ({ bucket, path, from = path }: WalRecord) => nameFile(bucket, from),
  related(this: BucketVFSOperations, { bucket, path, from }: WalRecord): RelatedResource[] {
    return [...listRelated.call(this, bucket), ...(from === undefined ? [] : [fileOf(bucket, path)])];
  },
  continues: ({ origin }: WalRecord) => origin,
} as const;

/** In bytes; undefined for what comes in pieces. */
function measure(content: FileContent): number | undefined {
  if (typeof content === 'string') return Buffer.byteLength(content);
  return content instanceof Uint8Array ? content.byteLength : undefined;
}

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
    details: (_bucket, path, content) => ({ path, size: measure(content) }),
    actor: (_bucket, _path, _content, options) => options?.userId,
    keeps: ['overtaken'],
    outcome: ({ pinned, overtaken, size, sha256 }) => ({
      status: pinned || overtaken ? 'success' : 'partial',
      details: { size, sha256, overtaken },
    }),
  },
  readFile: {
    ...fileIs,
    action: 'read',
    details: (_bucket, path) => ({ path }),
    actor: (_bucket, _path, options) => options?.userId,
    outcome: (content) => ({ details: { size: content.byteLength, sha256: findHash(content) } }),
  },
  openFile: {
    ...fileIs,
    action: 'read',
    details: (_bucket, path, options) => ({ path, start: options?.start, end: options?.end }),
    keeps: ['start', 'end'],
    actor: (_bucket, _path, options) => options?.userId,
    outcome: ({ size }) => ({ details: { size } }),
  },
  listFiles: {
    ...bucketIs,
    related: backendOf,
    action: 'list',
    details: (_bucket, path) => ({ path: path ?? '/' }),
    actor: (_bucket, _folder, options) => options?.userId,
    outcome: (files) => ({ details: { count: files.length } }),
  },
  renameFile: { ...twoFilesAre, action: 'rename' },
  copyFile: { ...twoFilesAre, action: 'copy' },
  verifyBucket: {
    ...bucketIs,
    related: backendOf,
    action: 'verify',
    details: (_bucket, options) => ({ repair: options?.repair ?? false }),
    actor: (_bucket, options) => options?.userId,
    outcome: ({ files, intact, repaired, damaged }) => ({
      ...judgeCheck(intact + repaired.length, damaged),
      details: { files, intact, repaired: repaired.length, damaged: damaged.slice(0, MAX_TOLD) },
    }),
  },
  listBuckets: notAudited('names only'),
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
  finishRequest: {
    ...finished,
    action: ({ operation_type }) => ACTIONS[operation_type] ?? operation_type,
    details: ({ path, from, size, sha256 }) => ({
      ...(from === undefined ? { path } : { path: from, to: path }),
      size,
      sha256,
    }),
    keeps: ['path', 'to', 'size', 'sha256', 'content_kept', 'overtaken'],
    outcome: ({ pinned, overtaken, contentKept }) => ({
      status: pinned === false ? 'partial' : 'success',
      details: { overtaken, content_kept: contentKept || undefined },
    }),
  },
  recover: notAudited('each thing that is done has its own event'),
  findBackend: notAudited('serves the policy itself'),
  close: notAudited('lets go of the folder'),
  [Symbol.asyncDispose]: notAudited('as close'),
};

/** Damaged files that an event names. */
const MAX_TOLD = 20;

/** A check that finds nothing but damage has found a failure. */
function judgeCheck(good: number, damaged: readonly DamagedFile[]) {
  if (damaged.length === 0) return { status: 'success' } as const;
  if (good > 0) return { status: 'partial' } as const;
  const error = { code: 'content_lost', message: `${damaged.length} files have a copy that is not what was written` };
  return { status: 'failure', error } as const;
}
