/** Sends what the trail records about itself, with its proof: nobody else's record of an export counts. */
import type { EnvelopeSender } from '../../shared/client/senders/envelope-sender.js';
import { deriveKey } from '../../shared/config/trail-key.js';
import { signEnvelope } from '../../shared/event/envelope/sign-envelope.js';

/** Whom records of exports name as their sender. */
export const EXPORT_CALLER = 'trail:export';

/** Signs every body for `caller` before `inner` sends it. A key that cannot be loaded is a body to send again. */
export function createOwnSender(
  inner: EnvelopeSender,
  getTrailKey: () => Promise<Uint8Array>,
  caller: string,
): EnvelopeSender {
  return {
    async send(bodies, signal) {
      const ownKey = deriveKey(await getTrailKey(), 'own');
      return inner.send(
        bodies.map((body) => signEnvelope(body, ownKey, caller)),
        signal,
      );
    },
    async close() {
      await inner.close?.();
    },
  };
}
