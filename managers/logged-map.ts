/** A map on disk: a change costs one line, whatever is in it. */
import { CheckedLog, type Damage } from './checked-log.js';
import { DISK, type Disk } from './disk.js';
import { SerialQueue } from './serial-queue.js';

interface Change<V> {
  readonly key: string;
  /** Undefined: the key is gone. */
  readonly value?: V;
}

/** One line of the log: a change, or several that count together or not at all. */
type Line<V> = Change<V> | { readonly changes: readonly Change<V>[] };

/** Lines that say nothing any more, besides as many as there are keys, before the log is shortened. */
const SPARE_LINES = 2_000;

export class LoggedMap<V> {
  private readonly log: CheckedLog<Line<V>>;
  private readonly queue = new SerialQueue();
  private values: Map<string, V> | undefined;
  private lines = 0;

  constructor(path: string, parse: (value: unknown) => V, disk: Disk = DISK) {
    this.log = new CheckedLog(path, (record) => parseLine(record, parse), disk);
  }

  /** What could not be read, and says nothing any more. */
  get damage(): readonly Damage[] {
    this.load();
    return this.log.damage;
  }

  get size(): number {
    return this.load().size;
  }

  /** Reads the disk in the call when nothing did before. */
  get(key: string): V | undefined {
    return this.load().get(key);
  }

  entries(): IterableIterator<[string, V]> {
    return this.load().entries();
  }

  /** Durable when it resolves; as before when it rejects. Undefined removes the key. */
  async set(key: string, value: V | undefined): Promise<void> {
    await this.change(value === undefined ? { key } : { key, value });
  }

  /** All of them, at once. */
  async setAll(changes: readonly Change<V>[]): Promise<void> {
    await this.change({ changes });
  }

  private async change(line: Line<V>): Promise<void> {
    await this.queue.run(async () => {
      const values = this.load();
      await this.log.append(line);
      apply(values, line);
      this.lines += 1;
      if (this.lines <= 2 * values.size + SPARE_LINES) return;
      // The change is safe; a disk that is too full for a shorter log is asked again at the next one.
      await this.write(values).catch(() => undefined);
    });
  }

  /** Puts these in the place of all others, at once: a file that is new is never there without them. */
  async replace(values: ReadonlyMap<string, V>): Promise<void> {
    await this.queue.run(async () => {
      await this.write(values);
      this.values = new Map(values);
    });
  }

  /** Leaves one line a key, of the keys that are wanted. */
  async shorten(isWanted: (key: string, value: V) => boolean = () => true): Promise<void> {
    await this.queue.run(async () => {
      const kept = new Map([...this.load()].filter(([key, value]) => isWanted(key, value)));
      await this.write(kept);
      this.values = kept;
    });
  }

  private async write(values: ReadonlyMap<string, V>): Promise<void> {
    await this.log.replace([...values].map(([key, value]) => ({ key, value })));
    this.lines = values.size;
  }

  private load(): Map<string, V> {
    if (this.values !== undefined) return this.values;
    const lines = this.log.read();
    const values = new Map<string, V>();
    for (const line of lines) apply(values, line);
    this.lines = lines.length + this.log.damage.length;
    this.values = values;
    return values;
  }
}

function apply<V>(values: Map<string, V>, line: Line<V>): void {
  for (const { key, value } of 'changes' in line ? line.changes : [line]) {
    if (value === undefined) values.delete(key);
    else values.set(key, value);
  }
}

function parseLine<V>(record: unknown, parse: (value: unknown) => V): Line<V> {
  const changes: unknown = Reflect.get(Object(record), 'changes');
  if (Array.isArray(changes)) return { changes: changes.map((change) => parseChange(change, parse)) };
  return parseChange(record, parse);
}

function parseChange<V>(record: unknown, parse: (value: unknown) => V): Change<V> {
  const key: unknown = Reflect.get(Object(record), 'key');
  const value: unknown = Reflect.get(Object(record), 'value');
  if (typeof key !== 'string') throw new SyntaxError('not a change of a map');
  return value === undefined ? { key } : { key, value: parse(value) };
}
