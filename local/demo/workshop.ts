/** The five managers as an application would put them together, in a folder of their own. */
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BackendManager } from '../../managers/backend/backend-manager.js';
import { BucketVFSManager } from '../../managers/bucket-vfs/bucket-vfs-manager.js';
import { FilesystemJournal } from '../../managers/filesystem-journal/filesystem-journal.js';
import { PinManager } from '../../managers/pin/pin-manager.js';
import { StorageWAL } from '../../managers/write-ahead-log/storage-wal.js';
import type { EventLogger } from '../../shared/client/index.js';

export interface Workshop {
  /** Absolute. */
  readonly dir: string;
  readonly backends: BackendManager;
  readonly buckets: BucketVFSManager;
  readonly wal: StorageWAL;
  readonly journal: FilesystemJournal;
  readonly pins: PinManager;
}

/** Begins anew at every start, because the embedded S3 does too; the trail keeps what was done before. */
export function openWorkshop(dataDir: string, auditLogger: EventLogger): Workshop {
  const dir = resolve(dataDir, 'demo');
  rmSync(dir, { recursive: true, force: true });
  const backends = new BackendManager({ dir: join(dir, 'backends'), auditLogger });
  const wal = new StorageWAL({ dir: join(dir, 'wal'), auditLogger });
  const pins = new PinManager({ dir: join(dir, 'pins'), backends, auditLogger });
  const journal = new FilesystemJournal({ dir: join(dir, 'journal'), root: join(dir, 'notes'), auditLogger });
  const buckets = new BucketVFSManager({ dir: join(dir, 'vfs'), auditLogger, backends, wal, pins });
  return { dir, backends, buckets, wal, journal, pins };
}

export async function closeWorkshop({ buckets, journal, pins, wal, backends }: Workshop): Promise<void> {
  for (const manager of [buckets, journal, pins, wal, backends]) await manager.close();
}
