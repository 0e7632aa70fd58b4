/** A store in which nothing is changed before its place is known to be one's own. */
import type { Content } from '../content.js';
import { ManagerError } from '../manager-error.js';
import type { ByteRange, ObjectStore } from './object-store.js';
import type { MarkKeeper } from './place-mark.js';

export class OwnedStore implements ObjectStore {
  private claimed: Promise<void> | undefined;

  constructor(
    private readonly store_: ObjectStore,
    private readonly claim: () => Promise<void>,
  ) {}

  get mark(): MarkKeeper | undefined {
    return this.store_.mark;
  }

  async store(key: string, content: Content, signal?: AbortSignal): Promise<void> {
    await this.own();
    await this.store_.store(key, content, signal);
  }

  async remove(key: string): Promise<void> {
    await this.own();
    await this.store_.remove(key);
  }

  open(key: string, range: ByteRange): AsyncIterable<Uint8Array> {
    return this.store_.open(key, range);
  }

  fetch(key: string): Promise<Uint8Array> {
    return this.store_.fetch(key);
  }

  async checkKept(key: string): Promise<void> {
    await this.store_.checkKept?.(key);
  }

  async fetchById(cid: string): Promise<Uint8Array> {
    if (this.store_.fetchById === undefined) throw new ManagerError('not_found', `nothing is found by its id ${cid}`);
    return this.store_.fetchById(cid);
  }

  probe(signal: AbortSignal): Promise<void> {
    return this.store_.probe(signal);
  }

  sweep(): void {
    this.store_.sweep?.();
  }

  close(): void {
    this.store_.close?.();
  }

  /** Asked once; a place that could not be asked is asked again. */
  private own(): Promise<void> {
    this.claimed ??= this.claim().catch((error: unknown) => {
      this.claimed = undefined;
      throw error;
    });
    return this.claimed;
  }
}
