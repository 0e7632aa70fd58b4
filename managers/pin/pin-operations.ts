import type { RelatedResource } from '../../shared/client/index.js';
import type { ActorOptions } from '../actor-options.js';
import type { BackendFailure } from './each-backend.js';
import type { HeldObject, Pin } from './pin-file.js';

export interface AddPinOptions extends ActorOptions {
  /** Names; at least one. */
  readonly backends: readonly string[];
  /** What the content belongs to, for instance its bucket and file; named in the event. */
  readonly related?: readonly RelatedResource[] | undefined;
  /**
   * The content lies under this key of each named backend already, and is let go of by `releasePin`: no copy is made, and
   * content that is given by its id is not read.
   */
  readonly held?: { readonly key: string; readonly size: number } | undefined;
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
  /** These may have the content still: removing it again, or a sweep, finishes it. */
  readonly failed: BackendFailure[];
  /** The pin held content of a bucket, which stays there. */
  readonly contentKept?: true;
}

export interface RemovePinOptions extends ActorOptions {
  /** Only what the pin holds there is let go of, because its owner removes it. */
  readonly object?: HeldObject | undefined;
}

export interface VerifiedPin {
  readonly backends: readonly string[];
  readonly intact: string[];
  /** Code `corrupt`: other bytes than those that were pinned. */
  readonly failed: BackendFailure[];
}

export interface PinOperations {
  /**
   * `content` is bytes, or the id of some that a backend of the pin, or a named IPFS node, has: `not_found` when none has.
   * Backends are added to those that hold the content already. Throws `pin_failed` when no named backend took it; the
   * content and the pin are durable once this resolves.
   */
  addPin(content: Uint8Array | string, options: AddPinOptions): Promise<AddedPin>;
  /**
   * The pin is gone from the list when it resolves; backends that are away are finished later. Throws `remove_failed`
   * when it was gone before and no backend let go of the content now. A backend that was deleted counts as removed.
   */
  removePin(cid: string, options?: RemovePinOptions): Promise<RemovedPin>;
  /**
   * For whoever had the pin hold an object and removes that now. Resolves with whether the pin stays, because it has a
   * copy of its own or holds others; when it does not, that is an event as of `removePin`.
   */
  releasePin(cid: string, object: HeldObject): Promise<{ kept: boolean }>;
  /** Reads the disk in the call when nothing did before. */
  isHeld(cid: string, object: HeldObject): boolean;
  /** Removes what an interrupted `addPin` or `removePin` left in backends. Resolves with numbers of copies. */
  sweep(): Promise<{ removed: number; left: number }>;
  /** Asks whether each backend keeps it; reads the content back from every backend of the pin and compares its hash. */
  verifyPin(cid: string, options?: ActorOptions): Promise<VerifiedPin>;
  /** Sorted by content id. */
  listPins(options?: ActorOptions): Promise<Pin[]>;
  /** Waits for what runs, and lets go of the folder. After it every operation rejects with `closed`. */
  close(): Promise<void>;
  /** As `close`. */
  [Symbol.asyncDispose](): Promise<void>;
}
