/** Appends lines to NDJSON files, each fsynced before it counts as accepted, bounded in total size and age. */
import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { EnvelopeSender, SendOutcome } from './envelope-sender.js';
import { FILE_SUFFIX, pruneFiles } from './prune-files.js';
import { describeFailure } from './send-within.js';

export interface FileSenderOptions {
  readonly directory: string;
  /** Bytes of all files together; the oldest are deleted before a body is written. */
  readonly maxTotalBytes: number;
  /** Files whose last event is older are deleted. */
  readonly retentionDays: number;
  readonly nowMs?: (() => number) | undefined;
}

/** A tenth of the total, so that deleting the oldest file takes little away; never so large that tools choke on it. */
const FILES_IN_TOTAL = 10;
const MAX_FILE_BYTES = 64 * 1_024 * 1_024;
const OWNER_ONLY = 0o600;
const OWNER_ONLY_DIRECTORY = 0o700;

interface OpenFile {
  readonly name: string;
  readonly handle: FileHandle;
  /** What is fsynced. */
  size: number;
}

export class FileSender implements EnvelopeSender {
  private file: OpenFile | undefined;
  private readonly maxFileBytes: number;
  private readonly nowMs: () => number;

  constructor(private readonly options: FileSenderOptions) {
    this.maxFileBytes = Math.min(MAX_FILE_BYTES, Math.ceil(options.maxTotalBytes / FILES_IN_TOTAL));
    this.nowMs = options.nowMs ?? Date.now;
  }

  async send(bodies: readonly string[]): Promise<SendOutcome[]> {
    const outcomes: SendOutcome[] = [];
    for (const body of bodies) outcomes.push(await this.append(Buffer.from(body, 'utf8')));
    return outcomes;
  }

  async close(): Promise<void> {
    const file = this.file;
    this.file = undefined;
    await file?.handle.close();
  }

  private async append(body: Buffer): Promise<SendOutcome> {
    try {
      const file = await this.fileFor(body.length);
      await file.handle.write(body, 0, body.length, file.size);
      await file.handle.datasync();
      file.size += body.length;
      return { outcome: 'accepted' };
    } catch (error) {
      await this.abandonFile();
      return { outcome: 'retry', reason: describeFailure(error) };
    }
  }

  /** The file to append to: a new one at the start and when the current one is full. */
  private async fileFor(bytes: number): Promise<OpenFile> {
    const { directory, maxTotalBytes, retentionDays } = this.options;
    if (this.file !== undefined && this.file.size > 0 && this.file.size + bytes > this.maxFileBytes) await this.close();
    if (this.file === undefined) {
      await mkdir(directory, { recursive: true, mode: OWNER_ONLY_DIRECTORY });
      const name = this.nameFile();
      this.file = { name, handle: await open(join(directory, name), 'wx', OWNER_ONLY), size: 0 };
    }
    await pruneFiles({
      directory,
      keep: this.file.name,
      maxBytes: maxTotalBytes - bytes,
      olderThanMs: this.nowMs() - retentionDays * 86_400_000,
    });
    return this.file;
  }

  /** By time, so that names sort by age; random, so that processes which share a directory never share a file. */
  private nameFile(): string {
    const time = new Date(this.nowMs()).toISOString().replaceAll(/[:.]/g, '-');
    return `audit-${time}-${randomBytes(4).toString('hex')}${FILE_SUFFIX}`;
  }

  /** After a failure: what was not fsynced is cut off again, so that a later file does not repeat it. */
  private async abandonFile(): Promise<void> {
    const file = this.file;
    this.file = undefined;
    if (file === undefined) return;
    try {
      await file.handle.truncate(file.size);
    } catch {
      // The disk that refused to write refuses this too; readers drop a line without its end.
    } finally {
      await file.handle.close().catch(() => undefined);
    }
  }
}
