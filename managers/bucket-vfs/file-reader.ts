/** Reads files from their backend, and gives nothing out for what was written that is something else. */
import { createHash } from 'node:crypto';
import type { BackendManager } from '../backend/backend-manager.js';
import { ManagerError } from '../manager-error.js';
import type { BucketState, FoundFile } from './bucket-state.js';
import type { Buckets } from './buckets.js';
import { checkWritten, corrupt } from './written-bytes.js';

/** A file may be replaced while it is read, and then be looked up again, so often at most. */
const MAX_LOOKUPS = 3;

/** Of what was read: it has been hashed once, and may have a hundred million bytes. */
const hashes = new WeakMap<Uint8Array, string>();

/** Of content that `read` gave. */
export function findHash(content: Uint8Array): string | undefined {
  return hashes.get(content);
}

export class FileReader {
  constructor(
    private readonly buckets: Buckets,
    private readonly backends: BackendManager,
  ) {}

  async read(bucket: string, path: string): Promise<Uint8Array> {
    for (let lookup = 1; ; lookup++) {
      const { state, file } = find(await this.buckets.get(bucket), path);
      try {
        const bytes = await (await this.backends.openStore(state.backend)).fetch(file.key);
        checkWritten(bytes, file.sha256);
        hashes.set(bytes, file.sha256);
        return bytes;
      } catch (error) {
        const now = await this.buckets.get(bucket);
        if (lookup < MAX_LOOKUPS && now.find(path)?.key !== file.key) continue;
        throw error;
      }
    }
  }

  /** Of the whole file, what is not what was written is found at its end. */
  async *open(
    bucket: string,
    path: string,
    { start = 0, end }: { readonly start?: number | undefined; readonly end?: number | undefined },
  ): AsyncGenerator<Uint8Array, { readonly size: number }> {
    const { state, file } = find(await this.buckets.get(bucket), path);
    const range = { start, end: Math.min(end ?? file.size, file.size) };
    if (!Number.isSafeInteger(start) || start < 0 || !(range.end >= start)) {
      throw new ManagerError('range_refused', `start ${start}, end ${end}: expected a range of ${file.size} bytes`);
    }
    const isWhole = start === 0 && range.end === file.size;
    const hash = isWhole ? createHash('sha256') : undefined;
    if (range.end > start) {
      const store = await this.backends.openStore(state.backend);
      for await (const piece of store.open(file.key, range)) {
        hash?.update(piece);
        yield piece;
      }
    }
    if (hash !== undefined && hash.digest('hex') !== file.sha256) throw corrupt();
    return { size: range.end - start };
  }
}

/** Throws ManagerError `not_found`. */
export function find(state: BucketState, path: string): FoundFile {
  const file = state.find(path);
  if (file === undefined) throw new ManagerError('not_found', `there is no file ${path} in bucket ${state.bucket}`);
  return { state, file };
}
