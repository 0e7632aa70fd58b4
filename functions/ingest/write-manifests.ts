/** Appends manifests to the arrival log, each attempt under a batch id of its own. */
import { randomBytes } from 'node:crypto';
import { deriveEventId } from '../../shared/event/line/identity.js';
import { type Epochs, MANIFEST_FAMILY } from '../../shared/store/epochs.js';
import { buildManifestItem } from '../../shared/store/manifest.js';
import type { ManifestWriter } from '../../shared/store/manifest-writer.js';
import { attemptWithin, backOff } from './attempt-within.js';
import type { MessageWork } from './message-work.js';
import type { PackedManifest } from './pack-manifests.js';

/** A put this long after its id was made is given up, so that a minute's window is final 30 seconds after its end. */
export const MAX_MANIFEST_DELAY_MS = 5_000;
const PARALLEL_MANIFESTS = 4;

export interface ManifestOptions {
  readonly manifests: ManifestWriter;
  readonly epochs: Epochs;
  readonly clock: () => number;
  /** Zero or less: no attempt begins, and none goes on. */
  readonly leftMs: () => number;
  readonly random: () => number;
}

export interface ManifestCounts {
  written: number;
  lastError: unknown;
  /** Messages with a manifest that is not durable. */
  readonly unlisted: Set<MessageWork>;
}

/** Never rejects. */
export async function writeManifests(
  packed: readonly PackedManifest[],
  options: ManifestOptions,
): Promise<ManifestCounts> {
  const counts: ManifestCounts = { written: 0, lastError: undefined, unlisted: new Set() };
  const queue = packed.values();
  const work = async () => {
    for (const manifest of queue) {
      if (await writeManifest(manifest, options, counts)) counts.written += 1;
      else for (const message of manifest.works) counts.unlisted.add(message);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_MANIFESTS }, work));
  return counts;
}

async function writeManifest(
  manifest: PackedManifest,
  options: ManifestOptions,
  counts: ManifestCounts,
): Promise<boolean> {
  for (let failures = 1; options.leftMs() > 0; failures += 1) {
    const timeoutMs = Math.min(MAX_MANIFEST_DELAY_MS, options.leftMs());
    const batchMs = options.clock();
    const unique = randomBytes(8);
    const batchId = deriveEventId({ ms: batchMs, us: 0 }, unique);
    const { stripes } = options.epochs.getForWriting(MANIFEST_FAMILY, batchMs, batchMs);
    const item = buildManifestItem(manifest, {
      batchId,
      batchMs,
      shard: unique.readUInt32BE(4) % stripes,
      salt: randomBytes(16),
    });
    try {
      await attemptWithin(timeoutMs, (signal) => options.manifests.putManifest(item, signal));
      return true;
    } catch (error) {
      counts.lastError = error;
      await backOff(failures, options.leftMs(), options.random);
    }
  }
  return false;
}
