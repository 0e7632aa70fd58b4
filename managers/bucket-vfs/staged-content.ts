/** Content on its way into a bucket: durable here before the log says that it is to be stored. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../atomic-file.js';
import { ManagerError } from '../manager-error.js';

export class StagedContent {
  /** Of requests of this process that have not ended: no sweep takes them. */
  private readonly inFlight = new Set<string>();

  constructor(private readonly dir: string) {}

  /** A name for content of a request that is in flight until `release`. */
  makeName(): string {
    const name = randomUUID();
    this.inFlight.add(name);
    return name;
  }

  release(name: string): void {
    this.inFlight.delete(name);
  }

  /** The content is found again under the name, also after a restart. */
  async put(name: string, bytes: Uint8Array): Promise<void> {
    await mkdir(this.dir, { recursive: true, mode: 0o700 });
    await writeFileAtomically(join(this.dir, name), bytes);
  }

  /** Throws ManagerError `content_lost` when it is not there any more. */
  async read(name: string): Promise<Buffer> {
    try {
      return await readFile(join(this.dir, name));
    } catch (error) {
      throw new ManagerError('content_lost', 'the content that was to be stored is not there any more', {
        cause: error,
      });
    }
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.dir, name), { force: true });
  }

  /** Removes what nobody will ask for any more, for instance what a killed process left. */
  async keepOnly(findNames: () => Promise<ReadonlySet<string>>): Promise<void> {
    await mkdir(this.dir, { recursive: true, mode: 0o700 });
    // Whatever is in flight now either is so still when the others are known, or is among them, or has ended.
    const found = (await readdir(this.dir)).filter((name) => !this.inFlight.has(name.split('.')[0] ?? ''));
    const names = await findNames();
    for (const name of found) if (!names.has(name)) await this.remove(name);
  }
}
