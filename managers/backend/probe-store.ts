/** Whether a backend works, asked of the backend itself. */
import { randomUUID } from 'node:crypto';
import type { ObjectStore } from './object-store.js';

/** `not_probed` is neither good nor bad: nobody asked. */
export interface BackendHealth {
  readonly health: 'healthy' | 'unhealthy' | 'not_probed';
  /** Why it is unhealthy. */
  readonly reason?: string;
}

/** Whether an object can be stored and removed: some backends answer and take nothing. */
async function tryWrite(store: ObjectStore, signal: AbortSignal): Promise<void> {
  const key = `probe ${randomUUID()}`;
  await store.store(key, new Uint8Array(1), signal);
  await store.remove(key);
}

/** Never rejects: what the probe rejects with is the reason, and no answer within `timeoutMs` is one too. */
export async function probeStore(
  store: ObjectStore,
  { timeoutMs, write = false }: { readonly timeoutMs: number; readonly write?: boolean | undefined },
): Promise<BackendHealth> {
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([store.probe(abort.signal), timeout]);
    if (write) await Promise.race([tryWrite(store, abort.signal), timeout]);
    return { health: 'healthy' };
  } catch (error) {
    return { health: 'unhealthy', reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}
