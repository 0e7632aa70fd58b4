/** The operations of a log: in memory as the lines on disk say, changed only after the line is durable. */
import { CheckedLog, type Damage } from '../checked-log.js';
import { parseWalRecord, type WalRecord, type WalState } from './wal-record.js';

/** Forgotten by themselves: what failed can be tried again, and makes no room for what is over, nor takes it. */
const FORGETTABLE: readonly ReadonlySet<WalState>[] = [new Set(['completed', 'cancelled']), new Set(['failed'])];
/** Lines appended before the log is shortened to one line an operation. */
const LINES_BEFORE_SHORTENING = 2_000;

export class WalTable {
  private readonly log: CheckedLog<WalRecord>;
  private records: Map<string, WalRecord> | undefined;
  private appended = 0;
  private sequence = 0;
  private isDamageTold = false;

  constructor(
    path: string,
    /** Operations that are over, and as many that failed, are remembered: the latest ones. */
    private readonly keptFinished: number,
  ) {
    this.log = new CheckedLog(path, parseWalRecord);
  }

  find(operationId: string): WalRecord | undefined {
    return this.load().get(operationId);
  }

  /** In the order in which they were added. */
  list(): WalRecord[] {
    return [...this.load().values()];
  }

  /** The highest that was given. */
  lastSequence(): number {
    this.load();
    return this.sequence;
  }

  /** What could not be read, once. */
  takeDamage(): readonly Damage[] {
    this.load();
    const { damage } = this.log;
    const fresh = this.isDamageTold ? [] : damage;
    this.isDamageTold = true;
    return fresh;
  }

  /** Durable when it resolves; unchanged when it rejects. One call at a time. */
  async write(record: WalRecord): Promise<void> {
    const records = this.load();
    await this.log.append(record);
    this.sequence = Math.max(this.sequence, record.sequence);
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
    const forgotten = new Set<WalRecord>();
    for (const states of FORGETTABLE) {
      const finished = all.filter((record) => states.has(record.state) && record !== last);
      for (const record of finished.slice(0, Math.max(0, finished.length - this.keptFinished))) forgotten.add(record);
    }
    const kept = all.filter((record) => !forgotten.has(record));
    await this.log.replace(kept);
    this.records = byId(kept);
    this.appended = 0;
  }

  /** Reads the disk in the call, so that also the first event after a restart knows what its operation is about. */
  private load(): Map<string, WalRecord> {
    if (this.records !== undefined) return this.records;
    const records = this.log.read();
    this.sequence = records.reduce((highest, { sequence }) => Math.max(highest, sequence), 0);
    this.records = byId(records);
    return this.records;
  }
}

function byId(records: readonly WalRecord[]): Map<string, WalRecord> {
  return new Map(records.map((record) => [record.operation_id, record]));
}
