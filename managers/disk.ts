import { copyFile, type FileHandle, link, mkdir, open, rename, rm, rmdir } from 'node:fs/promises';

/**
 * The calls by which state reaches the disk. They are handed over as an argument where it matters what a crash between
 * two of them leaves behind, so that a test can stop there.
 */
export interface Disk {
  /** A second name for a file, which needs no room. Not every disk has it. */
  link?(from: string, to: string): Promise<void>;
  copyFile(from: string, to: string): Promise<void>;
  mkdir(path: string, options: { readonly mode: number; readonly recursive?: boolean }): Promise<unknown>;
  open(path: string, flags: string, mode?: number): Promise<FileHandle>;
  rename(from: string, to: string): Promise<void>;
  rm(path: string, options?: { readonly force?: boolean; readonly recursive?: boolean }): Promise<void>;
  rmdir(path: string): Promise<void>;
}

export const DISK: Disk = { copyFile, link, mkdir, open, rename, rm, rmdir };
