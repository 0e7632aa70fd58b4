/** Paths of files in a bucket. */
import { checkPath } from '../contained-path.js';
import { ManagerError } from '../manager-error.js';

/** So that `store:<bucket>:/<path>` fits into an id of the trail. */
const MAX_PATH_BYTES = 400;
const MAX_SEGMENT_BYTES = 255;
/** In characters of at most three bytes, of which an id holds 512. */
const MAX_REFUSED_LENGTH = 160;

/**
 * The one spelling of a path in a bucket: with a slash at the front, none at the end, none twice. Throws ManagerError
 * of code `path_refused`.
 */
export function normalisePath(path: string): string {
  checkPath(path);
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  const normal = `/${parts.join('/')}`;
  if (Buffer.byteLength(normal) > MAX_PATH_BYTES || parts.some((part) => Buffer.byteLength(part) > MAX_SEGMENT_BYTES)) {
    throw new ManagerError(
      'path_refused',
      `the path is refused: expected at most ${MAX_PATH_BYTES} bytes, ${MAX_SEGMENT_BYTES} in each name`,
    );
  }
  return normal;
}

/** The resource of a file event; for paths that are refused, as they were given. */
export function nameFile(bucket: string, path: string): string {
  try {
    return `${bucket}:${normalisePath(path)}`;
  } catch {
    return `${bucket}:${path}`.slice(0, MAX_REFUSED_LENGTH);
  }
}
