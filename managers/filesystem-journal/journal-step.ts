/**
 * What the journal does to files, how a step is undone, and why undoing it twice, or before it was done, is harmless.
 */
import { createReadStream } from 'node:fs';
import { lstat, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder, writeFileAtomically } from '../atomic-file.js';
import { type Content, isFile } from '../content.js';
import type { Disk } from '../disk.js';

const KINDS = ['create', 'write', 'delete', 'rename', 'mkdir', 'rmdir'] as const;
export type StepKind = (typeof KINDS)[number];

/** Written down, durably, before the step is taken. Paths are absolute. */
export interface JournalStep {
  readonly kind: StepKind;
  readonly path: string;
  /** Of a rename. */
  readonly to?: string | undefined;
  /** Where the content lies that a write or a delete takes away. */
  readonly backup?: string | undefined;
  /** Where content lies before it has its name, in taking the step and in undoing it: it may be left there. */
  readonly temporary?: string | undefined;
}

const toData = (content: Content) => (isFile(content) ? createReadStream(content.file) : content);

/** Durable when it resolves. */
export async function takeStep(step: JournalStep, content: Content, disk: Disk): Promise<void> {
  const { kind, path, to = path, temporary } = step;
  switch (kind) {
    case 'create':
      return writeFileAtomically(path, toData(content), { disk, temporary });
    case 'write':
      return writeFileAtomically(path, toData(content), { mode: (await lstat(path)).mode & 0o777, disk, temporary });
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
export async function undoStep(step: JournalStep, disk: Disk): Promise<void> {
  const { kind, path, to = path, backup = path, temporary } = step;
  if (temporary !== undefined) await disk.rm(temporary, { force: true });
  switch (kind) {
    case 'create':
      await disk.rm(path, { force: true });
      break;
    case 'write':
    case 'delete':
      await restore(path, backup, temporary, disk);
      break;
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

/** Throws for what is no step. */
export function parseStep(value: unknown): JournalStep {
  const step = Object(value);
  const isText = (key: string) => typeof Reflect.get(step, key) === 'string';
  if (isText('path') && KINDS.some((kind) => kind === Reflect.get(step, 'kind'))) return step;
  throw new SyntaxError('not a step of a transaction');
}

/** Without needing room, where the disk can give a file two names. */
async function restore(path: string, backup: string, temporary: string | undefined, disk: Disk): Promise<void> {
  const [there, saved] = [await lstat(path).catch(unlessGone), await lstat(backup)];
  if (there !== undefined && there.ino === saved.ino && there.dev === saved.dev) return;
  const linked = `${backup}.linked`;
  await disk.rm(linked, { force: true });
  try {
    if (disk.link === undefined) throw new Error('no links');
    await disk.link(backup, linked);
    await disk.rename(linked, path);
  } catch {
    await writeFileAtomically(path, await readFile(backup), { mode: saved.mode & 0o777, disk, temporary });
  }
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
