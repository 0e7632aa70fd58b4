/** For `async: false`: an operation settles when its event is safe, or when waiting any longer would harm it. */
import { warnOnce } from './tracking-warning.js';

const MAX_WAIT_MS = 10_000;

/** Resolves when the receipt settles either way, after 10 s at the latest; never rejects. */
export function waitForReceipt(receipt: unknown): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(() => {
      warnOnce('receipt', `An audit receipt did not settle within ${MAX_WAIT_MS} ms: operations go on without it.`);
      resolve();
    }, MAX_WAIT_MS);
    Promise.resolve(receipt).then(finish, finish);
  });
}
