/** `app.addHook('onRequest', auditContext())` of Fastify: what a request causes knows its user, address and id. */
import { runInContext } from '../client/context/context.js';
import { buildRequestContext, type ContextOptions } from './request-context.js';

export type { ContextOptions } from './request-context.js';

/** What is read of a Fastify request. */
export interface FastifyRequest {
  readonly ip?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export function auditContext<Request extends FastifyRequest>(
  options: ContextOptions<Request> = {},
): (request: Request, reply: unknown, done: () => void) => void {
  return (request, _reply, done) => {
    const known = { ip: request.ip, header: (name: string) => request.headers[name] };
    runInContext(buildRequestContext(request, known, options), done);
  };
}
