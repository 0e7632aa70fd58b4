/** `app.use(auditContext())` of Hono: everything a request causes knows its user, address and request id. */
import { runInContext } from '../client/context/context.js';
import { buildRequestContext, type ContextOptions } from './request-context.js';

export type { ContextOptions } from './request-context.js';

/** What is read of a Hono context. */
export interface HonoContext {
  readonly req: { header(name: string): string | undefined };
}

/** `ip` says where the request came from, since that depends on the server: `getConnInfo(c).remote.address` on Node. */
export function auditContext<Context extends HonoContext>(
  options: ContextOptions<Context> & { readonly ip?: ((context: Context) => string | undefined) | undefined } = {},
): (context: Context, next: () => Promise<void>) => Promise<void> {
  return (context, next) => {
    const known = { ip: options.ip?.(context), header: (name: string) => context.req.header(name) };
    return runInContext(buildRequestContext(context, known, options), next);
  };
}
