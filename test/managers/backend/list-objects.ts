import { readdirSync } from 'node:fs';

/** What a backend in a folder holds, without the mark of its owner. */
export function listObjects(folder: string): string[] {
  return readdirSync(folder).filter((name) => name !== '.trailkeeper-owner');
}
