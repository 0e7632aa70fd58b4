/** Lines appended to a file, each durable before it counts; a line that a crash cut short never counted. */
import { mkdirSync, readFileSync, truncateSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder, writeFileAtomically } from './atomic-file.js';
import { DISK, type Disk } from './disk.js';
import { isMissing } from './is-missing.js';

export class RecordLog {
  /** Bytes of whole lines; undefined until the file was read. */
  private end: number | undefined;
  /** An append failed, and what it left behind is not yet cut off. */
  private isTorn = false;

  constructor(
    private readonly path: string,
    private readonly disk: Disk = DISK,
  ) {}

  /**
   * All whole lines, oldest first; none when there is no file yet. A torn last line is cut off, so that the next one
   * does not continue it. Waits for the disk in the call: read it once, and seldom.
   */
  readLines(): string[] {
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    const bytes = this.readBytes();
    this.end = bytes.lastIndexOf('\n') + 1;
    if (this.end < bytes.length) truncateSync(this.path, this.end);
    this.isTorn = false;
    return bytes.subarray(0, this.end).toString('utf8').split('\n').slice(0, -1);
  }

  /**
   * Durable when it resolves. When it rejects, the line does not count, unless the process ends before the next append.
   */
  async append(line: string): Promise<void> {
    if (this.end === undefined) this.readLines();
    const before = this.end ?? 0;
    const bytes = Buffer.from(`${line}\n`);
    const file = await this.disk.open(this.path, 'a', 0o600);
    try {
      if (this.isTorn) await file.truncate(before);
      this.isTorn = true;
      await file.appendFile(bytes);
      await file.datasync();
      if (before === 0) await syncFolder(dirname(this.path), this.disk);
      this.end = before + bytes.length;
      this.isTorn = false;
    } catch (error) {
      await this.cutBack(file, before);
      throw error;
    } finally {
      await file.close();
    }
  }

  /** Puts these lines in the place of all others, at once. */
  async replace(lines: readonly string[]): Promise<void> {
    const text = lines.map((line) => `${line}\n`).join('');
    await writeFileAtomically(this.path, text, { disk: this.disk });
    this.end = Buffer.byteLength(text);
    this.isTorn = false;
  }

  /** A disk that refuses this too is asked again before the next line. */
  private async cutBack(file: FileHandle, end: number): Promise<void> {
    try {
      await file.truncate(end);
      this.isTorn = false;
    } catch {
      this.isTorn = true;
    }
  }

  private readBytes(): Buffer {
    try {
      return readFileSync(this.path);
    } catch (error) {
      if (isMissing(error)) return Buffer.alloc(0);
      throw error;
    }
  }
}
