/** Who and what an HTTP request brings along, for everything that is recorded while it is answered. */
import type { AuditContext } from '../client/context/context.js';

export interface ContextOptions<Request> {
  /** Who asks; called when the request begins, after what was mounted before. Default: nobody is known. */
  readonly user?: ((request: Request) => string | undefined) | undefined;
  /** Headers that name the request, the first that is there counts. Default: `x-request-id`, `x-correlation-id`. */
  readonly correlationHeaders?: readonly string[] | undefined;
}

const CORRELATION_HEADERS = ['x-request-id', 'x-correlation-id'];

export function buildRequestContext<Request>(
  request: Request,
  known: { readonly ip: string | undefined; readonly header: (name: string) => unknown },
  { user, correlationHeaders = CORRELATION_HEADERS }: ContextOptions<Request>,
): AuditContext {
  return {
    user_id: text(user?.(request)),
    source_ip: text(known.ip),
    user_agent: text(known.header('user-agent')),
    correlation_id: correlationHeaders.map((name) => text(known.header(name))).find((value) => value !== undefined),
  };
}

/** A header may be there several times, and empty: then it says nothing. */
function text(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' && first !== '' ? first : undefined;
}
