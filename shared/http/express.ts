/** `app.use(auditContext())` of Express: everything a request causes knows its user, address and request id. */
import { runInContext } from '../client/context/context.js';
import { buildRequestContext, type ContextOptions } from './request-context.js';

export type { ContextOptions } from './request-context.js';

/** What is read of an Express request. */
export interface ExpressRequest {
  readonly ip?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export function auditContext<Request extends ExpressRequest>(
  options: ContextOptions<Request> = {},
): (request: Request, response: unknown, next: () => void) => void {
  return (request, _response, next) => {
    const known = { ip: request.ip, header: (name: string) => request.headers[name] };
    runInContext(buildRequestContext(request, known, options), next);
  };
}
