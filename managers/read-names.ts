import { readdirSync } from 'node:fs';
import { isMissing } from './is-missing.js';

/** Names in a folder, read in the call; none when there is no such folder. */
export function readNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
