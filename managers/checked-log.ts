/** A log whose records carry a checksum: one that was damaged is set aside and named, and the others count. */
import { appendFileSync, readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { DISK, type Disk } from './disk.js';
import { isMissing } from './is-missing.js';
import { RecordLog } from './record-log.js';

/** A record that could not be read. Its bytes are kept in `<file>.quarantine`. */
export interface Damage {
  /** Absolute. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** `bad_checksum`: the bytes are not those that were written. `bad_record`: they are, and say nothing known. */
  readonly code: 'bad_checksum' | 'bad_record';
}

/** In characters of the damaged line, in base64. */
const MAX_KEPT_TEXT = 4_096;

export class CheckedLog<T> {
  private readonly log: RecordLog;
  private found: Damage[] = [];

  constructor(
    private readonly path: string,
    /** Throws for what is no record. */
    private readonly parse: (value: unknown) => T,
    disk: Disk = DISK,
  ) {
    this.log = new RecordLog(path, disk);
  }

  /** What the last `read` could not read. */
  get damage(): readonly Damage[] {
    return this.found;
  }

  /** All sound records, oldest first. Waits for the disk in the call: read it once. */
  read(): T[] {
    const records: T[] = [];
    const bad: { damage: Damage; text: string }[] = [];
    for (const [at, line] of this.log.readLines().entries()) {
      const read = this.readLine(line);
      if ('record' in read) records.push(read.record);
      else bad.push({ damage: { file: this.path, line: at + 1, code: read.code }, text: line });
    }
    this.found = bad.map(({ damage }) => damage);
    if (bad.length > 0) this.quarantine(bad);
    return records;
  }

  /** Durable when it resolves; does not count when it rejects. */
  async append(record: T): Promise<void> {
    await this.log.append(writeLine(record));
  }

  /** Puts these records in the place of all others, at once. */
  async replace(records: readonly T[]): Promise<void> {
    await this.log.replace(records.map(writeLine));
  }

  private readLine(line: string): { record: T } | { code: Damage['code'] } {
    const [, begin = '', sum = ''] = /^(\{.*),"crc32":"([0-9a-f]{8})"\}$/.exec(line) ?? [];
    const text = `${begin}}`;
    if (sum !== sumOf(text)) return { code: 'bad_checksum' };
    try {
      return { record: this.parse(JSON.parse(text)) };
    } catch {
      return { code: 'bad_record' };
    }
  }

  /** What is there already from an earlier read is not written twice. */
  private quarantine(bad: readonly { damage: Damage; text: string }[]): void {
    const path = `${this.path}.quarantine`;
    const known = readText(path);
    const lines = bad.map(({ damage, text }) => {
      const base64 = Buffer.from(text).toString('base64').slice(0, MAX_KEPT_TEXT);
      return `${JSON.stringify({ ...damage, base64 })}\n`;
    });
    const fresh = lines.filter((line) => !known.includes(line));
    if (fresh.length > 0) appendFileSync(path, fresh.join(''), { mode: 0o600 });
  }
}

/** The record as JSON, with the checksum of that as its last member. Records are objects that have members. */
function writeLine(record: unknown): string {
  const text = JSON.stringify(record);
  return `${text.slice(0, -1)},"crc32":"${sumOf(text)}"}`;
}

const sumOf = (text: string): string => crc32(text).toString(16).padStart(8, '0');

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}
