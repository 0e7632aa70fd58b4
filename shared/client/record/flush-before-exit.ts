/** A process that ends because it has nothing left to do sends what its loggers hold. */

interface Flushable {
  flush(options: { timeoutMs: number }): Promise<unknown>;
  counters(): { readonly buffered: number; readonly in_flight: number };
}

/** For the whole exit, however many loggers there are and however often Node asks. */
const EXIT_MS = 5_000;
/** Weak, so that a logger which nobody holds any more can be collected. */
const loggers = new Set<WeakRef<Flushable>>();
let listening = false;
let endsAt: number | undefined;

/**
 * Before a natural exit all loggers are flushed, together for at most 5 s; what is not sent then is let go.
 * `process.exit()`, signals and uncaught errors end a process without it: call `close()` there.
 */
export function flushBeforeExit(logger: Flushable): void {
  loggers.add(new WeakRef(logger));
  if (listening) return;
  listening = true;
  process.on('beforeExit', () => void flushAll());
}

/** Work that it starts makes Node ask again; without any, the process ends. */
async function flushAll(): Promise<void> {
  const waiting = [...loggers].map(findWaiting).filter((logger) => logger !== undefined);
  if (waiting.length === 0) {
    endsAt = undefined;
    return;
  }
  endsAt ??= performance.now() + EXIT_MS;
  const timeoutMs = endsAt - performance.now();
  if (timeoutMs > 0) await Promise.all(waiting.map((logger) => logger.flush({ timeoutMs })));
}

function findWaiting(reference: WeakRef<Flushable>): Flushable | undefined {
  const logger = reference.deref();
  if (logger === undefined) loggers.delete(reference);
  const waiting = logger?.counters();
  return waiting !== undefined && waiting.buffered + waiting.in_flight > 0 ? logger : undefined;
}
