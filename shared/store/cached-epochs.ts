/** The epoch directory as its users hold it: read now and then, and never older than is safe. */
import {
  type EpochDirectory,
  READER_CACHE_MS,
  READER_STALE_MS,
  WRITER_CACHE_MS,
  WRITER_STALE_MS,
} from './epoch-directory.js';
import { Epochs } from './epochs.js';

export interface EpochSource {
  /** Rejects when the directory cannot be read and no copy is recent enough. */
  getEpochs(): Promise<Epochs>;
}

export interface CachedEpochsOptions {
  /** A copy of this age is used without looking. */
  readonly maxAgeMs: number;
  /** A copy of this age is still used when looking fails. */
  readonly maxStaleMs: number;
  readonly clock?: (() => number) | undefined;
  readonly timeoutMs?: number | undefined;
}

/** Readers must know a row before it is used: see `EFFECTIVE_AFTER_MS`. */
export const READER_EPOCHS = { maxAgeMs: READER_CACHE_MS, maxStaleMs: READER_STALE_MS } as const;
/** A writer that misses a row goes on with an older number, which readers read for `SUPERSEDED_AFTER_MS` as well. */
export const WRITER_EPOCHS = { maxAgeMs: WRITER_CACHE_MS, maxStaleMs: WRITER_STALE_MS } as const;

const DEFAULT_TIMEOUT_MS = 5_000;

export class CachedEpochs implements EpochSource {
  readonly #directory: EpochDirectory;
  readonly #options: CachedEpochsOptions;
  readonly #clock: () => number;
  #copy: { epochs: Epochs; readAtMs: number } | undefined;
  #reading: Promise<Epochs> | undefined;

  constructor(directory: EpochDirectory, options: CachedEpochsOptions) {
    this.#directory = directory;
    this.#options = options;
    this.#clock = options.clock ?? Date.now;
  }

  async getEpochs(): Promise<Epochs> {
    if (this.#copy !== undefined && this.#ageMs() < this.#options.maxAgeMs) return this.#copy.epochs;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #read(): Promise<Epochs> {
    // The copy is as old as the moment before the reading: a row added meanwhile may be missing from it.
    const readAtMs = this.#clock();
    try {
      const rows = await this.#directory.listRows(AbortSignal.timeout(this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS));
      const epochs = new Epochs(rows);
      this.#copy = { epochs, readAtMs };
      return epochs;
    } catch (error) {
      if (this.#copy !== undefined && this.#ageMs() < this.#options.maxStaleMs) return this.#copy.epochs;
      throw error;
    }
  }

  #ageMs(): number {
    return this.#copy === undefined ? Number.POSITIVE_INFINITY : this.#clock() - this.#copy.readAtMs;
  }
}
