import type { ActorOptions } from '../actor-options.js';
import type { Pieces } from '../content.js';
import type { WalRecord } from '../write-ahead-log/wal-record.js';
import type { VerifiedBucket } from './bucket-check.js';
import type { StoredFile } from './bucket-state.js';
import type { WrittenFile } from './file-requests.js';
import type { FinishedRequest } from './recovery.js';

export interface FileEntry extends Omit<StoredFile, 'key'> {
  readonly path: string;
}

/** Pieces are taken once, while they are written to the disk; what they reject with fails the write. */
export type FileContent = Uint8Array | string | Pieces;

export interface OpenFileOptions extends ActorOptions {
  /** Default 0. */
  readonly start?: number | undefined;
  /** Default: the size; more than that is the size. */
  readonly end?: number | undefined;
}

export interface ListFilesOptions extends ActorOptions {
  readonly limit?: number | undefined;
  /** A path: files after it. */
  readonly after?: string | undefined;
}

export interface BucketEntry {
  readonly bucket: string;
  readonly backend: string;
  /** How many it holds. */
  readonly files: number;
  readonly mountPoint?: string;
}

export interface BucketVFSOperations {
  /** On a backend that exists. */
  createBucket(
    bucket: string,
    config: { readonly backend: string },
    options?: ActorOptions,
  ): Promise<{ bucket: string; backend: string }>;
  /** Those whose state can be read, by name. */
  listBuckets(options?: ActorOptions): Promise<BucketEntry[]>;
  /**
   * Reads every copy of every file. With `repair` a bad copy is made anew from a good one; what is left damaged has no
   * good one, or could not be written.
   */
  verifyBucket(
    bucket: string,
    options?: ActorOptions & { readonly repair?: boolean | undefined },
  ): Promise<VerifiedBucket>;
  /** Shows the bucket's files at a path of this machine that is free. They are there to be read. */
  mountBucket(bucket: string, mountPoint: string, options?: ActorOptions): Promise<void>;
  /** Resolves with the path that shows the files no longer. */
  unmountBucket(bucket: string, options?: ActorOptions): Promise<{ mountPoint: string }>;
  /**
   * Stored on the backend and locally when it resolves. When it rejects the file is as before; the log keeps what
   * failed, for a retry. Of two writes of one file the one that was logged last stays.
   */
  writeFile(bucket: string, path: string, content: FileContent, options?: ActorOptions): Promise<WrittenFile>;
  /** From the backend, and only when it is what was written. */
  readFile(bucket: string, path: string, options?: ActorOptions): Promise<Uint8Array>;
  /**
   * The bytes from the backend, in pieces, while they are read; from `start` up to and without `end`. What is not what
   * was written is found at the end of the whole file. Throws `range_refused`.
   */
  openFile(
    bucket: string,
    path: string,
    options?: OpenFileOptions,
  ): AsyncGenerator<Uint8Array, { readonly size: number }>;
  /** Files in a folder and below it, by path; in pages by `limit` and the last path of the page before. */
  listFiles(bucket: string, folder?: string, options?: ListFilesOptions): Promise<FileEntry[]>;
  /** To a name that is free. Content and pin stay as they are. */
  renameFile(bucket: string, path: string, to: string, options?: ActorOptions): Promise<void>;
  /** Under a name that is free. Both have one content in the backend, until the last of them is deleted. */
  copyFile(bucket: string, path: string, to: string, options?: ActorOptions): Promise<void>;
  /**
   * The file is gone when it resolves, and so is its content with the last file of the bucket that has it. `contentKept`:
   * another file has it, somebody pinned it besides, or the backend did not let go of it; then a sweep removes it later.
   */
  deleteFile(bucket: string, path: string, options?: ActorOptions): Promise<{ contentKept: boolean }>;
  /**
   * One that holds files only with `force`, and then each of them is deleted first. Throws `content_left` when the
   * backend does not let go of some content; with `force` the bucket goes all the same, and the event says so.
   */
  deleteBucket(
    bucket: string,
    options?: ActorOptions & { readonly force?: boolean },
  ): Promise<{ files: number; contentKept?: true }>;
  /**
   * After a restart: finishes the writes and deletions that were interrupted, in the name of who asked for them, and
   * pins what was not pinned yet.
   */
  recover(options?: ActorOptions): Promise<{ completed: number; failed: number; pinned: number }>;
  /** What an earlier process was asked, as `recover` finishes it: an event of its own, in the request of that time. */
  finishRequest(record: WalRecord, work: () => Promise<FinishedRequest>): Promise<FinishedRequest>;
  /** The backend of a bucket, as far as it can be known in the call. */
  findBackend(bucket: string): string | undefined;
  /** Waits for what runs, and lets go of the folder. After it every operation rejects with `closed`. */
  close(): Promise<void>;
  /** As `close`. */
  [Symbol.asyncDispose](): Promise<void>;
}
