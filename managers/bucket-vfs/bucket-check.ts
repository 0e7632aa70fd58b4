/** Compares the copies of each file of a bucket with what was written, and makes bad ones anew from good ones. */
import type { BackendManager } from '../backend/backend-manager.js';
import { findErrorCode } from '../backend/store-error.js';
import type { KeyedQueue } from '../keyed-queue.js';
import type { BucketState, StoredFile } from './bucket-state.js';
import type { RequestTurns } from './request-turns.js';
import type { WorkingCopy } from './working-copy.js';
import { checkWritten } from './written-bytes.js';

export interface DamagedFile {
  readonly path: string;
  /** Which copy; both when no good one is left. */
  readonly copy: 'backend' | 'local' | 'both';
  /** For instance `corrupt` or `not_found`; of the backend's copy when both are bad. */
  readonly code: string;
}

export interface VerifiedBucket {
  readonly files: number;
  /** Of which every copy is what was written. */
  readonly intact: number;
  readonly repaired: readonly string[];
  readonly damaged: readonly DamagedFile[];
}

export interface BucketCheckOptions {
  readonly files: WorkingCopy;
  readonly backends: BackendManager;
  readonly queue: KeyedQueue;
  readonly turns: RequestTurns;
}

type Copy = { readonly bytes: Uint8Array } | { readonly code: string };

export class BucketCheck {
  constructor(private readonly options: BucketCheckOptions) {}

  /** Files that are written meanwhile are looked at before or after that. */
  async verify(state: BucketState, repair: boolean): Promise<VerifiedBucket> {
    const repaired: string[] = [];
    const damaged: DamagedFile[] = [];
    let files = 0;
    for (const [path] of [...state.list()].sort(([a], [b]) => (a < b ? -1 : 1))) {
      await this.inTurn(state, path, async (file) => {
        files += 1;
        const found = await this.compare(state, path, file);
        if (found === undefined) return;
        const isRepaired = repair && (await this.repair(state, path, file, found));
        if (isRepaired) repaired.push(path);
        else damaged.push(found.damage);
      });
    }
    return { files, intact: files - repaired.length - damaged.length, repaired, damaged };
  }

  private inTurn(state: BucketState, path: string, work: (file: StoredFile) => Promise<void>): Promise<void> {
    const { turns, queue } = this.options;
    return turns.take(state.bucket, [path], () =>
      queue.run(state.bucket, async () => {
        const file = state.find(path);
        if (file !== undefined) await work(file);
      }),
    );
  }

  private async compare(
    state: BucketState,
    path: string,
    { key, sha256 }: StoredFile,
  ): Promise<{ readonly damage: DamagedFile; readonly good: Uint8Array | undefined } | undefined> {
    const store = await this.options.backends.openStore(state.backend);
    const backend = await readCopy(() => store.fetch(key), sha256);
    const local = await readCopy(() => this.options.files.read(state.bucket, path), sha256);
    if ('code' in backend) {
      const good = 'bytes' in local ? local.bytes : undefined;
      return { damage: { path, copy: good === undefined ? 'both' : 'backend', code: backend.code }, good };
    }
    return 'code' in local ? { damage: { path, copy: 'local', code: local.code }, good: backend.bytes } : undefined;
  }

  private async repair(
    state: BucketState,
    path: string,
    { key }: StoredFile,
    { damage, good }: { readonly damage: DamagedFile; readonly good: Uint8Array | undefined },
  ): Promise<boolean> {
    if (good === undefined) return false;
    try {
      if (damage.copy === 'local') await this.options.files.put(state.bucket, path, good, async () => undefined);
      else await (await this.options.backends.openStore(state.backend)).store(key, good);
      return true;
    } catch {
      // It stays damaged, and is said to be.
      return false;
    }
  }
}

async function readCopy(read: () => Promise<Uint8Array>, sha256: string): Promise<Copy> {
  try {
    const bytes = await read();
    checkWritten(bytes, sha256);
    return { bytes };
  } catch (error) {
    return { code: findErrorCode(error) };
  }
}
