/** One owner at a time for a folder: whoever counts what is in it must be alone. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TrailkeeperError } from '../../errors/trailkeeper-error.js';

export class FolderInUseError extends TrailkeeperError<'FolderInUseError'> {
  override readonly name = 'FolderInUseError';

  constructor(got: string, expected: string) {
    super('folder_in_use', { message: `${got}; ${expected}`, expected, got });
  }
}

export interface FolderLock {
  release(): void;
}

const MAX_ATTEMPTS = 5;

/**
 * Locks the folder for the caller, by a file `name` in it. A lock is taken over from a process that is gone or just
 * going: of this machine, or of this container; who shares a folder between machines must keep them apart himself.
 * @throws FolderInUseError when another process, or somebody in this one, holds it.
 */
export function lockFolder(folder: string, name = 'lock'): FolderLock {
  const path = join(folder, name);
  const own = describeProcess(process.pid);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    if (create(path, own)) return { release: () => release(path, own) };
    const holder = read(path);
    if (holder !== undefined && isRunning(holder)) {
      const [pid] = holder.split(' ');
      throw new FolderInUseError(`${folder} is in use by process ${pid}`, 'stop it or choose another folder');
    }
    if (holder !== undefined) takeAway(path, holder);
  }
  const got = `${folder} could not be locked: other processes start in it at the same moment`;
  throw new FolderInUseError(got, 'start one of them alone');
}

/** Written aside and linked into place, so that nobody ever reads half a lock. */
function create(path: string, own: string): boolean {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, own, { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Moves a dead holder's lock aside; when it has become somebody's live one in between, it is put back. */
function takeAway(path: string, holder: string): void {
  const aside = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, aside);
    if (read(aside) !== holder) linkSync(aside, path);
  } catch (error) {
    if (!isCode(error, 'ENOENT') && !isCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function release(path: string, own: string): void {
  if (read(path) === own) rmSync(path, { force: true });
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** `<pid> <start>`: the start, where the system tells it, keeps a reused pid from looking like the old holder. */
const describeProcess = (pid: number) => `${pid} ${readStat(pid)?.start ?? ''}`;

function isRunning(holder: string): boolean {
  const pid = Number.parseInt(holder, 10);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM is a process of another user: alive.
    if (isCode(error, 'ESRCH')) return false;
  }
  return readStat(pid)?.isGoing !== true && describeProcess(pid) === holder;
}

/** In the flags of a process: it runs no code any more and waits to be gone. */
const PF_EXITING = 0x4;

/**
 * Of Linux: the start in clock ticks since boot, which is the 22nd field, and whether the process is dead already or
 * about to be, by its state, the third field, and its flags, the ninth.
 */
function readStat(pid: number): { readonly start: string | undefined; readonly isGoing: boolean } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const isGoing = /^[ZXx]$/.test(fields[0] ?? '') || (Number(fields[6]) & PF_EXITING) !== 0;
    return { start: fields[19], isGoing };
  } catch {
    return undefined;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
