/** The operations of a log: in memory as the lines on disk say, changed only after the line is durable. */
import { RecordLog } from '../record-log.js';
import { parseWalRecord, type WalRecord, type WalState } from './wal-record.js';

const ENDED: ReadonlySet<WalState> = new Set(['completed', 'failed', 'cancelled']);
/** Lines appended before the log is shortened to one line an operation. */
const LINES_BEFORE_SHORTENING = 2_000;

export class WalTable {
  private readonly log: RecordLog;
  private records: Map<string, WalRecord> | undefined;
  private appended = 0;

  constructor(
    path: string,
    /** Operations that ended and are remembered, the latest ones. */
    private readonly keptFinished: number,
  ) {
    this.log = new RecordLog(path);
  }

  find(operationId: string): WalRecord | undefined {
    return this.load().get(operationId);
  }

  /** In the order in which they were added. */
  list(): WalRecord[] {
    return [...this.load().values()];
  }

  nextSequence(): number {
    let last = 0;
    for (const { sequence } of this.load().values()) if (sequence > last) last = sequence;
    return last + 1;
  }

  /** Durable when it resolves; unchanged when it rejects. One call at a time. */
  async write(record: WalRecord): Promise<void> {
    const records = this.load();
    await this.log.append(JSON.stringify(record));
    records.set(record.operation_id, record);
    this.appended += 1;
    if (this.appended < LINES_BEFORE_SHORTENING) return;
    // The record is safe; a disk that is too full for a shorter log is asked again at the next line.
    await this.shorten().catch(() => undefined);
  }

  /** Forgets the oldest finished operations beyond those that are kept, and what came before each one's last line. */
  async shorten(): Promise<void> {
    const all = this.list();
    const last = all.at(-1);
    const finished = all.filter((record) => ENDED.has(record.state) && record !== last);
    const forgotten = new Set(finished.slice(0, Math.max(0, finished.length - this.keptFinished)));
    const kept = all.filter((record) => !forgotten.has(record));
    await this.log.replace(kept.map((record) => JSON.stringify(record)));
    this.records = byId(kept);
    this.appended = 0;
  }

  /** Reads the disk in the call, so that also the first event after a restart knows what its operation is about. */
  private load(): Map<string, WalRecord> {
    this.records ??= byId(this.log.readLines().map(parseWalRecord));
    return this.records;
  }
}

function byId(records: readonly WalRecord[]): Map<string, WalRecord> {
  return new Map(records.map((record) => [record.operation_id, record]));
}
