import type { ActorOptions } from '../actor-options.js';
import type { BackendConfig, BackendType } from './backend-config.js';
import type { ObjectStore } from './object-store.js';
import type { BackendHealth } from './probe-store.js';

/** Settings by their names; null takes an optional one away. */
export type BackendChanges = Readonly<Record<string, string | boolean | null>>;

export interface CreateBackendOptions extends ActorOptions {
  /** The place is taken from whoever has his mark in it. That owner must not use it any more: he does not notice. */
  readonly takeOver?: boolean | undefined;
}

export interface TestBackendOptions extends ActorOptions {
  /** An object is stored and removed besides: some backends answer, and take nothing. */
  readonly write?: boolean | undefined;
}

export interface UpdatedBackend {
  /** Whose value is another now. */
  readonly changed_fields: string[];
}

/** Gives the reason why a backend must stay, for instance `bucket "media" is on it`. */
export type DeletionCheck = (name: string) => Promise<string | undefined>;

export interface BackendOperations {
  /**
   * The settings are durable once this resolves; the folder of a `local` backend is made. Throws `place_taken` when the
   * place has the mark of another owner or another backend; a place that is away, or not to be probed, is asked before
   * the first object is stored.
   */
  createBackend(
    name: string,
    config: BackendConfig,
    options?: CreateBackendOptions,
  ): Promise<{ name: string; type: BackendType }>;
  /**
   * When nothing changes, nothing is written. Throws `in_use` when a check gives a reason and the change is of where
   * objects lie: directory, bucket, prefix, endpoint, api_url.
   */
  updateBackend(name: string, changes: BackendChanges, options?: ActorOptions): Promise<UpdatedBackend>;
  /** Throws `in_use` when a check gives a reason: a bucket or a pin is on it. What is stored in the backend stays there. */
  deleteBackend(name: string, options?: ActorOptions): Promise<{ name: string; type: BackendType }>;
  /** Resolves for an unhealthy backend too: that is the answer of a test that was made. */
  testBackend(name: string, options?: TestBackendOptions): Promise<BackendHealth>;
  /** The settings with `[redacted]` in place of credentials. */
  getBackend(name: string, options?: ActorOptions): Promise<BackendConfig>;
  /** In alphabetical order. */
  listBackends(options?: ActorOptions): Promise<string[]>;
  /** For those who store objects. Their operations are theirs to audit. */
  openStore(name: string): Promise<ObjectStore>;
  /** Removes what killed processes left of writes that never ended. */
  sweep(): Promise<void>;
  /**
   * Runs `use` while the backend can be neither changed nor deleted, so that what it records of its use cannot come too
   * late for a deletion check. Throws `not_found`. `use` must not wait for a change of a backend.
   */
  keepBackend<T>(name: string, use: () => Promise<T>): Promise<T>;
  /** The check runs inside every deletion, and every change of where objects lie, before it; it must not wait for a change of a backend. */
  refuseDeletion(check: DeletionCheck): void;
  /** Waits for what runs, and lets go of the folder. After it every operation rejects with `closed`. */
  close(): Promise<void>;
  /** As `close`. */
  [Symbol.asyncDispose](): Promise<void>;
}
