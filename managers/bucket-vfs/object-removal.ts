/**
 * Takes content out of a backend and out of the pins once no file has it any more: the record went first, so that what
 * fails here leaves something that a sweep finds, and never a file without content.
 */
import type { BackendManager } from '../backend/backend-manager.js';
import type { PinManager } from '../pin/pin-manager.js';
import type { BucketState, StoredObject } from './bucket-state.js';

/** An answer that is lost does not mean that the backend did nothing. */
const TRIES = 2;

export class ObjectRemoval {
  /** Uploads that were given up and may still arrive. */
  private readonly late = new Set<string>();

  constructor(
    private readonly backends: BackendManager,
    private readonly pins: PinManager,
  ) {}

  /** Until the upload ends its object is left alone. */
  follow(key: string, upload: Promise<unknown>): void {
    this.late.add(key);
    const over = () => this.late.delete(key);
    upload.then(over, over);
  }

  /**
   * Resolves with whether the content is kept somewhere all the same: the backend did not let go of it, or somebody
   * else has pinned it. Never rejects.
   */
  async remove(state: BucketState, { object, cid }: StoredObject): Promise<{ kept: boolean }> {
    if (state.findUse(object) !== undefined) return { kept: true };
    if (this.late.has(object)) return { kept: true };
    for (let tries = 1; tries <= TRIES; tries++) {
      try {
        const { kept } = await this.pins.releasePin(cid, { backend: state.backend, key: object });
        await (await this.backends.openStore(state.backend)).remove(object);
        await state.forgetObject(object);
        return { kept };
      } catch {
        // Tried again, and then found by the next sweep.
      }
    }
    return { kept: true };
  }

  /** Resolves with how many objects are still there. */
  async sweep(state: BucketState): Promise<{ left: number }> {
    for (const rubbish of state.listRubbish()) await this.remove(state, rubbish);
    return { left: state.listRubbish().length };
  }
}
