/** What is known of each bucket: one JSON file each, replaced as a whole. */
import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder, writeFileAtomically } from '../atomic-file.js';
import { ManagerError } from '../manager-error.js';

export interface StoredFile {
  /** In bytes. */
  readonly size: number;
  readonly sha256: string;
  readonly cid: string;
  /** Of the logged operation that stored it: one with a lower number came before. */
  readonly sequence: number;
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
  private loaded: ReadonlyMap<string, BucketState> = new Map();

  constructor(private readonly dir: string) {}

  async find(bucket: string): Promise<BucketState | undefined> {
    return (await this.load()).get(bucket);
  }

  /** Throws ManagerError `not_found`. */
  async get(bucket: string): Promise<BucketState> {
    const state = await this.find(bucket);
    if (state === undefined) throw new ManagerError('not_found', `there is no bucket ${bucket}`);
    return state;
  }

  async list(): Promise<BucketState[]> {
    return [...(await this.load()).values()];
  }

  /** For the trail: reads the disk in the call when nothing did before. Undefined for what is no bucket. */
  findBackend(bucket: string): string | undefined {
    const state = this.loaded.get(bucket);
    if (state !== undefined || this.states !== undefined || !/^[a-z0-9_-]+$/.test(bucket)) return state?.backend;
    try {
      const { backend }: BucketState = JSON.parse(readFileSync(this.fileOf(bucket), 'utf8'));
      return backend;
    } catch {
      return undefined;
    }
  }

  /** Durable when it resolves. */
  async save(state: BucketState): Promise<void> {
    await this.load();
    await writeFileAtomically(this.fileOf(state.bucket), formatState(state));
    await this.remember(state);
  }

  /** Takes over a state that is on the disk already. */
  async remember(state: BucketState): Promise<void> {
    (await this.load()).set(state.bucket, state);
  }

  async remove(bucket: string): Promise<void> {
    const states = await this.load();
    await rm(this.fileOf(bucket), { force: true });
    states.delete(bucket);
    await syncFolder(this.dir);
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
    this.loaded = byBucket;
    return byBucket;
  }
}

export function formatState(state: BucketState): string {
  return `${JSON.stringify(state, null, 1)}\n`;
}
