/**
 * What the journal does to files, how a step is undone, and why undoing it twice, or before it was done, is harmless.
 */
import { lstat, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { removeTemporaryFiles, syncFolder, writeFileAtomically } from '../atomic-file.js';
import type { Disk } from '../disk.js';

export type StepKind = 'create' | 'write' | 'delete' | 'rename' | 'mkdir' | 'rmdir';

/** Written down, durably, before the step is taken. Paths are absolute. */
export interface JournalStep {
  readonly kind: StepKind;
  readonly path: string;
  /** Of a rename. */
  readonly to?: string | undefined;
  /** Where the content lies that a write or a delete takes away. */
  readonly backup?: string | undefined;
}

/** Durable when it resolves. */
export async function takeStep(step: JournalStep, content: Uint8Array, disk: Disk): Promise<void> {
  const { kind, path, to = path } = step;
  switch (kind) {
    case 'create':
      return writeFileAtomically(path, content, { disk });
    case 'write':
      return writeFileAtomically(path, content, { mode: (await lstat(path)).mode & 0o777, disk });
    case 'delete':
      await disk.rm(path);
      break;
    case 'rename':
      await disk.rename(path, to);
      if (dirname(to) !== dirname(path)) await syncFolder(dirname(to), disk);
      break;
    case 'mkdir':
      await disk.mkdir(path, { mode: 0o700 });
      break;
    case 'rmdir':
      await disk.rmdir(path);
  }
  await syncFolder(dirname(path), disk);
}

/**
 * The compensation, durable when it resolves. Before a step was written down, `create`, `mkdir` and the target of
 * `rename` did not exist, and what `write` and `delete` take away was saved: so whatever is there now tells whether
 * there is something to undo.
 */
export async function undoStep({ kind, path, to = path, backup = path }: JournalStep, disk: Disk): Promise<void> {
  switch (kind) {
    case 'create':
      await removeTemporaryFiles(path, disk);
      await disk.rm(path, { force: true });
      break;
    case 'write':
    case 'delete':
      await removeTemporaryFiles(path, disk);
      await writeFileAtomically(path, await readFile(backup), { mode: (await lstat(backup)).mode & 0o777, disk });
      return;
    case 'rename':
      if ((await exists(path)) || !(await exists(to))) return;
      await disk.rename(to, path);
      await syncFolder(dirname(to), disk);
      break;
    case 'mkdir':
      await disk.rmdir(path).catch(unlessFilled);
      break;
    case 'rmdir':
      if (await exists(path)) return;
      await disk.mkdir(path, { mode: 0o700 });
  }
  await syncFolder(dirname(path), disk).catch(unlessGone);
}

/** Whether there is something of this name, also a link that leads nowhere. */
export async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(unlessGone)) !== undefined;
}

/** What somebody else put into the folder is not the transaction's to remove. */
function unlessFilled(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') unlessGone(error);
}

function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
