import type { ManifestItem } from './manifest.js';

/** Appends to the arrival log, one attempt a call. A retry takes a new batch id. */
export interface ManifestWriter {
  /** Durable when it resolves. Rejects also when the batch id is taken: a manifest is never overwritten. */
  putManifest(item: ManifestItem, signal: AbortSignal): Promise<void>;
}
