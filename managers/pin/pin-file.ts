/** Which backends hold which pinned content, in one file. */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileAtomically } from '../atomic-file.js';
import { isMissing } from '../is-missing.js';
import { SerialQueue } from '../serial-queue.js';

export interface Pin {
  readonly cid: string;
  /** Bytes. */
  readonly size: number;
  /** Names, sorted. */
  readonly backends: readonly string[];
}

export class PinFile {
  private readonly queue = new SerialQueue();

  constructor(private readonly path: string) {}

  async find(cid: string): Promise<Pin | undefined> {
    return (await this.read()).get(cid);
  }

  /** Sorted by content id. */
  async list(): Promise<Pin[]> {
    const pins = await this.read();
    return [...pins.values()].sort((a, b) => (a.cid < b.cid ? -1 : 1));
  }

  /** A pin without backends is none. */
  async put(pin: Pin): Promise<void> {
    await this.queue.run(async () => {
      const pins = await this.read();
      if (pin.backends.length === 0) pins.delete(pin.cid);
      else pins.set(pin.cid, { ...pin, backends: [...new Set(pin.backends)].sort() });
      await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
      await writeFileAtomically(this.path, `${JSON.stringify({ pins: [...pins.values()] }, null, 2)}\n`);
    });
  }

  private async read(): Promise<Map<string, Pin>> {
    let text: string;
    try {
      text = await readFile(this.path, 'utf8');
    } catch (error) {
      if (isMissing(error)) return new Map();
      throw error;
    }
    const { pins }: { pins: Pin[] } = JSON.parse(text);
    return new Map(pins.map((pin) => [pin.cid, pin]));
  }
}
