/** What every logger gives to those who use it, besides taking events: the context around work, and Lambda handlers. */
import { bindContext, wrapExecutor } from '../context/bind.js';
import type { AuditContext } from '../context/context.js';
import { runInScope } from '../context/scope.js';
import type { FlushReport } from '../deliver/flush-report.js';
import { type AnyLambdaHandler, type LambdaContext, type LambdaHandler, wrapLambdaHandler } from './lambda-handler.js';

export abstract class Recording {
  abstract flush(options?: { timeoutMs?: number }): Promise<FlushReport>;

  /** Runs `fn` with actor, correlation id and related resources for every event logged inside. */
  run<T>(context: AuditContext | null | undefined, fn: () => T): T {
    return runInScope(context, fn);
  }

  /** `fn`, but in the context of this moment: for what a queue, a pool or a batcher will run. */
  bind<F extends (...args: never[]) => unknown>(fn: F): F {
    return bindContext(fn);
  }

  /** A queue, a pool or a limiting function that runs what it is handed in the context in which it was handed over. */
  wrap<T extends object>(executor: T): T {
    return wrapExecutor(executor);
  }

  /**
   * A Lambda handler that answers when the events of its invocation are accepted, or time is running out. Handlers that
   * answer by a callback or stream their answer stay handlers of that form.
   */
  lambda<E, C extends LambdaContext, R>(handler: LambdaHandler<E, C, R>): (event: E, context: C) => Promise<R>;
  lambda<F extends AnyLambdaHandler>(handler: F): F;
  lambda(handler: AnyLambdaHandler): unknown {
    return wrapLambdaHandler(this, handler);
  }
}
