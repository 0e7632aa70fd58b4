import type { RelatedResource } from '../../shared/client/index.js';
import type { ActorOptions } from '../actor-options.js';
import type { BackendFailure } from './each-backend.js';
import type { Pin } from './pin-file.js';

export interface AddPinOptions extends ActorOptions {
  /** Names; at least one. */
  readonly backends: readonly string[];
  /** What the content belongs to, for instance its bucket and file; named in the event. */
  readonly related?: readonly RelatedResource[] | undefined;
}

export interface AddedPin {
  readonly cid: string;
  /** `partial`: some of the named backends do not have the content. */
  readonly status: 'pinned' | 'partial';
  readonly pinned: string[];
  readonly failed: BackendFailure[];
}

export interface RemovedPin {
  readonly removed: string[];
  /** These have the content still, and stay in the pin. */
  readonly failed: BackendFailure[];
}

export interface VerifiedPin {
  readonly backends: readonly string[];
  readonly intact: string[];
  /** Code `corrupt`: other bytes than those that were pinned. */
  readonly failed: BackendFailure[];
}

export interface PinOperations {
  /**
   * Backends are added to those that hold the content already. Throws `pin_failed` when no named backend took it; the
   * content and the pin are durable once this resolves.
   */
  addPin(content: Uint8Array, options: AddPinOptions): Promise<AddedPin>;
  /** Throws `remove_failed` when no backend let go of the content. A backend that was deleted counts as removed. */
  removePin(cid: string, options?: ActorOptions): Promise<RemovedPin>;
  /** Reads the content back from every backend of the pin and compares its hash. */
  verifyPin(cid: string, options?: ActorOptions): Promise<VerifiedPin>;
  /** Sorted by content id. */
  listPins(options?: ActorOptions): Promise<Pin[]>;
}
