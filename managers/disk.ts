/**
 * The calls by which state reaches the disk. They are handed over as an argument where it matters what a crash between
 * two of them leaves behind, so that a test can stop the process there.
 */
import { copyFile, mkdir, open, rename, rm, rmdir } from 'node:fs/promises';

export const DISK = { copyFile, mkdir, open, rename, rm, rmdir } as const;

export type Disk = typeof DISK;
