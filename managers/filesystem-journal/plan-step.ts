/** Checks that a step can be taken and saves what it takes away, before anything is changed. */
import { lstat, readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { nameTemporary } from '../atomic-file.js';
import type { Content } from '../content.js';
import { ManagerError } from '../manager-error.js';
import { type DescribedFile, describeFile } from './described-file.js';
import { exists, type JournalStep } from './journal-step.js';

/** Where a step happens. */
export interface StepPlace {
  /** As the caller named it. */
  readonly path: string;
  /** Absolute. */
  readonly target: string;
  /** Resolves with the path of the copy. */
  readonly saveBackup: () => Promise<string>;
}

export interface PlannedStep<T> {
  readonly step: JournalStep;
  readonly content?: Content;
  readonly result: T;
}

export async function planCreate({ path, target }: StepPlace, content: Content): Promise<PlannedStep<DescribedFile>> {
  await refuseTaken(target, path);
  return {
    step: { kind: 'create', path: target, temporary: nameTemporary(target) },
    content,
    result: describeFile(path, content),
  };
}

export async function planWrite(
  { path, target, saveBackup }: StepPlace,
  content: Content,
): Promise<PlannedStep<DescribedFile>> {
  await requireExisting(target, path);
  const step: JournalStep = {
    kind: 'write',
    path: target,
    backup: await saveBackup(),
    temporary: nameTemporary(target),
  };
  return { step, content, result: describeFile(path, content) };
}

export async function planDelete({ path, target, saveBackup }: StepPlace): Promise<PlannedStep<void>> {
  await requireExisting(target, path);
  if (!(await lstat(target)).isDirectory()) {
    const temporary = nameTemporary(target);
    return { step: { kind: 'delete', path: target, backup: await saveBackup(), temporary }, result: undefined };
  }
  if ((await readdir(target)).length > 0) throw new ManagerError('not_empty', `there are files in ${path}`);
  return { step: { kind: 'rmdir', path: target }, result: undefined };
}

export async function planRename(
  { path, target }: StepPlace,
  to: { readonly path: string; readonly target: string },
): Promise<PlannedStep<void>> {
  await requireExisting(target, path);
  await refuseTaken(to.target, to.path);
  return { step: { kind: 'rename', path: target, to: to.target }, result: undefined };
}

export async function planMkdir({ path, target }: StepPlace): Promise<PlannedStep<void>> {
  await refuseTaken(target, path);
  return { step: { kind: 'mkdir', path: target }, result: undefined };
}

async function requireExisting(target: string, path: string): Promise<void> {
  if (!(await exists(target))) throw new ManagerError('not_found', `there is no ${path}`);
  // A backup would hold what the link leads to, and a rollback would put that in its place.
  if ((await lstat(target)).isSymbolicLink()) throw new ManagerError('path_refused', `${path} is a link`);
}

async function refuseTaken(target: string, path: string): Promise<void> {
  if (await exists(target)) throw new ManagerError('already_exists', `there is a ${path} already`);
  if (!(await exists(dirname(target)))) throw new ManagerError('not_found', `there is no folder for ${path}`);
}
