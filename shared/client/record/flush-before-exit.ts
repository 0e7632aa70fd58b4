/** A process that ends because it has nothing left to do sends what its loggers hold. */

interface Flushable {
  flush(options: { timeoutMs: number }): Promise<{ readonly sent: number }>;
  counters(): { readonly buffered: number; readonly in_flight: number };
}

const FLUSH_TIMEOUT_MS = 5_000;
/** Weak, so that a logger which nobody holds any more can be collected. */
const loggers = new Set<WeakRef<Flushable>>();
let listening = false;

/**
 * Before a natural exit `logger` is flushed for at most 5 s. `process.exit()` and signals end a process without it:
 * call `close()` there.
 */
export function flushBeforeExit(logger: Flushable): void {
  loggers.add(new WeakRef(logger));
  if (listening) return;
  listening = true;
  process.on('beforeExit', () => void flushAll());
}

/** Work that it starts makes Node ask again; it ends when nothing is left, or when a round brought no progress. */
async function flushAll(): Promise<void> {
  for (const reference of loggers) {
    const logger = reference.deref();
    const waiting = logger?.counters();
    if (logger === undefined || waiting === undefined) {
      loggers.delete(reference);
    } else if (waiting.buffered + waiting.in_flight > 0) {
      const { sent } = await logger.flush({ timeoutMs: FLUSH_TIMEOUT_MS });
      if (sent === 0) loggers.delete(reference);
    }
  }
}
