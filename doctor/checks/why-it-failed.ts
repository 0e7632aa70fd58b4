/** The two kinds of failure that have remedies of their own, whichever client throws them. */
import { AuditTrailError } from '../../shared/trail/audit-trail-error.js';

const MAX_CAUSES = 5;
const UNREACHABLE = /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ETIMEDOUT|fetch failed/;

/** Whether credentials were good for a request and not for this one. */
export function isDenied(error: unknown): boolean {
  if (error instanceof AuditTrailError) return error.status === 403;
  return (
    error instanceof Error && /^(AccessDenied|NotAuthorized|UnauthorizedOperation|AuthorizationError)/.test(error.name)
  );
}

/** Whether there was nobody to answer. */
export function isUnreachable(error: unknown): boolean {
  let current = error;
  for (let depth = 0; depth < MAX_CAUSES && current instanceof Error; depth += 1) {
    const code = 'code' in current && typeof current.code === 'string' ? current.code : '';
    if (UNREACHABLE.test(`${code} ${current.message}`)) return true;
    current = current.cause;
  }
  return false;
}
