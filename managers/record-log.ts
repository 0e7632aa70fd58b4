/** Lines appended to a file, each durable before it counts; a line that a crash cut short never counted. */
import { mkdir, open, readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writeFileAtomically } from './atomic-file.js';

export class RecordLog {
  constructor(private readonly path: string) {}

  /**
   * All whole lines, oldest first. A torn last line is cut off, so that the next one does not continue it. Makes the
   * file when there is none.
   */
  async readLines(): Promise<string[]> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    const bytes = await readFile(this.path).catch(ifMissing);
    if (bytes === undefined) {
      await writeFileAtomically(this.path, '');
      return [];
    }
    const end = bytes.lastIndexOf('\n') + 1;
    if (end < bytes.length) await truncate(this.path, end);
    return bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
  }

  /** Durable when it resolves. When it rejects, the line may or may not be there. */
  async append(line: string): Promise<void> {
    const file = await open(this.path, 'a', 0o600);
    try {
      await file.appendFile(`${line}\n`);
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  /** Puts these lines in the place of all others, at once. */
  async replace(lines: readonly string[]): Promise<void> {
    await writeFileAtomically(this.path, lines.map((line) => `${line}\n`).join(''));
  }
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
