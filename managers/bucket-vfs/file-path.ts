import { checkPath } from '../contained-path.js';

/**
 * The one spelling of a path in a bucket: with a slash at the front, none at the end, none twice. Throws ManagerError
 * of code `path_refused`.
 */
export function normalisePath(path: string): string {
  checkPath(path);
  return `/${path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/')}`;
}

/** The resource of a file event; for paths that are refused, as they were given. */
export function nameFile(bucket: string, path: string): string {
  try {
    return `${bucket}:${normalisePath(path)}`;
  } catch {
    return `${bucket}:${path}`;
  }
}
