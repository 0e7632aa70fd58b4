/** Waits for work, but not for ever: the one race against a clock that the client has. */
import { clearTimeout, setTimeout } from './real-timers.js';

/**
 * Settles as what `work` gives or throws, or after `timeoutMs` as `onLate` gives or throws. With a `signal` it rejects with
 * the signal's reason as soon as that aborts. Work that comes too late is let go: its rejection is nobody's. The timer
 * keeps the process alive, because somebody waits, unless `keepsProcess` is false.
 */
export function withDeadline<T, L>(
  work: () => PromiseLike<T> | T,
  timeoutMs: number,
  onLate: () => L,
  { signal, keepsProcess = true }: { signal?: AbortSignal; keepsProcess?: boolean } = {},
): Promise<T | L> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let onAbort: () => void = () => undefined;
  const settled = new Promise<T | L>((resolve, reject) => {
    timer = setTimeout(() => {
      new Promise<L>((give) => give(onLate())).then(resolve, reject);
    }, timeoutMs);
    if (!keepsProcess) timer.unref();
    onAbort = () => reject(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted === true) onAbort();
    // Not `resolve(work())`: that would bind the outcome to the work, however late it is.
    else new Promise<T>((give) => give(work())).then(resolve, reject);
  });
  return settled.finally(() => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  });
}
