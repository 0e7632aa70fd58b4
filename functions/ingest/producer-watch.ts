/**
 * Tells apart senders that claim one producer. Nothing binds a producer's name to who may use it, so two that use the
 * same one are a fault of configuration, or somebody who speaks for another.
 */
import { isReservedProducer } from '../../shared/event/reserved.js';
import { nameSenderRole } from './prepare-line.js';

interface Claim {
  /** The role without its session, which is new at every sign-in. */
  readonly role: string;
  readonly nonce: string | undefined;
}

/**
 * Remembers the last `maxProducers` that this process has seen; manifests hold every sender of every producer, for those
 * who look further back.
 */
export class ProducerWatch {
  readonly #claims = new Map<string, Claim>();
  readonly #maxProducers: number;

  constructor(maxProducers = 10_000) {
    this.#maxProducers = maxProducers;
  }

  /** Whether another sender, or another run of a producer that has a run of its own, has used the name before. */
  isConflict(producerId: string, senderId: string, nonce: string | undefined): boolean {
    if (isReservedProducer(producerId)) return false;
    const role = nameSenderRole(senderId);
    const known = this.#claims.get(producerId);
    if (known === undefined) {
      const oldest = this.#claims.size >= this.#maxProducers ? this.#claims.keys().next().value : undefined;
      if (oldest !== undefined) this.#claims.delete(oldest);
      this.#claims.set(producerId, { role, nonce });
      return false;
    }
    return known.role !== role || (known.nonce !== undefined && nonce !== undefined && known.nonce !== nonce);
  }
}
