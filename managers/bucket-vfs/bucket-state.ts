/** What is known of each bucket, one file each, replaced as a whole. */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeFileAtomically } from '../atomic-file.js';

export interface StoredFile {
  /** In bytes. */
  readonly size: number;
  readonly sha256: string;
  /** Undefined while it is not pinned. */
  readonly cid?: string | undefined;
}

export interface BucketState {
  readonly bucket: string;
  readonly backend: string;
  readonly mount_point?: string | undefined;
  /** By path, which begins with a slash. */
  readonly files: Readonly<Record<string, StoredFile>>;
}

const ENDING = '.json';

export class BucketStates {
  private states: Promise<Map<string, BucketState>> | undefined;
  /** What is known without waiting. */
  private known: ReadonlyMap<string, BucketState> = new Map();

  constructor(private readonly dir: string) {}

  async find(bucket: string): Promise<BucketState | undefined> {
    return (await this.load()).get(bucket);
  }

  async list(): Promise<BucketState[]> {
    return [...(await this.load()).values()];
  }

  findLoaded(bucket: string): BucketState | undefined {
    return this.known.get(bucket);
  }

  /** Durable when it resolves. */
  async save(state: BucketState): Promise<void> {
    const states = await this.load();
    await writeFileAtomically(this.fileOf(state.bucket), `${JSON.stringify(state, null, 2)}\n`);
    states.set(state.bucket, state);
  }

  async remove(bucket: string): Promise<void> {
    const states = await this.load();
    await rm(this.fileOf(bucket));
    await syncFolder(this.dir);
    states.delete(bucket);
  }

  private fileOf(bucket: string): string {
    return join(this.dir, `${bucket}${ENDING}`);
  }

  /** A failed read is tried again by the next call. */
  private load(): Promise<Map<string, BucketState>> {
    this.states ??= this.read().catch((error: unknown) => {
      this.states = undefined;
      throw error;
    });
    return this.states;
  }

  private async read(): Promise<Map<string, BucketState>> {
    await mkdir(this.dir, { recursive: true, mode: 0o700 });
    const names = (await readdir(this.dir)).filter((name) => name.endsWith(ENDING));
    const states = await Promise.all(
      names.map(async (name): Promise<BucketState> => JSON.parse(await readFile(join(this.dir, name), 'utf8'))),
    );
    const byBucket = new Map(states.map((state) => [state.bucket, state]));
    this.known = byBucket;
    return byBucket;
  }
}
