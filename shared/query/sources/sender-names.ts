/** Who is behind the numbers of senders: for those who show events and those who look for a sender's. */
import type { TrailRow } from '../plan/trail-row.js';

export interface SenderReader {
  /** All senders by their numbers. */
  listSenders(signal?: AbortSignal): Promise<ReadonlyMap<number, string>>;
  /** Numbers of the sender, or of the role with all its sessions, as they are at this moment. */
  findNumbers(sender: string, signal?: AbortSignal): Promise<number[]>;
}

export interface SenderNamesOptions {
  readonly clock: () => number;
  readonly timeoutMs?: number | undefined;
}

const DEFAULT_TIMEOUT_MS = 5_000;
/** A number that was not found is not looked for again so long: its item was taken away, and it is asked for by every page. */
const MISSING_MS = 10_000;

export class SenderNames {
  readonly #reader: SenderReader;
  readonly #clock: () => number;
  readonly #timeoutMs: number;
  #names: ReadonlyMap<number, string> = new Map();
  readonly #missing = new Map<number, number>();
  #reading: Promise<void> | undefined;

  constructor(reader: SenderReader, { clock, timeoutMs = DEFAULT_TIMEOUT_MS }: SenderNamesOptions) {
    this.#reader = reader;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  /** Gives each row the name of its sender. Rejects when a name is needed and the table does not answer. */
  async nameRows(rows: readonly TrailRow[]): Promise<void> {
    const names = await this.getNames(rows.flatMap(({ sender }) => (sender === undefined ? [] : [sender])));
    for (const row of rows) if (row.sender !== undefined) row.sender_name = names.get(row.sender) ?? null;
  }

  /** Names of these numbers at least; one that is missing has been taken away. */
  async getNames(senders: readonly number[]): Promise<ReadonlyMap<number, string>> {
    if (senders.some((sender) => this.#isUnknown(sender))) await this.#read(senders);
    return this.#names;
  }

  /** Numbers that any of these texts stands for, as texts. */
  async findNumbers(senders: readonly string[]): Promise<string[]> {
    const signal = AbortSignal.timeout(this.#timeoutMs);
    const numbers = await Promise.all(senders.map((sender) => this.#reader.findNumbers(sender, signal)));
    return [...new Set(numbers.flat())].map(String);
  }

  #isUnknown(sender: number): boolean {
    if (this.#names.has(sender)) return false;
    const missedAtMs = this.#missing.get(sender);
    return missedAtMs === undefined || this.#clock() - missedAtMs >= MISSING_MS;
  }

  async #read(senders: readonly number[]): Promise<void> {
    // A list that another page has begun may have been read before this sender was in it.
    await this.#reading?.catch(() => undefined);
    if (!senders.some((sender) => this.#isUnknown(sender))) return;
    this.#reading ??= this.#list().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
    for (const sender of senders) if (!this.#names.has(sender)) this.#missing.set(sender, this.#clock());
  }

  async #list(): Promise<void> {
    this.#names = await this.#reader.listSenders(AbortSignal.timeout(this.#timeoutMs));
    this.#missing.clear();
  }
}
