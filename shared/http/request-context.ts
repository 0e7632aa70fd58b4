/** Who and what an HTTP request brings along, for everything that is recorded while it is answered. */
import type { AuditContext } from '../client/context/context.js';

export interface ContextOptions<Request> {
  /** Who asks; called when the request begins, after what was mounted before. Default: nobody is known. */
  readonly user?: ((request: Request) => string | undefined) | undefined;
  /**
   * Headers that name the request, the first that is there counts. Default: `traceparent` (the id of its trace),
   * `x-request-id`, `x-correlation-id`.
   */
  readonly correlationHeaders?: readonly string[] | undefined;
}

const CORRELATION_HEADERS = ['traceparent', 'x-request-id', 'x-correlation-id'];

export function buildRequestContext<Request>(
  request: Request,
  known: { readonly ip: string | undefined; readonly header: (name: string) => unknown },
  { user, correlationHeaders = CORRELATION_HEADERS }: ContextOptions<Request>,
): AuditContext {
  return {
    user_id: text(user?.(request)),
    source_ip: text(known.ip),
    user_agent: text(known.header('user-agent')),
    correlation_id: correlationHeaders
      .map((name) => readId(name, known.header(name)))
      .find((value) => value !== undefined),
  };
}

const TRACE_PARENT = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/;

/** Of `traceparent` the id of the trace, the same in all its requests; one that is malformed says nothing. */
function readId(name: string, header: unknown): string | undefined {
  const value = text(header);
  return name.toLowerCase() === 'traceparent' ? TRACE_PARENT.exec(value ?? '')?.[1] : value;
}

/** A header may be there several times, and empty: then it says nothing. */
function text(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' && first !== '' ? first : undefined;
}
