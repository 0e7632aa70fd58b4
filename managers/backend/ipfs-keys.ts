/** Which key has which content id in an IPFS node: one JSON file. Several keys may have the same content. */
import { readFile } from 'node:fs/promises';
import { writeFileAtomically } from '../atomic-file.js';
import { SerialQueue } from '../serial-queue.js';

export class IpfsKeys {
  readonly #path: string;
  readonly #changes = new SerialQueue();

  constructor(path: string) {
    this.#path = path;
  }

  async find(key: string): Promise<string | undefined> {
    return (await this.#read()).get(key);
  }

  async isUsed(cid: string): Promise<boolean> {
    return [...(await this.#read()).values()].includes(cid);
  }

  /** Gives the content id that no key has any more. */
  set(key: string, cid: string): Promise<string | undefined> {
    return this.#change(key, (names) => names.set(key, cid));
  }

  delete(key: string): Promise<string | undefined> {
    return this.#change(key, (names) => names.delete(key));
  }

  #change(key: string, change: (names: Map<string, string>) => void): Promise<string | undefined> {
    return this.#changes.run(async () => {
      const names = await this.#read();
      const before = names.get(key);
      change(names);
      await writeFileAtomically(this.#path, `${JSON.stringify(Object.fromEntries(names), null, 1)}\n`);
      return before === undefined || [...names.values()].includes(before) ? undefined : before;
    });
  }

  async #read(): Promise<Map<string, string>> {
    const text = await readFile(this.#path, 'utf8').catch(ifMissing);
    if (text === undefined) return new Map();
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) throw new SyntaxError(`${this.#path} holds no object`);
    return new Map(Object.entries(value).map(([key, cid]) => [key, String(cid)]));
  }
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
