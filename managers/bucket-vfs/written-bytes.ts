/** Whether what a copy gives is what was written. */
import { createHash } from 'node:crypto';
import { ManagerError } from '../manager-error.js';

export const corrupt = () => new ManagerError('corrupt', 'the backend gives other bytes than were written');

/** Throws ManagerError `corrupt`. */
export function checkWritten(bytes: Uint8Array, sha256: string): void {
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw corrupt();
}
