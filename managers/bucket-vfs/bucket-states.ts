/** The states of all buckets, one log each: what is damaged in one is of no concern to another. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../atomic-file.js';
import { ManagerError } from '../manager-error.js';
import { readNames } from '../read-names.js';
import { type BucketHeader, BucketState } from './bucket-state.js';

export const BUCKET_NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const ENDING = '.log';
const GONE = '.gone';

export class BucketStates {
  private readonly loaded = new Map<string, BucketState>();

  constructor(private readonly dir: string) {}

  /** Reads the disk in the call when nothing did before. Throws ManagerError `damaged`. */
  find(bucket: string): BucketState | undefined {
    const known = this.loaded.get(bucket) ?? this.read(bucket);
    // Whoever asks relies on its backend.
    if (known?.header.bucket !== bucket) return undefined;
    return known;
  }

  /** Throws ManagerError `not_found` and `damaged`. */
  get(bucket: string): BucketState {
    const state = this.find(bucket);
    if (state === undefined) throw new ManagerError('not_found', `there is no bucket ${bucket}`);
    return state;
  }

  /** By name. */
  listNames(): string[] {
    const names = readNames(this.dir).filter((name) => name.endsWith(ENDING));
    return names
      .map((name) => name.slice(0, -ENDING.length))
      .filter((name) => BUCKET_NAME.test(name))
      .sort();
  }

  /** Those that can be read, by name. */
  listSound(): BucketState[] {
    return this.listNames().flatMap((name) => {
      try {
        return this.find(name) ?? [];
      } catch (error) {
        if (error instanceof ManagerError) return [];
        throw error;
      }
    });
  }

  /** Durable when it resolves. Nothing may be there under the name. */
  async create(header: BucketHeader): Promise<void> {
    const state = new BucketState(this.fileOf(header.bucket));
    await state.create(header);
    this.loaded.set(header.bucket, state);
  }

  /** What its backend has not let go of is remembered until a sweep has removed it. */
  async remove(bucket: string): Promise<void> {
    const hasRubbish = (this.find(bucket)?.listRubbish().length ?? 0) > 0;
    const file = this.fileOf(bucket);
    if (hasRubbish) await rename(file, join(this.dir, `${bucket}.${randomUUID()}${GONE}`));
    else await rm(file, { force: true });
    this.loaded.delete(bucket);
    await syncFolder(this.dir);
  }

  /** Buckets that were deleted and still have content somewhere, with a way to forget each. */
  listGone(): { readonly state: BucketState; readonly forget: () => Promise<void> }[] {
    return readNames(this.dir)
      .filter((name) => name.endsWith(GONE))
      .map((name) => {
        const file = join(this.dir, name);
        return { state: new BucketState(file), forget: () => rm(file, { force: true }) };
      });
  }

  private read(bucket: string): BucketState | undefined {
    if (!BUCKET_NAME.test(bucket) || !existsSync(this.fileOf(bucket))) return undefined;
    const state = new BucketState(this.fileOf(bucket));
    this.loaded.set(bucket, state);
    return state;
  }

  private fileOf(bucket: string): string {
    return join(this.dir, `${bucket}${ENDING}`);
  }
}
