/** One vocabulary for what goes wrong in folders, S3 and IPFS. */
import { ManagerError } from '../manager-error.js';

const DENIED = /^(EACCES|EPERM|EROFS|AccessDenied|Forbidden|InvalidAccessKeyId|SignatureDoesNotMatch)$/;
const UNREACHABLE =
  /^(E(CONN|HOST|NET|PIPE|ADDR)[A-Z]*|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|UND_ERR_[A-Z_]+|(Timeout|Abort)Error|NoSuchBucket)$/;

/** `place` says what did not work, for instance `bucket "media"`. */
export function toStoreError(error: unknown, place: string): ManagerError {
  if (error instanceof ManagerError) return error;
  const codes = listCodes(error);
  const reason = codes[0] ?? 'unknown';
  if (codes.some((code) => DENIED.test(code))) {
    return new ManagerError('access_denied', `${place} refused access: ${reason}`, { cause: error });
  }
  if (codes.some((code) => UNREACHABLE.test(code))) {
    return new ManagerError('unreachable', `${place} cannot be reached: ${reason}`, { cause: error });
  }
  return new ManagerError('store_failed', `${place}: ${reason}: ${readText(error, 'message')}`, { cause: error });
}

/** The code of a ManagerError, of the system or of the class of error. */
export function findErrorCode(error: unknown): string {
  return listCodes(error)[0] ?? 'unknown';
}

/** Codes and names of the error and of what caused it, codes first: `fetch` hides the reason in the cause. */
function listCodes(error: unknown): string[] {
  const cause = error instanceof Error ? error.cause : undefined;
  return [error, cause]
    .flatMap((source) => [readText(source, 'code'), readText(source, 'name')])
    .filter((text) => text !== '' && text !== 'Error' && text !== 'TypeError');
}

function readText(source: unknown, key: string): string {
  const value: unknown = typeof source === 'object' && source !== null ? Reflect.get(source, key) : undefined;
  return typeof value === 'string' ? value : '';
}
