/** The managers as an application puts them together, in one folder; opening them again is a restart. */
import { join } from 'node:path';
import { BackendManager } from '../../managers/backend/backend-manager.js';
import { BucketVFSManager } from '../../managers/bucket-vfs/bucket-vfs-manager.js';
import { FilesystemJournal } from '../../managers/filesystem-journal/filesystem-journal.js';
import { PinManager } from '../../managers/pin/pin-manager.js';
import { StorageWAL } from '../../managers/write-ahead-log/storage-wal.js';
import type { EventLogger } from '../../shared/client/index.js';

export const CLASSES = { BackendManager, BucketVFSManager, FilesystemJournal, PinManager, StorageWAL };

export interface Managers {
  readonly backends: BackendManager;
  readonly wal: StorageWAL;
  readonly pins: PinManager;
  readonly journal: FilesystemJournal;
  readonly buckets: BucketVFSManager;
}

/** Attempts follow each other at once. `classes` may be others of the same kind. */
export function openManagers(dir: string, auditLogger: EventLogger, classes = CLASSES): Managers {
  const backends = new classes.BackendManager({ dir: join(dir, 'backends'), auditLogger });
  const wal = new classes.StorageWAL({ dir: join(dir, 'wal'), auditLogger, backoffMs: () => 1 });
  const pins = new classes.PinManager({ dir: join(dir, 'pins'), backends, auditLogger });
  const journal = new classes.FilesystemJournal({ dir: join(dir, 'journal'), root: join(dir, 'notes'), auditLogger });
  const vfs = { dir: join(dir, 'vfs'), auditLogger, backends, wal, pins };
  const buckets = new classes.BucketVFSManager({
    ...vfs,
    journal:
      classes.FilesystemJournal === FilesystemJournal
        ? undefined
        : new classes.FilesystemJournal({ dir: join(vfs.dir, 'journal'), root: vfs.dir, auditLogger }),
  });
  const managers = { backends, wal, pins, journal, buckets };
  opened.set(dir, [...(opened.get(dir) ?? []), managers]);
  return managers;
}

/** By folder. */
const opened = new Map<string, Managers[]>();

/** A restart that is no crash: whoever was opened in the folder is closed before. */
export async function reopenManagers(...args: Parameters<typeof openManagers>): Promise<Managers> {
  const [dir] = args;
  for (const managers of opened.get(dir) ?? []) await closeManagers(managers);
  opened.delete(dir);
  return openManagers(...args);
}

export async function closeManagers({ buckets, journal, pins, wal, backends }: Managers): Promise<void> {
  for (const manager of [buckets, journal, pins, wal, backends]) await manager.close();
}

/** The settings of a backend in a folder of its own. */
export function localConfig(dir: string, name = 'content'): { type: 'local'; directory: string } {
  return { type: 'local', directory: join(dir, name) };
}
