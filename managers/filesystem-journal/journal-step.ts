/** What the journal does to files, how a step is undone, and why undoing it twice, or before it was done, is harmless. */
import { copyFile, mkdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { writeFileAtomically } from '../atomic-file.js';

export type StepKind = 'create' | 'write' | 'delete' | 'rename' | 'mkdir';

/** Written down, durably, before the step is taken. Paths are absolute. */
export interface JournalStep {
  readonly kind: StepKind;
  readonly path: string;
  /** Of a rename. */
  readonly to?: string | undefined;
  /** Where the content lies that a write or a delete takes away. */
  readonly backup?: string | undefined;
}

export async function takeStep(step: JournalStep, content: Uint8Array = new Uint8Array()): Promise<void> {
  switch (step.kind) {
    case 'create':
    case 'write':
      return writeFileAtomically(step.path, content);
    case 'delete':
      return rm(step.path);
    case 'rename':
      return rename(step.path, String(step.to));
    case 'mkdir':
      await mkdir(step.path, { mode: 0o700 });
  }
}

/**
 * The compensation. Before a step was written down, `create`, `mkdir` and the target of `rename` did not exist, and what
 * `write` and `delete` take away was saved: so whatever is there now tells whether there is something to undo.
 */
export async function undoStep(step: JournalStep): Promise<void> {
  switch (step.kind) {
    case 'create':
      return rm(step.path, { force: true });
    case 'write':
    case 'delete':
      return restore(step);
    case 'rename':
      if (step.to !== undefined && (await exists(step.to)) && !(await exists(step.path))) {
        await rename(step.to, step.path);
      }
      return;
    case 'mkdir':
      await rmdir(step.path).catch(unlessGone);
  }
}

async function restore({ path, backup }: JournalStep): Promise<void> {
  if (backup === undefined) return;
  const beside = `${path}.restored.tmp`;
  await copyFile(backup, beside);
  await rename(beside, path);
}

export async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(unlessGone)) !== undefined;
}

function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
