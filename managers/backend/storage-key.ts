/** Keys are safe as paths, as object names and in URLs, because anything else is refused. */
import { ManagerError } from '../manager-error.js';

const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}$/;
const MAX_SEGMENTS = 16;

/** Throws ManagerError `invalid_key`. */
export function splitStorageKey(key: string): string[] {
  const segments = key.split('/');
  if (segments.length <= MAX_SEGMENTS && segments.every((segment) => SEGMENT.test(segment))) return segments;
  throw new ManagerError(
    'invalid_key',
    `key: expected 1 to ${MAX_SEGMENTS} segments of letters, digits, ".", "_" and "-", none that begins with a dot`,
  );
}

export function contentNotFound(key: string, cause: unknown): ManagerError {
  return new ManagerError('content_not_found', `the backend has no content under ${key}`, { cause });
}
