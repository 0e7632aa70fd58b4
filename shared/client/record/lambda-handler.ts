/** Wraps a Lambda handler so that it answers only when its events are safe: Lambda freezes what is still on its way. */
import { type AuditContext, runInContext } from '../context/context.js';
import { readRequestContext } from './lambda-request.js';

/** What is used of the context that Lambda gives. */
export interface LambdaContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

/** `C` is the context as the handler declares it, for instance `Context` of `@types/aws-lambda`. */
export type LambdaHandler<E, C, R> = (event: E, context: C) => R | Promise<R>;

interface Flushing {
  flush(options: { timeoutMs: number }): Promise<{ readonly complete: boolean }>;
}

/** Kept back from the remaining time, so that the answer itself still gets out. */
const ANSWER_MARGIN_MS = 300;

/**
 * Runs the handler with the request's id as correlation id, and with address, agent and user of an API Gateway event.
 * Before its result or error is handed on, unchanged, everything logged so far is flushed, for at most the remaining
 * time less 300 ms; what is left then goes out with the next invocation of the same instance.
 */
export function wrapLambdaHandler<E, C extends LambdaContext, R>(
  logger: Flushing,
  handler: LambdaHandler<E, C, R>,
): (event: E, context: C) => Promise<R> {
  return async (event, lambdaContext) => {
    const context: AuditContext = { ...readRequestContext(event), correlation_id: lambdaContext.awsRequestId };
    try {
      return await runInContext(context, () => handler(event, lambdaContext));
    } finally {
      await logger.flush({ timeoutMs: Math.max(0, lambdaContext.getRemainingTimeInMillis() - ANSWER_MARGIN_MS) });
    }
  };
}
