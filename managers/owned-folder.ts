/** The folder of a manager: nobody else works in it from the first operation until the manager is closed. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type FolderLock, lockFolder } from '../shared/client/folder-lock/folder-lock.js';
import { sweepTemporaryFiles } from './atomic-file.js';
import { ManagerError } from './manager-error.js';

export class OwnedFolder {
  private lock: FolderLock | undefined;
  private isClosing = false;
  private running = 0;
  private drained: () => void = () => undefined;

  constructor(
    private readonly dir: string,
    /** Of the manager: those of different kinds may share a folder. */
    private readonly name: string,
    /** In it, with files that are replaced as a whole. */
    private readonly folders: readonly string[],
  ) {}

  get isClosed(): boolean {
    return this.isClosing && this.running === 0;
  }

  /** Throws FolderInUseError when another manager works in it, here or elsewhere, and ManagerError `closed`. */
  own(): void {
    if (this.isClosed) throw new ManagerError('closed', `the manager of ${this.dir} was closed`);
    if (this.lock !== undefined) return;
    mkdirSync(this.dir, { recursive: true, mode: 0o700 });
    this.lock = lockFolder(this.dir, `${this.name}.lock`);
    for (const folder of ['.', ...this.folders]) sweepTemporaryFiles(join(this.dir, folder));
  }

  /** `work` is waited for by `close`. */
  async use<T>(work: () => T): Promise<Awaited<T>> {
    this.own();
    this.running += 1;
    try {
      return await work();
    } finally {
      this.running -= 1;
      if (this.running === 0) this.drained();
    }
  }

  /** Resolves when what runs has ended and `end` has, and the folder is free. Calling it again is harmless. */
  async close(end: () => Promise<void> | void = () => undefined): Promise<void> {
    this.isClosing = true;
    if (this.running > 0) {
      await new Promise<void>((resolve) => {
        const before = this.drained;
        this.drained = () => {
          before();
          resolve();
        };
      });
    }
    const lock = this.lock;
    this.lock = undefined;
    if (lock === undefined) return;
    await end();
    lock.release();
  }
}

const ofManager = new WeakMap<object, OwnedFolder>();

/** In a manager's constructor; touches no disk. */
export function claimFolder(manager: object, dir: string, name: string, folders: readonly string[] = []): OwnedFolder {
  const folder = new OwnedFolder(dir, name, folders);
  ofManager.set(manager, folder);
  return folder;
}

interface Managed {
  readonly prototype: object;
}

/**
 * The one door of a manager: each method that its policy names owns the folder before it does anything, and rejects
 * when it cannot, besides those in `except`. Called before the class is instrumented, so that a refusal is an event.
 */
export function ownFolderFirst<C extends Managed>(
  { prototype }: C,
  policy: object,
  except: readonly (keyof C['prototype'] & string)[],
): void {
  for (const name of Object.keys(policy)) {
    if (except.some((key) => key === name)) continue;
    const method: unknown = Reflect.get(prototype, name);
    if (typeof method !== 'function') throw new TypeError(`${name}: expected a method`);
    const guarded = function (this: object, ...args: unknown[]): Promise<unknown> {
      const folder = ofManager.get(this);
      if (folder === undefined) throw new TypeError(`${name}: the manager has claimed no folder`);
      return folder.use(() => Reflect.apply(method, this, args));
    };
    Object.defineProperty(prototype, name, { value: guarded, configurable: true, writable: true });
  }
}
