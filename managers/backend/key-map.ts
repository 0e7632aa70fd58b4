/** Which content id each key of an IPFS backend stands for: IPFS itself finds content by its hash alone. */
import { LoggedMap } from '../logged-map.js';
import { SerialQueue } from '../serial-queue.js';

/** What a node does with an id while no other change of the map runs. */
type WithId = (cid: string) => Promise<void>;

export interface Pinning {
  readonly isPinned: (cid: string) => Promise<boolean>;
  readonly pin: WithId;
  readonly unpin: WithId;
}

interface KeptId {
  readonly cid: string;
  /** Somebody else had pinned it before. */
  readonly foreign?: boolean;
}

/** One object a file: two would overwrite each other's changes. */
export class KeyMap {
  private readonly queue = new SerialQueue();
  private readonly keys: LoggedMap<KeptId>;
  /** Keys that stand for each id. */
  private uses: Map<string, Set<string>> | undefined;

  constructor(path: string) {
    this.keys = new LoggedMap(path, (value) => {
      const kept = Object(value);
      if (typeof Reflect.get(kept, 'cid') !== 'string') throw new SyntaxError('not a content id');
      return kept;
    });
  }

  async find(key: string): Promise<string | undefined> {
    return this.keys.get(key)?.cid;
  }

  /**
   * Lets the key stand for `cid` and pins it, then unpins what the key stood for, unless another key does so too. What
   * was pinned before any key stood for it is somebody else's pin, and is never taken away.
   */
  async set(key: string, cid: string, { isPinned, pin, unpin }: Pinning): Promise<void> {
    await this.queue.run(async () => {
      const before = this.keys.get(key);
      const [other] = this.usesOf(cid);
      const foreign = other === undefined ? await isPinned(cid) : this.keys.get(other)?.foreign === true;
      await this.keys.set(key, foreign ? { cid, foreign } : { cid });
      this.move(key, before?.cid, cid);
      await pin(cid);
      if (before !== undefined && before.foreign !== true && !this.isUsed(before.cid)) await unpin(before.cid);
    });
  }

  /** Unpins first: when that fails the key is still there, and removing it can be tried again. */
  async delete(key: string, { unpin }: Pick<Pinning, 'unpin'>): Promise<void> {
    await this.queue.run(async () => {
      const kept = this.keys.get(key);
      if (kept === undefined) return;
      const { cid, foreign } = kept;
      if (this.usesOf(cid).size <= 1 && foreign !== true) await unpin(cid);
      await this.keys.set(key, undefined);
      this.move(key, cid, undefined);
    });
  }

  private isUsed(cid: string): boolean {
    return this.usesOf(cid).size > 0;
  }

  private usesOf(cid: string): Set<string> {
    if (this.uses === undefined) {
      this.uses = new Map();
      for (const [key, { cid: used }] of this.keys.entries())
        this.uses.set(used, (this.uses.get(used) ?? new Set()).add(key));
    }
    return this.uses.get(cid) ?? new Set();
  }

  private move(key: string, from: string | undefined, to: string | undefined): void {
    const uses = this.uses;
    if (uses === undefined) return;
    if (from !== undefined) uses.get(from)?.delete(key);
    if (from !== undefined && uses.get(from)?.size === 0) uses.delete(from);
    if (to !== undefined) uses.set(to, (uses.get(to) ?? new Set()).add(key));
  }
}
