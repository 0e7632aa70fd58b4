/** Which content id each key of an IPFS backend stands for: IPFS itself finds content by its hash alone. */
import { LoggedMap } from '../logged-map.js';
import { SerialQueue } from '../serial-queue.js';

/** What a node does with an id while no other change of the map runs. */
type WithId = (cid: string) => Promise<void>;

/** One object a file: two would overwrite each other's changes. */
export class KeyMap {
  private readonly queue = new SerialQueue();
  private readonly keys: LoggedMap<string>;
  /** Keys that stand for each id. */
  private uses: Map<string, Set<string>> | undefined;

  constructor(path: string) {
    this.keys = new LoggedMap(path, (value) => {
      if (typeof value !== 'string') throw new SyntaxError('not a content id');
      return value;
    });
  }

  async find(key: string): Promise<string | undefined> {
    return this.keys.get(key);
  }

  /** Pins `cid`, lets the key stand for it, then unpins what the key stood for, unless another key does so too. */
  async set(key: string, cid: string, { pin, unpin }: { pin: WithId; unpin: WithId }): Promise<void> {
    await this.queue.run(async () => {
      const before = this.keys.get(key);
      await pin(cid);
      await this.keys.set(key, cid);
      this.move(key, before, cid);
      if (before !== undefined && !this.isUsed(before)) await unpin(before);
    });
  }

  /** Unpins first: when that fails the key is still there, and removing it can be tried again. */
  async delete(key: string, { unpin }: { unpin: WithId }): Promise<void> {
    await this.queue.run(async () => {
      const cid = this.keys.get(key);
      if (cid === undefined) return;
      if (this.usesOf(cid).size <= 1) await unpin(cid);
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
      for (const [key, used] of this.keys.entries()) this.uses.set(used, (this.uses.get(used) ?? new Set()).add(key));
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
