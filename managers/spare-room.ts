/** Room on the disk that is kept for deletions: what makes room must not need any. */
import { rm, statfs } from 'node:fs/promises';
import { writeFileAtomically } from './atomic-file.js';

const BYTES = 262_144;
/** Free bytes below which a deletion gets the room, and above which it is kept again. */
const SCARCE = 2 * BYTES;
const PLENTY = 4 * BYTES;

export class SpareRoom {
  private isKept = false;

  constructor(
    private readonly dir: string,
    /** In the folder, which exists. */
    private readonly path: string,
  ) {}

  /** Before a deletion: what it writes down finds room. */
  async give(): Promise<void> {
    if ((await this.countFree()) > SCARCE) return;
    await rm(this.path, { force: true });
    this.isKept = false;
  }

  /** After what may have made room. Never rejects. */
  async keep(): Promise<void> {
    if (this.isKept) return;
    try {
      if ((await this.countFree()) < PLENTY) return;
      await writeFileAtomically(this.path, Buffer.alloc(BYTES, 1));
      this.isKept = true;
    } catch {
      // Tried again after the next operation.
    }
  }

  private async countFree(): Promise<number> {
    const { bavail, bsize } = await statfs(this.dir);
    return bavail * bsize;
  }
}
