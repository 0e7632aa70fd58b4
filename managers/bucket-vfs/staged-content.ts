/** Content on its way into a bucket: durable here before the log says that it is to be stored. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../atomic-file.js';
import { ManagerError } from '../manager-error.js';

export class StagedContent {
  constructor(private readonly dir: string) {}

  /** Resolves with the name under which the content is found again, also after a restart. */
  async put(bytes: Uint8Array): Promise<string> {
    await mkdir(this.dir, { recursive: true, mode: 0o700 });
    const name = randomUUID();
    await writeFileAtomically(join(this.dir, name), bytes);
    return name;
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
  async keepOnly(names: ReadonlySet<string>): Promise<void> {
    await mkdir(this.dir, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.dir)) if (!names.has(name)) await this.remove(name);
  }
}
