/** Which content id each key of an IPFS backend stands for: IPFS itself finds content by its hash alone. */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileAtomically } from '../atomic-file.js';
import { isMissing } from '../is-missing.js';
import { SerialQueue } from '../serial-queue.js';

/** What a node does with an id while no other change of the map runs. */
type WithId = (cid: string) => Promise<void>;

/** One object a file: two would overwrite each other's changes. */
export class KeyMap {
  private readonly queue = new SerialQueue();

  constructor(private readonly path: string) {}

  async find(key: string): Promise<string | undefined> {
    return (await this.read()).get(key);
  }

  /** Pins `cid`, lets the key stand for it, then unpins what the key stood for, unless another key does so too. */
  async set(key: string, cid: string, { pin, unpin }: { pin: WithId; unpin: WithId }): Promise<void> {
    await this.queue.run(async () => {
      const map = await this.read();
      const before = map.get(key);
      await pin(cid);
      map.set(key, cid);
      await this.write(map);
      if (before !== undefined && !isUsed(map, before)) await unpin(before);
    });
  }

  /** Unpins first: when that fails the key is still there, and removing it can be tried again. */
  async delete(key: string, { unpin }: { unpin: WithId }): Promise<void> {
    await this.queue.run(async () => {
      const map = await this.read();
      const cid = map.get(key);
      if (cid === undefined) return;
      map.delete(key);
      if (!isUsed(map, cid)) await unpin(cid);
      await this.write(map);
    });
  }

  private async write(map: Map<string, string>): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    await writeFileAtomically(this.path, `${JSON.stringify(Object.fromEntries(map), null, 2)}\n`);
  }

  private async read(): Promise<Map<string, string>> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      if (isMissing(error)) return new Map();
      throw error;
    }
    const parsed: Record<string, string> = JSON.parse(text);
    return new Map(Object.entries(parsed));
  }
}

function isUsed(map: ReadonlyMap<string, string>, cid: string): boolean {
  return [...map.values()].includes(cid);
}
