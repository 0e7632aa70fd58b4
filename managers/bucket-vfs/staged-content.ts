/** Content on its way into a bucket: durable here before the log says that it is to be stored. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../atomic-file.js';
import { type ContentDescription, type ContentFile, describePath, describePieces, type Pieces } from '../content.js';
import { ManagerError } from '../manager-error.js';

export class StagedContent {
  /** Of requests of this process that have not ended: no sweep takes them, and what they are is known. */
  private readonly inFlight = new Map<string, ContentDescription | undefined>();

  constructor(private readonly dir: string) {}

  /** A name for content of a request that is in flight until `release`. */
  makeName(): string {
    const name = randomUUID();
    this.inFlight.set(name, undefined);
    return name;
  }

  release(name: string): void {
    this.inFlight.delete(name);
  }

  /** The content is found again under the name, also after a restart. Rejects with what the pieces reject with. */
  async put(name: string, pieces: Pieces): Promise<ContentDescription> {
    await mkdir(this.dir, { recursive: true, mode: 0o700 });
    let description: ContentDescription | undefined;
    const described = async function* (): AsyncGenerator<Uint8Array> {
      description = yield* describePieces(pieces);
    };
    await writeFileAtomically(join(this.dir, name), described());
    if (description === undefined) throw new TypeError('the pieces have not ended');
    this.inFlight.set(name, description);
    return description;
  }

  /** Throws ManagerError `content_lost` when it is not there any more, or is not what it was. */
  async open(name: string, sha256: string | undefined): Promise<ContentFile> {
    const file = join(this.dir, name);
    const description = this.inFlight.get(name) ?? (await describePath(file).catch(lost));
    if (description.sha256 !== sha256) lost(undefined, 'the content was changed while it waited');
    return { ...description, file };
  }

  async remove(name: string): Promise<void> {
    await rm(join(this.dir, name), { force: true });
  }

  /** Removes what nobody will ask for any more, for instance what a killed process left. */
  async keepOnly(findNames: () => Promise<ReadonlySet<string>>): Promise<void> {
    await mkdir(this.dir, { recursive: true, mode: 0o700 });
    // Whatever is in flight now either is so still when the others are known, or is among them, or has ended. What is
    // not complete yet has another name, and is swept when the folder is opened.
    const found = (await readdir(this.dir)).filter((name) => !name.startsWith('.') && !this.inFlight.has(name));
    const names = await findNames();
    for (const name of found) if (!names.has(name)) await this.remove(name);
  }
}

function lost(cause: unknown, reason = 'the content that was to be stored is not there any more'): never {
  throw new ManagerError('content_lost', reason, { cause });
}
